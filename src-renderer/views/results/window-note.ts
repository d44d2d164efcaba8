import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { counted } from '../../../src-main/shared/counted.ts'
import { duration } from '../../charts/format.ts'

/** A window shorter than this share of the longest stretch does not blur where it begins and ends. */
const blurs = 0.25

/**
 * A sentence where windows make stretches much wider than what is strange in them; null otherwise. window — rows that the detector looks at
 * together; stepMs — the usual step of the data.
 */
export function windowNote(window: number, stepMs: number, stretches: readonly TimeRange[]): string | null {
  const spanMs = window * stepMs
  const longest = Math.max(0, ...stretches.map(({ start, end }) => end - start))
  if (window < 2 || longest === 0 || !(spanMs >= blurs * longest)) return null
  return `The detector looks at ${counted(window, 'row')} at once (${duration(spanMs)}): a stretch can begin and end up to that far from what is strange in it.`
}
