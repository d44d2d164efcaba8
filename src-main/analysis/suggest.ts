import { counted } from '../shared/counted.ts'
import type { Suggestion } from '../shared/models/detector-info.ts'
import { parseParams, type ParamSpecs } from '../shared/models/params.ts'
import type { Normal } from '../shared/models/normal.ts'
import type { Segment, Series } from '../shared/data/series.ts'
import type { AnyDetector } from './detectors/detector.ts'
import { detectors, detectorById } from './detectors/index.ts'
import { SHORT } from './detectors/parts/short-windows.ts'
import { fitsOf, held } from './fits.ts'
import { chooseNormal } from './normal/choose-normal.ts'
import { pieceOf } from './thresholds/chance.ts'
import { cutSegments, usualStep } from './preprocessing/gaps.ts'
import { isNearlyConstant } from './preprocessing/scaling.ts'
import { howToFill, leavingOut, withoutChannels } from './left-out.ts'
import { afterSteps, suggestedSteps } from './suggested-steps.ts'
import { twoTimeScales } from './time-scales.ts'
import { fundamentalPeriod } from './preprocessing/period.ts'

/** rows — of the whole dataset (the series may be its beginning); labelCount — accepted labels of anomalies. */
export interface SuggestFacts {
  /** In place of what is chosen, where somebody answered the question. */
  normal?: Normal
  /** Where the series is a part: stretches of the whole dataset, which alone show whether its end looks like its beginning. */
  overview?: Series
  rows: number
  labelCount: number
  /** Names of the channels that have one value in every row of the whole dataset, `constantChannels`. */
  constant?: readonly string[]
  /** Share of the looked-at rows that lie inside these labels, 0 to 1. */
  labelShare?: number
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
/** A window shorter than this holds too little shape to be told apart from another; so does the detector's own default. */
const leastWindow = 100
/** Longer windows cost much and show little more: the time of a distance grows with the window. */
const mostWindow = 512
const WEEK_MS = 7 * 24 * 3600 * 1000

/** Proposes detector, window, what is normal and the threshold from the look of the data, each with its reason in one line. */
export function suggestFor(given: Series, facts: SuggestFacts): Suggestion {
  const before = suggestedSteps(given, facts.overview)
  const looked = afterSteps(given, before.steps)
  const left = leavingOut(withoutChannels(looked, before.leftOut), facts.constant ?? [])
  const { series, reasons: whyLeftOut } = left
  const leftOut = [...before.leftOut, ...left.leftOut]
  const overview = facts.overview && withoutChannels(afterSteps(facts.overview, before.steps), leftOut)
  const segments = cutSegments(series, {})
  const { detector: id, params, reasons } = propose(series, segments, facts)
  const detector = detectorById(id)
  const scales = twoTimeScales(series.times, usualStep(series.times))
  const mostLabelled = (facts.labelShare ?? 0) > mostShare
  const normal =
    facts.normal ??
    chooseNormal(overview ?? series, detector.learns === 'labels' || mostLabelled ? 0 : facts.labelCount)
  const window = detector.needs(parseParams<ParamSpecs>(detector.params, params), series.channels.length).score
  const stepMs = usualStep(series.times) || 0
  const isOfWindows = id === 'kmeans'
  const apart = pieceOf(window, facts.rows)
  return {
    detector: id,
    params,
    threshold: {
      rule: 'stands-out',
      params: {
        window: apart,
        generosity: 1,
        scores: id === 'averaging-ensemble' ? 'logarithms' : 'distances',
      },
    },
    mergeGapMs: Math.min(apart, MOST_JOINED * window) * stepMs,
    minDurationMs: isOfWindows ? LEAST_OF_WINDOW * window * stepMs : 0,
    normal,
    steps: before.steps,
    leftOut,
    reasons:
      isAllTheSame(series) && (!overview || isAllTheSame(overview))
        ? [nothingVaries]
        : [
            ...reasons,
            ...(scales === null ? [] : [{ what: 'Two time scales', why: scales }]),
            ...before.reasons,
            ...whyLeftOut,
            ...doubtsAbout(facts),
            detector.learns === 'labels'
              ? { what: 'Train on labels', why: 'What is labelled is learned as anomalous, the rest as normal.' }
              : { what: normalTitle[normal.kind], why: normal.why },
            {
              what: 'Threshold: what stands out',
              why: `The few strangest stretches raise an alarm, as many as the length of the data is worth: anomalies among them do not move it.${isOfWindows ? ' What stays above it for less than a tenth of a window does not count: the windows over an anomaly see it for longer.' : ''}`,
            },
          ],
    fits: fitsOf(segments, series.channels.length, facts.rows > series.times.length, { [id]: params }),
  }
}

/** But rows farther apart than so many windows are not joined: a detection must not be mostly what is normal. */
const MOST_JOINED = 20

/** A row's score is the mean over its windows, so that whatever happens raises it for as long as a window; the shortest alarms are the tips of noise. */
const LEAST_OF_WINDOW = 0.1

const normalTitle = {
  beginning: 'Normal: the beginning',
  everything: 'Normal: nearly everything',
  ranges: 'Normal: the chosen ranges',
  unlabelled: 'Normal: all but the labels',
  unknown: 'Normal: unknown',
} as const

/** Labels that cover more than this mark what is normal, or say nothing about it. */
const mostShare = 0.5
/** Fewer rows hardly show what is usual. */
const leastRows = 100

/** No more is to be said: what would be trained, and how, is of no use to anybody. */
const nothingVaries = {
  what: 'Every row is the same',
  why: 'No channel varies, so nothing can stand out: check whether the right columns were read.',
}

const isAllTheSame = ({ values }: Series) =>
  values.every((channel) => isNearlyConstant([channel.filter(Number.isFinite)]))

/** What makes any answer about these data doubtful. */
function doubtsAbout({ rows, labelShare = 0 }: SuggestFacts): Reason[] {
  const doubts: Reason[] = []
  if (rows < leastRows)
    doubts.push({
      what: `Only ${counted(rows, 'row')}`,
      why: 'So few hardly show what is usual: take what is found for a hint, and import more where there is more.',
    })
  if (labelShare > mostShare)
    doubts.push({
      what: `Labels cover ${Math.round(100 * labelShare)} % of the rows`,
      why: 'What lies outside of them is too little to learn from, so they are not left out of training: if they mark what is normal, turn them round.',
    })
  return doubts
}

function propose(series: Series, segments: Segment[], facts: SuggestFacts): Proposal {
  if (segments.length === 0)
    return of(
      'z-score',
      {},
      `No row has a value in every channel: ${emptiest(series)} is missing most often. ${howToFill(series)}`,
    )
  const longest = segments.reduce((best, s) => (s.times.length > best.times.length ? s : best))
  const [n, channels] = [longest.times.length, longest.values.length]
  const channelsText = channels === 1 ? 'one channel' : `${channels.toLocaleString('en')} channels`
  if (n < 2 * (channels + 2))
    return of(
      'z-score',
      {},
      `The longest stretch without a gap has ${points(n)}: each value can only be held against the mean.`,
    )
  if (channels === 1 && n < leastRows)
    return of(
      'z-score',
      {},
      `With ${points(n)}, typical windows would be learned by heart: each value is held against the mean.`,
    )
  if (facts.rows < leastRows)
    return of(
      'mahalanobis',
      {},
      `With ${counted(facts.rows, 'row')}, windows would be learned by heart: each row is held against how the channels usually stand to each other.`,
    )
  const ensemble = detectorById('averaging-ensemble')
  const period = fundamentalPeriod(longest.values, longestPeriod(longest))
  const window = windowFor(period, n)
  const least = channels === 1 ? 2 * window : ensemble.needs(adapted(ensemble, n, channels), channels).train
  if (shareOfLong(segments, least) < 0.5 && segments.length > 1)
    return of(
      channels > 1 ? 'mahalanobis' : 'z-score',
      {},
      `Gaps cut the data into ${segments.length.toLocaleString('en')} stretches, most too short for windows: this judges every row by itself.`,
    )
  const windowReason = {
    what: `Window of ${window} points`,
    why: period ? `The data repeat about every ${period} points.` : 'No period stands out in the data.',
  }
  const supervised = detectors.find((d) => d.id === 'fcn-classifier')
  if (supervised && facts.labelCount >= enoughLabels && n >= enoughForDeep)
    return of(
      supervised.id,
      held(supervised, { window }),
      `${facts.labelCount.toLocaleString('en')} labels are enough to learn from, and nothing knows your anomalies better.`,
      windowReason,
    )
  if (channels === 1)
    return of(
      'kmeans',
      { ...held(detectorById('kmeans'), { window }), points: 'inner-mean', recurring: true, short: true },
      'For one channel, the distance to typical windows finds more of what people call anomalies than networks do, and it trains in seconds.',
      windowReason,
      shortReason,
    )
  const params = adapted(ensemble, n, channels)
  return of(
    'averaging-ensemble',
    params,
    `For ${channelsText}, two detectors that see different things are right together more often than either alone or a network, and they train in seconds.`,
    {
      what: `Window of ${params.window} points`,
      why: 'Each of several channels brings its past into every other: a few points are enough.',
    },
  )
}

const adapted = (detector: AnyDetector, longest: number, channels: number) =>
  held(detector, detector.adapt!({ longest, points: longest, channels, stepMs: 0, period: null, vusWindow: null }))

/** Up to a week, as long as three of them fit. */
function longestPeriod({ times }: Segment): number {
  const stepMs = usualStep(times)
  return Math.max(
    4,
    Math.min(Math.floor(times.length / 3), stepMs > 0 ? Math.ceil(1.1 * (WEEK_MS / stepMs)) : Infinity),
  )
}

/** Whole periods that are long enough to show a shape; always with room for several windows in the longest stretch. */
function windowFor(period: number | null, longest: number): number {
  const wanted = period === null ? leastWindow : period * Math.max(1, Math.ceil(leastWindow / period))
  return Math.max(2, Math.min(wanted, mostWindow, Math.floor(longest / 4)))
}

const shortReason = {
  what: `Windows of ${SHORT} points too`,
  why: 'What lasts only a few points hardly moves a long window: it is looked at by itself, and counts where it is far beyond chance and comes four times at most.',
}

const shareOfLong = (segments: Segment[], least: number) =>
  segments.reduce((sum, s) => sum + (s.times.length >= least ? s.times.length : 0), 0) /
  segments.reduce((sum, s) => sum + s.times.length, 0)

function emptiest({ channels, values }: Series): string {
  const missing = values.map((v) => v.reduce((n, x) => n + Number(Number.isNaN(x)), 0))
  const name = channels[missing.indexOf(Math.max(...missing))]?.name
  return name === undefined ? 'everything' : `"${name}"`
}

const points = (n: number) => counted(n, 'point')

function of(detector: string, params: Suggestion['params'], why: string, ...more: Reason[]): Proposal {
  return { detector, params, reasons: [{ what: detectorById(detector).name, why }, ...more] }
}
