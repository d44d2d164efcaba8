import type { Guess, ImportPreview, ImportProblem, ImportRecipe } from '../../shared/recipe.ts'
import { splitUnit, unitOf } from '../../shared/units.ts'
import { list } from './column-names.ts'
import { digital, groupsDigits, isMissing, isNumber, noWords, toNumber, yesWords } from './cells.ts'
import { guessTime } from './time-columns.ts'
import { guessTimeFormat, isClock } from './time-format.ts'

/** One column of a file with its first cells as text. */
export interface ColumnSample {
  name: string
  cells: string[]
  /** What a line of units says of it. */
  unit?: string
  /** Set where the format itself says what the column is (Parquet). */
  known?: 'number' | 'time' | 'zoned-time' | 'flag'
}

export type ColumnType = ImportPreview['columns'][number]['type']
type ColumnRecipe = Pick<ImportRecipe, 'time' | 'labelColumns' | 'channels'>

const labelNames =
  /^(is[_ -]?)?(anomal(y|ies|ous)|labels?|outliers?|change[_ -]?points?|faults?|attacks?|abnormal|ground[_ -]?truth|targets?|events?|normal\/attack)([_ -]?(labels?|flags?))?$/i
const flags: readonly string[] = ['0,0', '1,0', ...noWords, ...yesWords]

/** What the cells of a column are: the kind that nine tenths of the filled cells have. */
export function columnType(column: ColumnSample, decimal: '.' | ','): ColumnType {
  if (column.known === 'number' || column.known === 'flag') return 'number'
  if (column.known) return 'time'
  const filled = column.cells.filter((cell) => !isMissing(cell))
  if (filled.length === 0) return 'empty'
  const numbers = filled.filter((cell) => isNumber(cell, decimal)).length
  if (numbers >= filled.length / 2 && numbers > 0) return 'number'
  if (filled.every((cell) => digital(cell) !== null)) return 'number'
  const time = guessTimeFormat(filled)
  if (time || filled.filter(isClock).length >= filled.length * 0.9) return 'time'
  return 'text'
}

/**
 * Guesses what each column is for: time, labels, channels with their units.
 * A change that names a column the file does not have is left out, with a warning.
 */
export function guessColumns(
  columns: ColumnSample[],
  { decimal, header }: Pick<ImportRecipe, 'decimal' | 'header'>,
  changed: Partial<ColumnRecipe>,
): { recipe: ColumnRecipe; types: ColumnType[]; guesses: Guess[]; problems: ImportProblem[] } {
  const guesses: Guess[] = []
  const problems: ImportProblem[] = []
  const types = columns.map((column) => columnType(column, decimal))
  const has = (name: string) => columns.some((column) => column.name === name)
  const refuse = (name: string) =>
    problems.push({
      severity: 'warning',
      message: `There is no column "${name}" in this file; this setting was guessed anew.`,
    })

  const labelColumns = changed.labelColumns?.every(has) ? changed.labelColumns : guessLabels(columns, guesses)
  changed.labelColumns?.filter((name) => !has(name)).forEach(refuse)

  const given = changed.time
  if (given?.kind === 'column' && !has(given.column)) refuse(given.column)
  const keep = given && (given.kind === 'steps' || has(given.column))
  const time = keep ? given : guessTime(columns, types, decimal, labelColumns, guesses, problems)

  const taken = new Set([...labelColumns, ...(time.kind === 'column' ? [time.column, time.clock ?? time.column] : [])])
  const rest = columns
    .map((column, i) => ({ column, type: types[i], i }))
    .filter(({ column }) => !taken.has(column.name))
  let units = 0
  const used = new Set<string>()
  const channels = rest.map(({ column, type, i }, place) => {
    const named = header ? splitUnit(column.name) : { name: `channel ${place + 1}`, unit: null }
    const split =
      column.unit !== undefined && !isMissing(column.unit) ? { name: named.name, unit: unitOf(column.unit) } : named
    const name = used.has(split.name) ? column.name : split.name
    used.add(name)
    if (named.unit) units++
    const leftOut = whyLeftOut(column, type, i, columns.length)
    if (leftOut) problems.push({ severity: 'note', message: leftOut })
    const grouped =
      type === 'number' && !column.known ? column.cells.find((cell) => groupsDigits(cell, decimal)) : undefined
    if (grouped !== undefined)
      problems.push({
        severity: 'note',
        message: `Column "${column.name}" groups digits: "${grouped.trim()}" is read as ${toNumber(grouped, decimal)}.`,
      })
    const words = type === 'number' && !column.known ? column.cells.find((cell) => digital(cell) !== null) : undefined
    if (words !== undefined)
      problems.push({
        severity: 'note',
        message: `Column "${column.name}" holds words such as "${words.trim()}", which are read as 1 (on, true, yes, open, running, active) and 0.`,
      })
    return { column: column.name, name, unit: split.unit, include: leftOut === null }
  })
  if (units)
    guesses.push({ field: 'units', reason: `${units} ${units === 1 ? 'header names' : 'headers name'} a unit.` })

  const overruled = new Map(changed.channels?.map((channel) => [channel.column, channel]))
  for (const name of overruled.keys()) if (!has(name)) refuse(name)
  return {
    recipe: { time, labelColumns, channels: channels.map((channel) => overruled.get(channel.column) ?? channel) },
    types,
    guesses,
    problems,
  }
}

function guessLabels(columns: ColumnSample[], guesses: Guess[]): string[] {
  const found = columns.filter(({ name, cells, known }) => {
    const filled = cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim().toLowerCase())
    const binary = known === 'flag' || (filled.length > 0 && filled.every((cell) => flags.includes(cell)))
    return binary && labelNames.test(name.trim())
  })
  if (found.length)
    guesses.push({
      field: 'labels',
      reason: `${list(found.map((c) => c.name))} ${found.length === 1 ? 'holds' : 'hold'} only yes and no, or 1 and 0, and ${found.length === 1 ? 'is' : 'are'} named like labels.`,
    })
  return found.map((column) => column.name)
}

function whyLeftOut(column: ColumnSample, type: ColumnType, index: number, total: number): string | null {
  const filled = column.cells.filter((cell) => !isMissing(cell))
  if (type === 'text')
    return `Column "${column.name}" holds text, such as "${filled[0].trim().slice(0, 40)}", so it is not taken as a channel.`
  if (type === 'time') return `Column "${column.name}" holds times, so it is not taken as a channel.`
  const unnamed = /^column \d+$/.test(column.name)
  if (type === 'empty' && unnamed)
    return `Column ${index + 1} has no name and no values, so it is not taken as a channel.`
  const counts = filled.length > 2 && total > 1 && filled.every((cell, i) => Number(cell) === Number(filled[0]) + i)
  if (counts && index === 0 && (unnamed || /^(index|idx|id|row|nr|no\.?|#|unnamed: 0)$/i.test(column.name)))
    return `Column "${column.name}" only counts the rows, so it is not taken as a channel.`
  return null
}
