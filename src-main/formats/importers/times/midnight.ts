import type { ImportRecipe } from '../../../shared/importing/recipe.ts'

const day = 86_400_000

/** Are they times of day to which the file gives one date above its table? */
export const isDated = (time: ImportRecipe['time']): boolean =>
  time.kind === 'column' && /^\d{4}-\d{2}-\d{2}$/.test(time.prefix ?? '')

/**
 * Times of day to which the file gives one date above its table: where the clock goes back by more than half a day, the next day begins.
 * times — [row] epoch ms in the order of the file, NaN = none; other times come back as they are.
 */
export function acrossMidnight(time: ImportRecipe['time'], times: Float64Array): Float64Array {
  if (!isDated(time)) return times
  let days = 0
  let previous = NaN
  return times.map((ms) => {
    if (Number.isNaN(ms)) return ms
    if (ms < previous - day / 2) days++
    previous = ms
    return ms + days * day
  })
}
