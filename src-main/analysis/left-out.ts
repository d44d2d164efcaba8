import { counted } from '../shared/counted.ts'
import type { Suggestion } from '../shared/models/detector-info.ts'
import { durationText } from '../shared/duration.ts'
import { quantileSorted } from './preprocessing/scaling.ts'
import type { Series } from '../shared/data/series.ts'
import { repeatsClock } from './clock-channels.ts'
import { withoutRowNumbers } from './counters.ts'

type Reason = Suggestion['reasons'][number]

/** A channel of which less than this share has values would cut away the rows of all the others. */
const leastFilled = 0.5
/** Of fewer complete rows than this share nothing can be said. */
const leastComplete = 0.1

/**
 * The series without channels that there is nothing to learn from, or that keep the others from being looked at; each kind with its
 * reason. constant — names of the channels of one value in the whole dataset, which the series may be a part of.
 */
export function leavingOut(
  given: Series,
  constant: readonly string[],
): { series: Series; leftOut: string[]; reasons: Reason[] } {
  const moving = withoutConstant(given, constant)
  const { series: unnumbered, numbers } = withoutRowNumbers(moving.series)
  const { series: timeless, leftOut: clock } = withoutClock(unnumbered)
  const { series: measured, leftOut: signals } = withoutSignals(timeless)
  const { series, leftOut: incomplete, why } = withoutIncomplete(measured)
  const kinds: [string[], string][] = [
    [moving.leftOut, ofOneValue(moving.leftOut.length)],
    [numbers, numberingRows],
    [clock, repeatingClock],
    [signals, ofSignals],
    [incomplete, why],
  ]
  return {
    series,
    leftOut: kinds.flatMap(([names]) => names),
    reasons: kinds.filter(([names]) => names.length > 0).map(([names, said]) => leftOutReason(names, said)),
  }
}

const ofOneValue = (channels: number) =>
  `${channels === 1 ? 'It has' : 'Each has'} one value in every row: there is nothing to learn from it, and nothing in it to find.`

const numberingRows =
  'It rises by the same step in nearly every row, as a number of the row or an elapsed time does: it says nothing of what is measured, and would be strange wherever it has not been before.'

const repeatingClock =
  'It only says which year, month, day, hour or minute it is, which the times say already: whatever was not seen before, such as the next month, would be strange.'

const ofSignals =
  'Two values, one of them nearly always, as a command, a switch or an event has: whenever the other came would be the strangest of all. What is measured is looked at instead.'

/** A signal has its rare value in no larger a share of the rows; one that comes in pulses, in no larger a share than the second. */
const SELDOM = 0.1
const SELDOM_IN_PULSES = 0.25
/** A state lasts, a pulse does not: half of them are no longer. */
const PULSE_ROWS = 3
/** Where fewer of the channels are signals they hardly drown the others, and what is recorded of them may be what matters. */
const MOSTLY_SIGNALS = 0.5

/**
 * The series without signals, where these are most channels that vary and another one does; then those that stand still
 * go with them, as signals that have not come yet.
 */
function withoutSignals(series: Series): { series: Series; leftOut: string[] } {
  const kinds = series.values.map((values) =>
    hasOneValue(values) ? 'still' : isSignal(values) ? 'signal' : 'measured',
  )
  const count = (kind: string) => kinds.reduce((n, one) => n + Number(one === kind), 0)
  const [signals, measured] = [count('signal'), count('measured')]
  if (measured === 0 || signals === 0 || signals < MOSTLY_SIGNALS * (signals + measured)) return { series, leftOut: [] }
  const leftOut = series.channels.filter((_, c) => kinds[c] !== 'measured').map(({ name }) => name)
  return { series: withoutChannels(series, leftOut), leftOut }
}

/** Two values, of which one comes seldom. values — NaN = missing. */
function isSignal(values: Float64Array): boolean {
  const rows = new Map<number, number>()
  for (const v of values) {
    if (Number.isNaN(v)) continue
    rows.set(v, (rows.get(v) ?? 0) + 1)
    if (rows.size > 2) return false
  }
  if (rows.size === 0) return false
  const known = [...rows.values()].reduce((a, b) => a + b, 0)
  const [usual, most] = [...rows].reduce((best, one) => (one[1] > best[1] ? one : best))
  const share = 1 - most / known
  if (share <= SELDOM) return true
  if (share > SELDOM_IN_PULSES) return false
  const lengths: number[] = []
  values.forEach((v, row) => {
    if (v === usual || Number.isNaN(v)) return
    if (row > 0 && values[row - 1] === v) lengths[lengths.length - 1]++
    else lengths.push(1)
  })
  return lengths.sort((a, b) => a - b)[lengths.length >> 1] <= PULSE_ROWS
}

