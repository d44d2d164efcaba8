import { zonedToUtc } from '../../formats/importers/times/zone.ts'
import { badInput } from '../../shared/errors.ts'
import type { ImportRecipe } from '../../shared/importing/recipe.ts'
import type { Series } from '../../shared/data/series.ts'

/** The zone in which a file's times without an offset are read. */
export const zoneOf = (recipe: ImportRecipe) => (recipe.time.kind === 'column' ? recipe.time.zone : 'UTC')

const isoTime = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(Z|[+-]\d{2}:?\d{2})?$/

/** A time as typed, to epoch ms. Without an offset it is in `zone`. Throws bad-input. */
export function timeFrom(text: string, zone: string): number {
  const parts = isoTime.exec(text.trim())
  const offset = parts?.[3] ?? 'Z'
  const time = parts
    ? Date.parse(
        `${parts[1]}T${parts[2] ?? '00:00'}${/^[+-]\d{4}$/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset}`,
      )
    : NaN
  if (Number.isNaN(time))
    throw badInput(
      `"${text}" is not a time. Times are written like 2014-04-11, 2014-04-11T09:00 or 2014-04-11T09:00:00Z.`,
    )
  return parts?.[3] ? time : zonedToUtc(Float64Array.of(time), null, zone).utc[0]
}

/**
 * How many of the rows (in time order) are for training; null = all of them.
 * Throws bad-input where that leaves none to train on.
 */
export function trainingRowCount(
  times: Float64Array,
  plan: { trainRows: number | null; trainUntil: string | null },
  zone: string,
): number | null {
  if (plan.trainRows !== null) {
    if (plan.trainRows > times.length)
      throw badInput(
        `There are ${times.length.toLocaleString('en')} rows to train on, fewer than --train-rows ${plan.trainRows}.`,
      )
    return plan.trainRows
  }
  if (plan.trainUntil === null) return null
  const until = timeFrom(plan.trainUntil, zone)
  const count = times.findIndex((time) => time > until)
  if (count === 0)
    throw badInput(`The data begin at ${new Date(times[0]).toISOString()}, after --train-until ${plan.trainUntil}.`)
  return count < 0 ? times.length : count
}

/** Rows from…to (exclusive), sharing memory. */
export function rowsOf(series: Series, from: number, to: number): Series {
  return {
    times: series.times.subarray(from, to),
    channels: series.channels,
    values: series.values.map((values) => values.subarray(from, to)),
  }
}
