import { defineDetector } from './detector.ts'

/** The same score everywhere: an alarm that is always on, whose F1 many published detectors fail to beat. */
export const constant = defineDetector({
  id: 'constant',
  name: 'Constant alarm',
  summary:
    'An alarm that is always on, always in the comparison: what precision and recall give to no knowledge at all.',
  scoreMeaning: 'Always 1, which says nothing',
  reference:
    'Sarfraz et al., Position: Quo Vadis, Unsupervised Time Series Anomaly Detection?, ICML 2024, arXiv 2405.02678',
  family: 'baseline',
  learns: 'nothing',
  version: 1,
  params: {},
  threshold: { rule: 'fixed', params: { value: 0.5 } },
  needs: () => ({ train: 1, score: 1 }),
  async fit() {
    return {}
  },
  async score(_model, segment, _params, job) {
    await job.checkpoint()
    return { scores: new Float64Array(segment.times.length).fill(1) }
  },
})
