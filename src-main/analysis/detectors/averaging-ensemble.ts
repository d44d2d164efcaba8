import { StudioError } from '../../shared/errors.ts'
import { defaultsOf } from '../../shared/models/params.ts'
import type { Segment } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'
import { usualOf } from '../strangest/usual.ts'
import type { Usual } from '../../shared/runs/strangest.ts'
import { joined } from '../math/joined.ts'
import { defineDetector, type SegmentScores } from './detector.ts'
import { mahalanobis } from './mahalanobis.ts'
import { subPca } from './sub-pca.ts'

type Params = { window: number; smoothing: number }

/** Windows that the components are taken from: many times the values in a window, and seconds instead of a minute. */
const SAMPLES = 5000

/** A detector that takes part. settings — its parameters from those of the ensemble. */
const members = [
  {
    detector: subPca,
    settings: ({ window }: Params) => ({
      ...defaultsOf(subPca.params),
      window,
      score: 'residual' as const,
      variance: 0.9,
      samples: SAMPLES,
      limit: 0,
    }),
  },
  { detector: mahalanobis, settings: () => ({ ...defaultsOf(mahalanobis.params), limit: 0 }) },
]

/** What a member learned, null where the data do not allow it; usual — of the logarithm of its training scores. */
interface EnsembleModel {
  members: ({ data: unknown; usual: Usual } | null)[]
}

/** A score of 0 has no logarithm: this is as little as any score says. */
const LEAST = 1e-12

/**
 * The mean of two detectors that see different things: Sub-PCA the course of the channels over a window, the Mahalanobis distance how
 * they stand to each other at one moment. Each score counts by its logarithm, in spreads of the training scores' logarithms: like a
 * mean of ranks it keeps a member with enormous scores from owning the result, and unlike ranks it knows scores above any in training.
 * The mean is smoothed, because single rows of noise are no anomaly and an anomaly lasts; a row that stands out twice as far as that
 * by itself is one all the same, such as a spike in one channel.
 */
export const averagingEnsemble = defineDetector({
  id: 'averaging-ensemble',
  name: 'Averaging ensemble',
  summary:
    'Sub-PCA and Mahalanobis distance as one: how the channels run over a window, and how they stand to each other.',
  scoreMeaning:
    'How far the logarithms of both scores lie above their usual values on average, in usual spreads; usual rows lie around 0',
  reference:
    'Aggarwal and Sathe, Theoretical foundations and algorithms for outlier ensembles, SIGKDD Explorations 2015',
  family: 'classical',
  learns: 'normal',
  version: 1,
  params: {
    window: {
      kind: 'integer',
      default: 20,
      min: 2,
      max: 600,
      unit: 'points',
      label: 'Window',
      help: 'Of Sub-PCA. Of many channels, few points are enough: each brings its past into every other.',
    },
    smoothing: {
      kind: 'integer',
      default: 10,
      min: 1,
      max: 1000,
      unit: 'points',
      label: 'Smoothing',
      help: 'Scores are the mean over so many points around; 1 smooths nothing.',
    },
  },
  threshold: { rule: 'trimmed-quantile', params: { p: 95, margin: 2 } },
  adapt: (shape) => ({
    window: Math.max(2, Math.min(20, Math.floor(shape.longest / 3), Math.floor(400 / shape.channels))),
  }),
  // Both members follow a short training closely: how far normal rows lie shows on some that neither has seen.
  heldOut: () => 0.25,
  // All windows that hold a row of those that its mean is taken over.
  reach: ({ window, smoothing }) => ({ before: window + smoothing, after: window + smoothing }),
  needs: (params, channels) => ({ train: Math.max(params.window + 1, channels + 2), score: params.window }),

  async fit(train, params, job): Promise<EnsembleModel> {
    const fitted: EnsembleModel['members'] = []
    const problems: StudioError[] = []
    for (const { detector, settings } of members) {
      const own = settings(params)
      try {
        const data = await detector.fit(train, own as never, job)
        const parts: Float64Array[] = []
        for (const segment of train)
          parts.push(logarithms((await detector.score(data as never, segment, own as never, job)).scores))
        fitted.push({ data, usual: usualOf(joined(parts)) ?? { centre: 0, spread: 1 } })
      } catch (error) {
        if (!(error instanceof StudioError && error.code === 'bad-input')) throw error
        problems.push(error)
        fitted.push(null)
      }
    }
    // One member alone still sees something: a window may be too wide for so many channels, or every window the same.
    if (fitted.every((member) => member === null)) throw problems[0]
    return { members: fitted }
  },

  async score(model, segment, params, job) {
    const n = segment.times.length
    const sum = new Float64Array(n)
    let [count, contributions, expected]: [number, Float32Array[] | undefined, Float32Array[] | undefined] = [
      0,
      undefined,
      undefined,
    ]
    for (const [m, { detector, settings }] of members.entries()) {
      const member = model.members[m]
      if (!member) continue
      const own = await scoredBy(detector, member.data, segment, settings(params), job)
      logarithms(own.scores).forEach((v, t) => (sum[t] += (v - member.usual.centre) / member.usual.spread))
      contributions = own.contributions ?? contributions
      expected = own.expected ?? expected
      count++
    }
    return { scores: smoothed(sum, count, params.smoothing), contributions, expected }
  },
})

const scoredBy = (
  detector: (typeof members)[number]['detector'],
  data: unknown,
  segment: Segment,
  own: object,
  job: Job,
) => detector.score(data as never, segment, own as never, job) as Promise<SegmentScores>

const logarithms = (scores: Float64Array) => scores.map((score) => Math.log(Math.max(LEAST, score)))

/** What a row says alone counts half: noise is about so much wider than its mean over a few rows. */
const ALONE = 0.5

/** sum — [n] over `count` members. The mean over `width` points around each, or half of what the point says alone where that is more. */
function smoothed(sum: Float64Array, count: number, width: number): Float64Array {
  const n = sum.length
  const span = Math.min(width, n)
  const result = new Float64Array(n)
  for (let t = 0; t < n; t++) {
    const first = Math.max(0, t - (span >> 1))
    const end = Math.min(n, t - (span >> 1) + span)
    // Added up anew for each row: a running sum would carry along what came before, and rows that come in parts have another before.
    let total = 0
    for (let i = first; i < end; i++) total += sum[i]
    const mean = total / (end - first) / count
    result[t] = width > 1 ? Math.max(mean, (ALONE * sum[t]) / count) : mean
  }
  return result
}