/**
 * The series without channels that are mostly missing, and without those that leave hardly a row with a value in every channel;
 * all stay where none has a value, and those whose values may come in turns. why — in one sentence.
 */
function withoutIncomplete(series: Series): { series: Series; leftOut: string[]; why: string } {
  const rows = series.times.length
  const missing = series.values.map((channel) => channel.reduce((n, v) => n + Number(!Number.isFinite(v)), 0))
  const fullest = rows - Math.min(...missing)
  if (fullest === 0) return { series, leftOut: [], why: '' }
  // Where no channel has a value in most rows, those stay that have about as many as the fullest.
  const inTurns = fullest < leastFilled * rows
  const keep = missing.map((n) => rows - n >= leastFilled * (inTurns ? fullest : rows) && n < rows)
  const empty = keep.filter((kept) => !kept).length
  const gaps = new Uint32Array(rows)
  series.values.forEach((channel, c) => {
    if (keep[c]) for (let row = 0; row < rows; row++) gaps[row] += Number(!Number.isFinite(channel[row]))
  })
  const complete = () => gaps.reduce((n, gap) => n + Number(gap === 0), 0)
  while (!inTurns && keep.filter(Boolean).length > 1 && complete() < leastComplete * rows) {
    const worst = missing.reduce((most, n, c) => (keep[c] && (most < 0 || n > missing[most]) ? c : most), -1)
    keep[worst] = false
    const channel = series.values[worst]
    for (let row = 0; row < rows; row++) gaps[row] -= Number(!Number.isFinite(channel[row]))
  }
  const leftOut = series.channels.filter((_, c) => !keep[c]).map((channel) => channel.name)
  if (leftOut.length === 0) return { series, leftOut, why: '' }
  const it = leftOut.length === 1 ? 'It is' : 'They are'
  return {
    series: withoutChannels(series, leftOut),
    leftOut,
    why:
      leftOut.length === empty
        ? `${it} missing in more than half of the rows, and only rows with a value in every channel can be judged.`
        : `Nearly every row lacks a value somewhere, and only rows with a value in every channel can be judged; without ${leftOut.length === 1 ? 'this channel' : 'these channels'} ${counted(complete(), 'row')} can be. ${howToFill(series)}`,
  }
}

/** The series without channels that only repeat the clock. All stay where nothing would be left. */
function withoutClock(series: Series): { series: Series; leftOut: string[] } {
  const clock = series.channels.filter((_, c) => repeatsClock(series.times, series.values[c])).map(({ name }) => name)
  return clock.length < series.channels.length
    ? { series: withoutChannels(series, clock), leftOut: clock }
    : { series, leftOut: [] }
}

/** All stay where nothing would be left. */
function withoutConstant(series: Series, constant: readonly string[]): { series: Series; leftOut: string[] } {
  const leftOut = series.channels.map(({ name }) => name).filter((name) => constant.includes(name))
  return leftOut.length < series.channels.length
    ? { series: withoutChannels(series, leftOut), leftOut }
    : { series, leftOut: [] }
}

/** What keeps every channel of data whose values come in turns, in a sentence. */
export function howToFill(series: Series): string {
  const pause = durationText(fillable(series))
  return `The cleaning step “Fill missing values” over pauses up to ${pause} keeps all channels (on the command line: --step "fill longest=${pause}").`
}

/** The pause between two values of a channel that nearly all are no longer than, of the channel with the longest; ms. */
function fillable({ times, values }: Series): number {
  return values.reduce((longest, channel) => {
    const known = times.filter((_, row) => Number.isFinite(channel[row]))
    const pauses = known.subarray(1).map((time, i) => time - known[i])
    return pauses.length === 0 ? longest : Math.max(longest, quantileSorted(pauses.sort(), NEARLY_ALL))
  }, 1)
}

const NEARLY_ALL = 0.95

/** Names of the channels that have one value wherever they have any. */
export const constantChannels = ({ channels, values }: Series): string[] =>
  channels.filter((_, c) => hasOneValue(values[c])).map(({ name }) => name)

function hasOneValue(values: Float64Array): boolean {
  const one = values.find((v) => !Number.isNaN(v))
  return one !== undefined && values.every((v) => v === one || Number.isNaN(v))
}

export function withoutChannels(series: Series, names: readonly string[]): Series {
  if (names.length === 0) return series
  const leftOut = new Set(names)
  const keep = series.channels.map((channel) => !leftOut.has(channel.name))
  return {
    times: series.times,
    channels: series.channels.filter((_, c) => keep[c]),
    values: series.values.filter((_, c) => keep[c]),
  }
}

const leftOutReason = (names: string[], why: string): Reason => ({
  what: `Left out: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`,
  why,
})
