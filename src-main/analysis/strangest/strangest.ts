import type { RowRange } from '../../shared/data/series.ts'
import type { Direction, StrangeChannel, StrangeStretch, Usual } from '../../shared/runs/strangest.ts'
import type { CleaningStep } from '../../shared/data/cleaning.ts'
import { counter } from '../cleaning/steps/counter.ts'
import { highestByChance, isByChance, pieceOf } from '../thresholds/chance.ts'
import { departureOf, type Departure } from './direction.ts'
import { peaksOf } from './peaks.ts'
import { usualOf } from './usual.ts'

/** What is usual lies in the middle of what is judged, or, where that holds many anomalies, below: not above so many of it. */
const MOST_BELOW = 0.9

/** More than a person looks at before deciding what to do next. */
export const MOST_STRETCHES = 5

/** Usual rows are so many times as many as those that are held against them: fewer windows of that length do not tell what is usual. */
const USUAL_PER_STRANGE = 20

/** Of channels with less than this share nobody wants to read. */
const LEAST_SHARE = 0.05

/** What a channel that departs by itself must have of the largest share to be what drives the others. */
const GOOD_PART = 0.5
/** With less than this a channel that is as usual itself does not tell more than the one that departs. */
const LARGE_SHARE = 0.25

/**
 * scores — [n], NaN = not assessed; times — [n], epoch ms; names, values — [channel][n], in the order of the contributions.
 * contributions — [channel][n], shares of the score, where the detector gives them. window — rows that the detector looks at together.
 * calibration — what the scores of training rows usually are, as the model keeps it, so that one stretch is as far out in every run of it; null = nobody knows. usual — [n], 1 = row that is usual, null = all.
 */
export interface StrangestInput {
  scores: Float64Array
  times: Float64Array
  names: readonly string[]
  values: readonly Float64Array[]
  contributions?: readonly (Float32Array | Float64Array)[]
  window: number
  calibration: Usual | null
  usual: Uint8Array | null
  /** What the series had been through: values of some channels may be how fast a counter rises. */
  steps?: readonly CleaningStep[]
}

/** The five strangest stretches at most, strangest first, each with how far out it is, whether chance alone may have brought it, and what its channels do. */
export function strangestOf(input: StrangestInput): StrangeStretch[] {
  const { scores, times } = input
  const usual = usualAmong(scores, input.calibration)
  if (!usual) return []
  const chance = highestByChance(scores, pieceOf(input.window, scores.length))
  return peaksOf(scores, usual, input.window, MOST_STRETCHES).map(({ first, last, score, ratio, peakRow }) => ({
    first,
    last,
    start: times[first],
    end: times[last],
    score,
    ratio,
    ...(chance && isByChance(score, chance) && { byChance: true as const }),
    channels: channelsIn(input, { first, last, peakRow }),
  }))
}

/**
 * What calibration says is usual, or the scores themselves where there is none, or where most of them lie below it: scores of training that hold
 * much of a fault would leave nothing that is strange.
 */
function usualAmong(scores: Float64Array, told: Usual | null): Usual | null {
  if (!told) return usualOf(scores)
  const assessed = scores.filter(Number.isFinite)
  const below = assessed.reduce((n, score) => n + Number(score < told.centre), 0)
  return below > MOST_BELOW * assessed.length ? usualOf(scores) : told
}

/** What the channels do in a stretch: those that matter, the one that drives the others first, and then by share. */
export function channelsIn(
  { names, values, contributions, usual, window, scores, steps = [] }: Omit<StrangestInput, 'times' | 'calibration'>,
  { first, last, peakRow }: { first: number; last: number; peakRow: number },
): StrangeChannel[] {
  const stretch = lookedAt(scores.length, usual, window, { first, last, peakRow })
  const departures = values.map((channel) => departureOf(channel, stretch, usual))
  const shares = contributions
    ? contributions.map((channel) => meanOf(channel, first, last))
    : departures.map(({ size }) => size * size)
  // A channel of one value is as it always is, whatever a model makes of it.
  const weights = shares.map((share, c) => (moves(values[c]) ? share : 0))
  const total = weights.reduce((sum, w) => sum + w, 0)
  const listed = names
    .map((name, c) => ({
      name,
      share: total > 0 ? weights[c] / total : 1 / names.length,
      ...departures[c],
    }))
    .filter(({ share }, _, all) => share >= LEAST_SHARE || all.length === 1)
    .sort((a, b) => b.share - a.share)
  return drivenBy(listed).map(({ name, share, direction }) => ({
    name,
    share,
    direction: fitting((isRate(name, steps) && ofRates[direction]) || direction, names.length),
  }))
}

/**
 * Where a channel departs by itself and has a good part of the score, the one that departs most leads, and of those that are as usual
 * themselves only large shares stay: a model of how channels go together gives a part of one channel's fault to each that it is held
 * against. listed — the largest share first.
 */
function drivenBy<T extends Departure & { share: number }>(listed: readonly T[]): readonly T[] {
  const departs = ({ direction }: T) => direction !== 'wrong shape'
  const [driver] = listed
    .filter((one) => departs(one) && one.share >= GOOD_PART * listed[0].share)
    .sort((a, b) => b.size - a.size)
  if (!driver) return listed
  return [driver, ...listed.filter((one) => one !== driver && (departs(one) || one.share >= LARGE_SHARE))]
}

/** Of several channels, each of which is as it always is, the company is what is strange. */
const fitting = (direction: Direction, channels: number): Direction =>
  direction === 'wrong shape' && channels > 1 ? 'does not fit' : direction

/** Whether its values are the rate of a counter. */
const isRate = (name: string, steps: readonly CleaningStep[]) =>
  steps.some(
    ({ step, on, channels }) => on && step === counter.id && (channels.length === 0 || channels.includes(name)),
  )

const ofRates: Partial<Record<Direction, Direction>> = {
  'too high': 'rises too fast',
  'too low': 'rises too slowly',
  'too fast': 'rises unevenly',
  'too flat': 'rises too evenly',
}

/** The rows that show what is strange: a detection of a few rows is the end of a window; of a long one, those about its peak. */
function lookedAt(
  rows: number,
  usual: Uint8Array | null,
  window: number,
  { first, last, peakRow }: { first: number; last: number; peakRow: number },
): RowRange {
  const reach = Math.max(0, Math.ceil((window - (last - first + 1)) / 2))
  const from = Math.max(0, Math.min(first, peakRow) - reach)
  const to = Math.min(rows - 1, Math.max(last, peakRow) + reach)
  const known = usual ? usual.reduce((n, flag) => n + flag, 0) : rows - (to - from + 1)
  const most = Math.max(window, Math.floor(known / USUAL_PER_STRANGE), 1)
  if (to - from < most) return { first: from, last: to }
  const begins = Math.min(Math.max(from, peakRow - Math.floor(most / 2)), to - most + 1)
  return { first: begins, last: begins + most - 1 }
}

/** Whether it has two values that differ. */
function moves(values: Float64Array): boolean {
  const one = values.find((v) => Number.isFinite(v))
  return values.some((v) => Number.isFinite(v) && v !== one)
}

function meanOf(channel: Float32Array | Float64Array, first: number, last: number): number {
  let [sum, n] = [0, 0]
  for (let row = first; row <= last; row++)
    if (Number.isFinite(channel[row])) {
      sum += channel[row]
      n++
    }
  return n > 0 ? sum / n : 0
}
