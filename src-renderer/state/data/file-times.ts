import type { ImportPreview, WholeLook } from '../../../src-main/shared/importing/recipe.ts'
import { isoMs } from '../../../src-main/shared/importing/iso-time.ts'
import { elapsed } from '../../charts/zone.ts'

/** The times of the rows that are shown, epoch milliseconds; NaN where there is none. Of a table without times: none. */
export function timesOf({ recipe: { time }, columns, rows }: ImportPreview): number[] {
  if (time.kind === 'steps') return []
  const at = columns.findIndex((column) => column.name === time.column)
  return rows.map((row) => (/^[+-]?\d{4,6}-\d\d-\d\dT/.test(row[at] ?? '') ? isoMs(row[at]) : NaN))
}

/** The zone in which the chart will show the times; `elapsed` for seconds since a start and for counted rows. */
export function zoneOfTimes(preview: ImportPreview): string {
  const { time } = preview.recipe
  if (time.kind === 'steps') return time.start >= 0 && time.start < 86_400_000 ? elapsed : 'UTC'
  const counts = time.format.startsWith('epoch') || time.format === 'duration'
  const first = timesOf(preview).find((ms) => !Number.isNaN(ms)) ?? NaN
  return counts && first < 315_532_800_000 ? elapsed : time.zone
}

/** First and last time of a file as far as it was looked at, epoch milliseconds; NaN or infinite where there is none. */
export function firstAndLast(preview: ImportPreview, look: WholeLook | null): [number, number] {
  const read = timesOf(preview).filter((ms) => !Number.isNaN(ms))
  const first = look?.first ?? (read.length > 0 ? Math.min(...read) : NaN)
  return [first, look?.last ?? Math.max(...read, preview.lastTime ?? -Infinity)]
}
