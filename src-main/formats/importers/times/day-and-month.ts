import type { ImportRecipe } from '../../../shared/importing/recipe.ts'
import { timeReader } from './time-reader.ts'

/** Both readings of a date, each shown on a cell that they read differently. */
export function dayAndMonth(time: Extract<ImportRecipe['time'], { kind: 'column' }>, cells: string[]) {
  const swapped = time.format.replace(/%d|%m/g, (part) => (part === '%d' ? '%m' : '%d'))
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
