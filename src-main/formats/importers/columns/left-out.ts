import type { ImportRecipe } from '../../../shared/importing/recipe.ts'
import { settingsBeside } from '../header/settings-beside.ts'
import { isFineClock } from '../times/clock-column.ts'
import { guessTimes } from '../times/grammar.ts'
import { isClockSomewhere } from '../times/time-candidate.ts'
import { timeNames } from '../times/time-names.ts'
import { isMissing, isNumber } from './cells.ts'
import type { ColumnSample, ColumnType } from './column-sample.ts'
import { countsRows } from './row-counter.ts'
import { unitBehind } from './unit-beside.ts'

/** More different words are no states of a machine. */
export const mostStates = 12

/** Is a column named like a time, and does it go up with every row? */
function isSinceStart({ name, cells }: ColumnSample): boolean {
  const values = cells.filter((cell) => !isMissing(cell)).map((cell) => Number(cell.replace(',', '.')))
  return (
    timeNames.test(name.replace(/ \(\d+\)$/, '').trim()) && values.every((value, i) => i === 0 || value > values[i - 1])
  )
}

/** "202403010030": dates without marks, with or without a time of day. */
const areDates = (filled: string[]): boolean =>
  filled.every((cell) => /^\s*(19|20)\d{6}(\d{2}){0,3}\s*$/.test(cell)) &&
  guessTimes(filled.slice(0, 200))?.fitting === Math.min(200, filled.length)

/** Is something left to import without the column and the time? */
const hasOthers = (columns: ColumnSample[], column: ColumnSample, taken: string[]) =>
  columns.some(
    (other) =>
      other !== column &&
      !taken.includes(other.name) &&
      other.cells.some((cell) => !isMissing(cell) && isNumber(cell, '.')) &&
      !isMomentBeside(other),
  )

/** Counts since 1970 that go up, or down, beside the column that is the time: the same moments, or those of a last change. */
function isMomentBeside({ known, cells }: ColumnSample): boolean {
  if (known !== undefined) return false
  const values = cells.filter((cell) => !isMissing(cell)).map((cell) => Number(cell))
  return isClockSomewhere(values) || isClockSomewhere(values.toReversed())
}

/** Few words that come again and again are states: which they are decides whether the column is of use elsewhere. null for other texts. */
export function statesOf({ name, cells }: ColumnSample): string | null {
  const counts = new Map<string, number>()
  const filled = cells.filter((cell) => !isMissing(cell))
  for (const cell of filled) {
    const word = cell.trim().slice(0, 40)
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  if (counts.size < 2 || counts.size > mostStates || filled.length < 4 * counts.size) return null
  const each = [...counts].sort((a, b) => b[1] - a[1]).map(([word, n]) => `"${word}" ${n.toLocaleString('en')}`)
  return `Column "${name}" holds text of ${counts.size} kinds, so it is not taken as a channel; of ${cells.length.toLocaleString('en')} rows looked at: ${each.join(', ')}.`
}

/** Why a column is no channel, in a sentence; null where it is one. taken — the columns of the time. */
export function whyLeftOut(
  columns: ColumnSample[],
  index: number,
  type: ColumnType,
  time: ImportRecipe['time'],
  taken: string[],
): string | null {
  const column = columns[index]
  if (time.kind === 'steps' && time.stated && type === 'number' && isSinceStart(column))
    return `Column "${column.name}" holds the time since the start, as the lines above the table say it, so it is not taken as a channel.`
  if (time.kind === 'steps' && type === 'number' && isFineClock(column))
    return `Column "${column.name}" holds times of day, so it is not taken as a channel.`
  if (settingsBeside(columns, index) === 'values')
    return `Column "${column.name}" holds settings beside the first rows, so it is not taken as a channel.`
  const filled = column.cells.filter((cell) => !isMissing(cell))
  if (filled.length === 1 && column.cells.length > 20 && !isMissing(column.cells[0]))
    return `Column "${column.name}" is filled in the first row only, with "${filled[0].trim().slice(0, 40)}", so it is not taken as a channel.`
  const told = index > 0 ? unitBehind(columns, index - 1) : null
  if (type === 'text' && told !== null)
    return `Column "${column.name}" says the unit of "${columns[index - 1].name}", ${told}.`
  if (type === 'text') {
    const states = statesOf(column)
    if (states) return states
    const words = [...new Set(filled.map((cell) => cell.trim().slice(0, 40)))]
    const such = words.length === 2 ? `"${words[0]}" and "${words[1]}"` : `such as "${words[0]}"`
    return `Column "${column.name}" holds text, ${such}, so it is not taken as a channel.`
  }
  if (
    type === 'time' ||
    (type === 'number' && time.kind === 'column' && isMomentBeside(column) && hasOthers(columns, column, taken))
  )
    return `Column "${column.name}" holds times, so it is not taken as a channel.`
  if (type === 'number' && time.kind === 'column' && timeNames.test(column.name.trim()) && areDates(filled))
    return `Column "${column.name}" holds times, so it is not taken as a channel.`
  if (type === 'empty' && /[\p{L}\d][:=]$/u.test(column.name))
    return `Column ${index + 1} has no values, and its name, "${column.name}", says what the line is.`
  const unnamed = /^column \d+$/.test(column.name)
  if (type === 'empty' && /^[\p{L}\d _.-]{1,40}=\s*[+-]?[\d.]/u.test(column.name))
    return `Column ${index + 1} has no values, and its name is a setting: "${column.name}".`
  if (type === 'empty' && unnamed)
    return `Column ${index + 1} has no name and no values, so it is not taken as a channel.`
  if (
    index === columns.findIndex(({ cells }) => cells.some((cell) => !isMissing(cell))) &&
    columns.length > 1 &&
    countsRows(column)
  )
    return `Column "${column.name}" only counts the rows, so it is not taken as a channel.`
  return null
}
