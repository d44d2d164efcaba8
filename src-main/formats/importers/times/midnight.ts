import type { ImportRecipe } from '../../../shared/importing/recipe.ts'
import { yearAfterYear } from './yearless.ts'

const day = 86_400_000

/** Does the file give one date, or one year, for all its times, which go on where they begin anew? */
export const isDated = (time: ImportRecipe['time']): boolean =>
  time.kind === 'column' && /^\d{4}(-\d{2}-\d{2})?$/.test(time.prefix ?? '')

/** After how many ms a clock begins anew: a day, or an hour where it shows minutes and seconds alone. */
export const clockPeriod = (format: string): number => (/%[HI]/.test(format) ? day : 3_600_000)

/**
 * Times to which the file gives one date, or one year: where the clock goes back by more than half a day, the next day begins; so do hours
 * and years. times — [row] epoch ms in the order of the file, NaN = none; other times come back as they are.
 */
export function acrossMidnight(time: ImportRecipe['time'], times: Float64Array): Float64Array {
  if (!isDated(time) || time.kind !== 'column') return times
  if (time.prefix!.length === 4) return yearAfterYear(times)
  const period = clockPeriod(time.format)
  let turns = 0
  let previous = NaN
  return times.map((ms) => {
    if (Number.isNaN(ms)) return ms
    if (ms < previous - period / 2) turns++
    previous = ms
    return ms + turns * period
  })
}
