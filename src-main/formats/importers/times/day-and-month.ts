import type { ImportRecipe } from '../../../shared/importing/recipe.ts'
import { isMissing } from '../columns/cells.ts'
import type { Stated } from '../header/preamble.ts'
import { lacksYear } from './yearless.ts'
import { writtenOrder } from './written-order.ts'
import { timeReader } from './time-reader.ts'

/**
 * What stands beside a column speaks for one reading of its days and months: "dd/mm/yyyy" in its name, its unit or above the table, a day
 * above the table, the header of a published format, or a 12-hour clock, which goes with the month first. certain — nothing is left to ask. null where nothing does.
 */
export function besideDays(
  format: string,
  column: { name: string; unit?: string; cells: string[] },
  stated: Stated | undefined,
): { format: string; reason: string; certain: boolean } | null {
  const swapped = swap(format)
  const monthFirst = format.indexOf('%m') < format.indexOf('%d') ? format : swapped
  // Performance counters of Windows.
  if (/^\(PDH-[CT]SV 4\.0\)/.test(column.name))
    return { format: monthFirst, reason: 'since such files always write it so', certain: true }
  const order = writtenOrder(column.name) ?? writtenOrder(column.unit ?? '') ?? stated?.order ?? null
  if (order !== null)
    return {
      format: order === 'month' ? monthFirst : swap(monthFirst),
      reason: 'as the file says',
      certain: true,
    }
  const first = Buffer.from((column.cells.find((cell) => !isMissing(cell)) ?? '').trim())
  const [here, there] = [format, swapped].map((one) => {
    const ms = timeReader(one, '.').read(first, 0, first.length)
    return Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(lacksYear(one) ? 5 : 0, 10)
  })
  const days = (stated?.days ?? []).map((day) => day.slice(lacksYear(format) ? 5 : 0))
  if (here !== there && days.includes(here) !== days.includes(there))
    return { format: days.includes(here) ? format : swapped, reason: 'as a day above the table says', certain: true }
  const twelve = column.cells.slice(0, 50).some((cell) => /\d ?[AP]M\b/.test(cell)) || stated?.twelve === true
  return twelve ? { format: monthFirst, reason: 'as usual beside a 12-hour clock', certain: false } : null
}

const swap = (format: string) => format.replace(/%d|%m/g, (part) => (part === '%d' ? '%m' : '%d'))

/** Both readings of a date, each shown on a cell that they read differently. */
export function dayAndMonth(time: Extract<ImportRecipe['time'], { kind: 'column' }>, cells: string[]) {
  const swapped = swap(time.format)
  const dayFirst = time.format.indexOf('%d') < time.format.indexOf('%m')
  const formats = dayFirst ? [time.format, swapped] : [swapped, time.format]
  const dateOnly = (format: string) => format.split('|')[0].replace(/[ T]%[HI].*$/, '')
  const readers = formats.map((format) => timeReader(dateOnly(format), '.'))
  const read = (cell: string) =>
    readers.map((reader) => {
      const text = Buffer.from(cell.trim().split(/[ T]/)[0])
      return reader.read(text, 0, text.length)
    })
  const example = cells.find((cell) => {
    const [day, month] = read(cell)
    return day !== month && !Number.isNaN(day) && !Number.isNaN(month)
  })
  const shown = example === undefined ? [NaN, NaN] : read(example)
  return formats.map((format, i) => ({
    name:
      (i === 0 ? 'Day first' : 'Month first') +
      (Number.isNaN(shown[i])
        ? ''
        : `: ${example!.trim().split(/[ T]/)[0]} is ${new Date(shown[i]).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })}`),
    change: { time: { ...time, format } },
  }))
}
