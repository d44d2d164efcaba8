import { seededRandom } from '../math/random.ts'
import { defineDetector } from './detector.ts'

/** Uniform random scores: the bar below which a detector has learned nothing. */
export const random = defineDetector({
  id: 'random',
  name: 'Random',
  summary: 'Random scores, always in the comparison: a detector that does no better has found nothing.',
  scoreMeaning: 'A random number from 0 to 1, which says nothing',
  reference: 'Kim et al., Towards a Rigorous Evaluation of Time-Series Anomaly Detection, AAAI 2022, arXiv 2109.05257',
  family: 'baseline',
  learns: 'nothing',
  version: 1,
  params: {},
  threshold: { rule: 'percentile', params: { p: 99.5 } },
  wholeSeries: () => true,
  needs: () => ({ train: 1, score: 1 }),
  async fit(_train, _params, job) {
    return { seed: job.seed }
  },
  async score(model, segment, _params, job) {
    await job.checkpoint()
    const generator = seededRandom(model.seed + segment.start)
    return { scores: segment.times.map(() => generator.next()) }
  },
})
