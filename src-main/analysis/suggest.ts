import type { Suggestion } from '../shared/detector-info.ts'
import { parseParams } from '../shared/params.ts'
import type { Segment, Series } from '../shared/series.ts'
import { shapeOf } from './train-and-score.ts'
import type { AnyDetector, DataShape, ThresholdChoice } from './detectors/detector.ts'
import { detectors, detectorById } from './detectors/index.ts'
import { fitsOf, held } from './fits.ts'
import { cutSegments, medianStep } from './preprocessing/gaps.ts'

/** rows — of the whole dataset (the series may be its beginning); labelCount — labels there are already; native — whether networks train on native TensorFlow. */
export interface SuggestFacts {
  rows: number
  labelCount: number
  native: boolean
}

type Reason = Suggestion['reasons'][number]
interface Proposal {
  detector: string
  params: Suggestion['params']
  reasons: Reason[]
}

/** Fewer gap-free points than this train no network worth its name. */
const enoughForDeep = 1000
/** So many labels show what anomalies look like, and leave some to be judged by. */
const enoughLabels = 30
/** Without a rhythm a window needs no more than what a disturbance takes to show. */
const windowWithoutPeriod = 60
/** Windows of more channels hold more values than PCA can take apart in seconds. */
const mostForWindows = 100
/** A window shorter than this shows no shape. */
const shortestUseful = 16

/** On the sample, PCA's 18 detections of five faults become eight or nine when pauses up to 20 or 30 rows are joined, and none is lost. */
const rowsJoined = 30

/** Whether a score hangs on a handful of rows: such scores cross a limit back and forth where those of windows stay above it. */
const judgesRows = (detector: AnyDetector, params: Suggestion['params'], channels: number) =>
  detector.needs(parseParams(detector.params, params), channels).score < shortestUseful

/** Proposes detector, window and threshold from the look of the data, each with its reason in one line. */
export function suggestFor(series: Series, facts: SuggestFacts): Suggestion {
  const segments = cutSegments(series, {})
  const { detector: id, params, reasons } = propose(series, segments, facts)
  const detector = detectorById(id)
  const [threshold, reason] = thresholdFor(detector, facts)
  const mergeGapMs = judgesRows(detector, params, series.channels.length)
    ? rowsJoined * (medianStep(series.times) || 0)
    : 0
  const joined: Reason[] =
    mergeGapMs > 0
      ? [
          {
            what: `Detections joined across ${rowsJoined} rows`,
            why: 'Each row is judged by itself, so one disturbance crosses the limit again and again: it should count once.',
          },
        ]
      : []
  return {
    detector: id,
    params,
    threshold,
    mergeGapMs,
    reasons: [...reasons, trainingReason(detector, facts), reason, ...joined],
    fits: fitsOf(segments, series.channels.length, facts.rows > series.times.length, { [id]: params }),
  }
}

