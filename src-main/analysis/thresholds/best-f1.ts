import { badInput } from '../../shared/errors.ts'
import { below, between } from './calibration.ts'
import { defineThreshold } from './threshold.ts'

/** The threshold with the highest point-wise F1 on the labels: an oracle threshold. */
export const bestF1 = defineThreshold({
  id: 'best-f1',
  name: 'Best F1 on the labels',
  summary: 'The best threshold these labels allow. It has seen the answers: a limit of what is possible, not a result.',
  reference: 'van Rijsbergen, Information Retrieval, 1979',
  oracle: true,
  params: {},
  compute({ scored, labels }) {
    if (!labels) throw badInput('There are no labels to choose the threshold by.')
    const positives = scored.filter((s, i) => labels[i] === 1 && Number.isFinite(s)).sort()
    const negatives = scored.filter((s, i) => labels[i] !== 1 && Number.isFinite(s)).sort()
    if (positives.length === 0)
      throw badInput('No labelled point has a score, so there is no best F1 to choose the threshold by.')
    let best = -1
    let threshold = NaN
    // From the highest score down: everything at or above positives[p] is an alarm. Only positives can be best cuts.
    for (let p = positives.length - 1, n = negatives.length; p >= 0; p--) {
      if (p > 0 && positives[p - 1] === positives[p]) continue
      const cut = positives[p]
      while (n > 0 && negatives[n - 1] >= cut) n--
      const hits = positives.length - p
      const f1 = (2 * hits) / (hits + (negatives.length - n) + positives.length)
      if (f1 <= best) continue
      best = f1
      const lower = Math.max(p > 0 ? positives[p - 1] : -Infinity, n > 0 ? negatives[n - 1] : -Infinity)
      threshold = lower === -Infinity ? below(cut) : between(lower, cut)
    }
    return threshold
  },
})
