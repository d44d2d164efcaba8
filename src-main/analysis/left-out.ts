import { counted } from '../shared/counted.ts'
import type { Suggestion } from '../shared/models/detector-info.ts'
import type { Series } from '../shared/data/series.ts'
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
  const { series: measured, numbers } = withoutRowNumbers(moving.series)
  const { series, leftOut: incomplete, why } = withoutIncomplete(measured)
  const kinds: [string[], string][] = [
    [moving.leftOut, ofOneValue(moving.leftOut.length)],
    [numbers, numberingRows],
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

/**
 * The series without channels that are mostly missing, and without those that leave hardly a row with a value in every channel;
 * all stay where nothing would be left. why — in one sentence.
 */
function withoutIncomplete(series: Series): { series: Series; leftOut: string[]; why: string } {
  const rows = series.times.length
  const missing = series.values.map((channel) => channel.reduce((n, v) => n + Number(!Number.isFinite(v)), 0))
  const keep = missing.map((n) => rows - n >= leastFilled * rows && n < rows)
  if (!keep.some(Boolean)) return { series, leftOut: [], why: '' }
  const empty = keep.filter((kept) => !kept).length
  const gaps = new Uint32Array(rows)
  series.values.forEach((channel, c) => {
    if (keep[c]) for (let row = 0; row < rows; row++) gaps[row] += Number(!Number.isFinite(channel[row]))
  })
  const complete = () => gaps.reduce((n, gap) => n + Number(gap === 0), 0)
  while (keep.filter(Boolean).length > 1 && complete() < leastComplete * rows) {
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
        : `Nearly every row lacks a value somewhere, and only rows with a value in every channel can be judged; without ${leftOut.length === 1 ? 'this channel' : 'these channels'} ${counted(complete(), 'row')} can be. Values that come at different times can be brought to one step before the import.`,
  }
}

/** All stay where nothing would be left. */
function withoutConstant(series: Series, constant: readonly string[]): { series: Series; leftOut: string[] } {
  const leftOut = series.channels.map(({ name }) => name).filter((name) => constant.includes(name))
  return leftOut.length < series.channels.length
    ? { series: withoutChannels(series, leftOut), leftOut }
    : { series, leftOut: [] }
}

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
