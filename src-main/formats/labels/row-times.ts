import { badInput } from '../../shared/errors.ts'
import { zonedToUtc } from '../importers/times/zone.ts'
import { rowsOf } from './dataset-rows.ts'
import type { LabelContext } from './label-format.ts'
import { isoTime, readTime } from './label-times.ts'

/** times — [n] epoch ms, NaN where there is none; order — rows with a time, ascending by it, null if they already are and all have one. */
export interface RowTimes {
  times: Float64Array
  order: Uint32Array | null
  problems: string[]
}

/** Row numbers in place of times: few digits. */
const rowNumber = /^\s*-?\d{1,8}(\.0*)?\s*$/

/**
 * The times of a file with a line per point. texts — the cells of its time column, null where it has none; count — its lines.
 * Lines without times, or with row numbers, stand for the rows of the dataset in order.
 * Throws bad-input where the file cannot be about this dataset.
 */
export function rowTimes(texts: readonly string[] | null, count: number, context: LabelContext): RowTimes {
  if (count === 0) throw badInput('The label file has a header, but no lines below it.')
  if (texts === null || texts.slice(0, 1000).every((text) => rowNumber.test(text))) {
    const rows = rowsOf(context)
    if (rows.count !== count)
      throw badInput(
        `The file has ${count === 1 ? '1 line' : `${count.toLocaleString('en')} lines`} and no times, the dataset has ${rows.count.toLocaleString('en')} rows: it is a file for another dataset.`,
      )
    return { times: rows.times(), order: null, problems: [] }
  }
  const local = new Float64Array(count)
  const fixed = new Uint8Array(count)
  texts.forEach((text, i) => {
    const time = readTime(text)
    local[i] = time.ms
    fixed[i] = Number(time.fixed)
  })
  const { utc: times } = zonedToUtc(local, fixed, context.zone)
  const order = ascending(times)
  return { times, order, problems: aboutRange(times, order, count, context) }
}

/** null where nothing is to be sorted. */
function ascending(times: Float64Array): Uint32Array | null {
  if (times.every((time, i) => i === 0 || time >= times[i - 1]) && !Number.isNaN(times[0])) return null
  const rows = Uint32Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]))
  return rows.sort((a, b) => times[a] - times[b] || a - b)
}

function aboutRange(times: Float64Array, order: Uint32Array | null, count: number, context: LabelContext): string[] {
  const readable = order?.length ?? count
  if (readable === 0) throw badInput('No time of the label file can be read.')
  const first = times[order?.[0] ?? 0]
  const last = times[order?.[readable - 1] ?? count - 1]
  const ahead = first - context.start
  const hours = ahead / 3_600_000
  // As long as the dataset, and off by what zones differ by: quarters of an hour, at most fourteen hours.
  const otherZone = ahead !== 0 && last - context.end === ahead && Number.isInteger(hours * 4) && Math.abs(hours) <= 14
  const shift = `All times of the file are ${Math.abs(hours)} h ${ahead < 0 ? 'before' : 'after'} those of the dataset: they are read in the zone ${context.zone}, the file may be in another one.`
  if (last < context.start || first > context.end)
    throw badInput(
      otherZone
        ? shift
        : `The file runs from ${isoTime(first)} to ${isoTime(last)}, the dataset from ${isoTime(context.start)} to ${isoTime(context.end)}: it is a file for another dataset.`,
    )
  return otherZone ? [shift] : []
}
