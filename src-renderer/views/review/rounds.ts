import type { Round } from '../../../src-main/shared/labels/rounds.ts'
import { share } from '../../charts/format.ts'

/** What came of the newest round, beside the one before it. events — labelled anomalies that both are measured on. */
export function changeInWords(before: Round, now: Round, events: number): string {
  const [from, to] = [share(before.aucPr), share(now.aucPr)]
  const verdict = from === to ? 'As good as before' : (now.aucPr ?? 0) > (before.aucPr ?? 0) ? 'Better' : 'Worse'
  const found =
    before.found === now.found
      ? `still ${now.found} of ${events} found`
      : `${now.found} of ${events} found, before ${before.found}`
  return `${verdict}: AUC-PR ${from === to ? to : `${from} → ${to}`}, ${found}.`
}