function propose(series: Series, segments: Segment[], facts: SuggestFacts): Proposal {
  if (segments.length === 0)
    return of(
      'z-score',
      {},
      `No row has a value in every channel: ${emptiest(series)} is missing most often. Leave it out, and more is possible.`,
    )
  const shape = shapeOf(segments)
  const { longest, channels, period } = shape
  const channelsText = channels === 1 ? 'one channel' : `${channels.toLocaleString('en')} channels`
  if (longest < 2 * (channels + 2))
    return of(
      'z-score',
      {},
      `The longest stretch without a gap has ${points(longest)}: each value can only be held against the mean.`,
    )
  const window = windowFor(shape)
  const covered =
    segments.reduce(
      (sum, s) => sum + (s.times.length >= 2 * Math.max(window, shortestUseful) ? s.times.length : 0),
      0,
    ) / shape.points
  if (covered < 0.5 && segments.length > 1)
    return of(
      channels > 1 ? 'mahalanobis' : 'z-score',
      {},
      `Gaps cut the data into ${segments.length.toLocaleString('en')} stretches, most too short for windows: this judges every row by itself.`,
    )
  const windowReason = {
    what: `Window of ${window} points`,
    why: period
      ? `The data repeat about every ${period} points.`
      : 'No period stands out in the data, so the window is kept short.',
  }
  const supervised = detectors.find((d) => d.id === 'fcn-classifier')
  if (supervised && facts.labelCount >= enoughLabels && longest >= enoughForDeep)
    return {
      ...of(
        supervised.id,
        held(supervised, { window }),
        `${facts.labelCount.toLocaleString('en')} labels are enough to learn from, and nothing knows your anomalies better.`,
        windowReason,
      ),
    }
  if (channels === 1 && longest >= 4 * window)
    return of(
      'sub-pca',
      held(detectorById('sub-pca'), { window: shape.vusWindow && period ? period : window }),
      'For one channel, plain PCA of windows beats most networks in published benchmarks, and it trains in seconds.',
      windowReason,
    )
  if (longest < enoughForDeep)
    return of(
      'pca',
      {},
      `The longest stretch without a gap has ${points(longest)}: enough for PCA over ${channelsText}, few for a network.`,
    )
  if (!facts.native && channels <= mostForWindows)
    return of(
      'sub-pca',
      held(detectorById('sub-pca'), detectorById('sub-pca').adapt?.(shape) ?? {}),
      'Networks train slowly here, because native TensorFlow is not there. PCA of windows takes seconds.',
    )
  return of(
    'conv-autoencoder',
    held(detectorById('conv-autoencoder'), { window }),
    `${facts.rows.toLocaleString('en')} rows of ${channelsText} are enough to learn what normal looks like, and it needs no labels.`,
    windowReason,
  )
}

/** One period, or more of them where it is short; always with room for several windows in the longest stretch. */
function windowFor({ period, longest }: DataShape): number {
  const wanted = period
    ? period < shortestUseful
      ? period * Math.ceil(shortestUseful / period)
      : period
    : windowWithoutPeriod
  return Math.max(4, Math.min(wanted, 512, Math.floor(longest / 4)))
}

function trainingReason(detector: AnyDetector, { labelCount }: SuggestFacts): Reason {
  if (detector.learns === 'labels')
    return { what: 'Train on labels', why: 'What is labelled is learned as anomalous, the rest as normal.' }
  return labelCount > 0
    ? { what: 'Labels left out of training', why: 'What is labelled as anomalous should not be learned as normal.' }
    : { what: 'Train on everything', why: 'Nothing is labelled yet; rare anomalies do little harm.' }
}

/** The maximum of training data that may hold anomalies would hide just those; and one long anomaly lies in so many windows that mean + 3σ can rise above it. */
function thresholdFor(detector: AnyDetector, { labelCount }: SuggestFacts): [ThresholdChoice, Reason] {
  if (detector.threshold.rule !== 'maximum')
    return [
      detector.threshold,
      { what: 'Its own threshold', why: `The rule that ${detector.name} was published with.` },
    ]
  if (labelCount > 0)
    return [
      detector.threshold,
      {
        what: 'Threshold: maximum of training',
        why: 'What is known to be anomalous is kept out of training, so nothing in it should raise an alarm.',
      },
    ]
  return [
    { rule: 'median-mad', params: { k: 4 } },
    {
      what: 'Threshold: median + 4 MAD',
      why: 'Unlabelled training data may hold anomalies, and these hardly move the median; the maximum would hide them.',
    },
  ]
}

function emptiest({ channels, values }: Series): string {
  const missing = values.map((v) => v.reduce((n, x) => n + Number(Number.isNaN(x)), 0))
  const name = channels[missing.indexOf(Math.max(...missing))]?.name
  return name === undefined ? 'everything' : `"${name}"`
}

const points = (n: number) => `${n.toLocaleString('en')} point${n === 1 ? '' : 's'}`

function of(detector: string, params: Suggestion['params'], why: string, ...more: Reason[]): Proposal {
  return { detector, params, reasons: [{ what: detectorById(detector).name, why }, ...more] }
}
