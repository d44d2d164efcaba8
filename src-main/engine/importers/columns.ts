import type { Guess, ImportPreview, ImportProblem, ImportRecipe } from '../../shared/recipe.ts'
import { splitUnit } from '../../shared/units.ts'
import { isMissing, isNumber, toNumber } from './dialect.ts'
import { guessEpoch, guessTimeFormat, isClock } from './time-format.ts'

/** One column of a file with its first cells as text. */
export interface ColumnSample {
  name: string
  cells: string[]
  /** Set where the format itself says what the column is (Parquet). */
  known?: 'number' | 'time' | 'zoned-time' | 'flag'
}

export type ColumnType = ImportPreview['columns'][number]['type']
type ColumnRecipe = Pick<ImportRecipe, 'time' | 'labelColumns' | 'channels'>

const labelNames = /^(is[_ -]?)?(anomal(y|ies|ous)|labels?|outliers?|change[_ -]?points?|faults?|attacks?|abnormal|ground[_ -]?truth|targets?|events?)([_ -]?(labels?|flags?))?$/i
const flags: readonly string[] = ['0', '1', '0.0', '1.0', '0,0', '1,0', 'true', 'false']
const timeNames = /^(date|time|datetime|date[_ -]?time|timestamps?|ts|t|unix|epoch|zeit|datum|zeitstempel|heure|fecha|hora)([_ -]?(utc|local|stamp|s|ms|us|ns|sec|seconds|\[.*\]|\(.*\)))?$/i

/** Names of a header row: trimmed, empty ones named by position, repeated ones numbered, as many as there are columns. */
export function columnNames(header: string[] | null, width: number): string[] {
  const seen = new Map<string, number>()
  // Headers of R lack a name for the first column, the row numbers.
  const given = header && header.length === width - 1 && width > 2 ? ['', ...header] : header
  return Array.from({ length: width }, (_, i) => {
    const name = given?.[i]?.replaceAll('\0', '').trim() || `column ${i + 1}`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}

/** What the cells of a column are: the kind that nine tenths of the filled cells have. */
export function columnType(column: ColumnSample, decimal: '.' | ','): ColumnType {
  if (column.known === 'number' || column.known === 'flag') return 'number'
  if (column.known) return 'time'
  const filled = column.cells.filter((cell) => !isMissing(cell))
  if (filled.length === 0) return 'empty'
  const numbers = filled.filter((cell) => isNumber(cell, decimal)).length
  if (numbers >= filled.length / 2 && numbers > 0) return 'number'
  const time = guessTimeFormat(filled)
  if (time || filled.filter(isClock).length >= filled.length * 0.9) return 'time'
  return 'text'
}

/**
 * Guesses what each column is for: time, labels, channels with their units.
 * A change that names a column the file does not have is left out, with a warning.
 */
export function guessColumns(
  columns: ColumnSample[], { decimal, header }: Pick<ImportRecipe, 'decimal' | 'header'>, changed: Partial<ColumnRecipe>,
): { recipe: ColumnRecipe; types: ColumnType[]; guesses: Guess[]; problems: ImportProblem[] } {
  const guesses: Guess[] = []
  const problems: ImportProblem[] = []
  const types = columns.map((column) => columnType(column, decimal))
  const has = (name: string) => columns.some((column) => column.name === name)
  const refuse = (name: string) => problems.push({ severity: 'warning', message: `There is no column "${name}" in this file; this setting was guessed anew.` })

  const labelColumns = changed.labelColumns?.every(has) ? changed.labelColumns : guessLabels(columns, guesses)
  changed.labelColumns?.filter((name) => !has(name)).forEach(refuse)

  const given = changed.time
  if (given?.kind === 'column' && !has(given.column)) refuse(given.column)
  const keep = given && (given.kind === 'steps' || has(given.column))
  const time = keep ? given : guessTime(columns, types, decimal, labelColumns, guesses, problems)

  const taken = new Set([...labelColumns, ...(time.kind === 'column' ? [time.column, time.clock ?? time.column] : [])])
  const rest = columns.map((column, i) => ({ column, type: types[i], i })).filter(({ column }) => !taken.has(column.name))
  let units = 0
  const used = new Set<string>()
  const channels = rest.map(({ column, type, i }, place) => {
    const split = header ? splitUnit(column.name) : { name: `channel ${place + 1}`, unit: null }
    const name = used.has(split.name) ? column.name : split.name
    used.add(name)
    if (split.unit) units++
    const leftOut = whyLeftOut(column, type, i, columns.length)
    if (leftOut) problems.push({ severity: 'note', message: leftOut })
    return { column: column.name, name, unit: split.unit, include: leftOut === null }
  })
  if (units) guesses.push({ field: 'units', reason: `${units} ${units === 1 ? 'header names' : 'headers name'} a unit.` })

  const overruled = new Map(changed.channels?.map((channel) => [channel.column, channel]))
  for (const name of overruled.keys()) if (!has(name)) refuse(name)
  return { recipe: { time, labelColumns, channels: channels.map((channel) => overruled.get(channel.column) ?? channel) }, types, guesses, problems }
}

function guessLabels(columns: ColumnSample[], guesses: Guess[]): string[] {
  const found = columns.filter(({ name, cells, known }) => {
    const filled = cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim().toLowerCase())
    const binary = known === 'flag' || (filled.length > 0 && filled.every((cell) => flags.includes(cell)))
    return binary && labelNames.test(name.trim())
  })
  if (found.length) guesses.push({ field: 'labels', reason: `${list(found.map((c) => c.name))} ${found.length === 1 ? 'holds' : 'hold'} only 0 and 1 and ${found.length === 1 ? 'is' : 'are'} named like labels.` })
  return found.map((column) => column.name)
}

interface TimeCandidate {
  column: ColumnSample
  format: string
  /** Texts with a date and a time of day come first, then dates, then numbers. */
  rank: number
  offsets: boolean
  ambiguous: boolean
  others: string[]
  reason: string
}

function guessTime(
  columns: ColumnSample[], types: ColumnType[], decimal: '.' | ',', labels: string[], guesses: Guess[], problems: ImportProblem[],
): ImportRecipe['time'] {
  const candidates = columns.flatMap((column, i) => (labels.includes(column.name) ? [] : (timeCandidate(column, types[i], decimal, columns) ?? [])))
  candidates.sort((a, b) => a.rank - b.rank)
  const best = candidates[0]
  if (!best) {
    guesses.push({ field: 'time', reason: 'No column holds times, so rows are one second apart from 1970-01-01; set start and step.' })
    return { kind: 'steps', start: 0, stepMs: 1000 }
  }
  const rivals = candidates.slice(1).filter((c) => c.rank < 3)
  if (rivals.length) problems.push({ severity: 'note', message: `${list([best, ...rivals].map((c) => c.column.name))} all hold times; "${best.column.name}" is used.` })
  const clock = best.rank === 2 ? columns.find((c, i) => types[i] === 'time' && c.cells.some((cell) => !isMissing(cell)) && c.cells.every((cell) => isMissing(cell) || isClock(cell))) : undefined
  let format = best.format
  if (clock) {
    const joined = guessTimeFormat(best.column.cells.map((cell, i) => `${cell.trim()} ${(clock.cells[i] ?? '').trim()}`).filter((text) => text.includes(':')))
    if (joined) format = joined.format
    guesses.push({ field: 'time', reason: `"${best.column.name}" holds the date and "${clock.name}" the time of day.` })
  } else guesses.push({ field: 'time', reason: best.reason })
  guesses.push({ field: 'format', reason: best.ambiguous ? 'Day and month could be swapped; day first is assumed.' : format === 'iso' ? 'Year first, as in ISO 8601.' : 'All samples fit it.' })
  if (best.ambiguous) problems.push({ severity: 'warning', message: `In "${best.column.name}" day and month could be swapped: the first lines fit both. Day first is assumed.` })
  if (best.others.length) problems.push({ severity: 'warning', message: `"${best.column.name}" mixes ${best.others.length + 1} time formats; only the most frequent one can be read.` })
  guesses.push({ field: 'zone', reason: best.offsets ? 'The times carry their own offset.' : 'The times name no zone; they are read as UTC.' })
  return { kind: 'column', column: best.column.name, ...(clock ? { clock: clock.name } : {}), format, zone: 'UTC' }
}

function timeCandidate(column: ColumnSample, type: ColumnType, decimal: '.' | ',', all: ColumnSample[]): TimeCandidate | null {
  const filled = column.cells.filter((cell) => !isMissing(cell))
  const base = { column, offsets: false, ambiguous: false, others: [] as string[] }
  if (column.known === 'time' || column.known === 'zoned-time')
    return { ...base, format: 'iso', rank: 1, offsets: column.known === 'zoned-time', reason: `"${column.name}" is a column of times.` }
  if (filled.length === 0) return null
  if (type === 'time') {
    const found = guessTimeFormat(filled)
    if (found) return { ...base, ...found, rank: found.dateOnly ? 2 : 1, reason: `"${column.name}" holds ${found.dateOnly ? 'dates' : 'dates with times'}.` }
    return null
  }
  if (type !== 'number' || !timeNames.test(column.name.trim())) return null
  const values = filled.map((cell) => toNumber(cell, decimal)).filter(Number.isFinite)
  const digits = guessTimeFormat(filled)
  if (digits && digits.fitting === filled.length) return { ...base, format: digits.format, rank: digits.dateOnly ? 2 : 1, reason: `"${column.name}" holds dates written without marks.` }
  const epoch = guessEpoch(values)
  if (epoch) return { ...base, format: epoch, rank: 3, reason: `"${column.name}" counts from 1970, by the size of its numbers.` }
  if (values.some((v, i) => i > 0 && v < values[i - 1])) return null
  if (values.every((v) => v >= 25569 && v < 80000) && !/^t$/i.test(column.name)) return { ...base, format: 'excel', rank: 3, reason: `"${column.name}" holds days since 1899-12-30, as Excel counts.` }
  const unit = /(ms|us|ns)\W*$/i.exec(column.name.trim())?.[1].toLowerCase()
  // A channel may well be called "t" too; elapsed time has to come first and to rise.
  if (all[0] !== column || values.length < 2 || values[values.length - 1] <= values[0]) return null
  return { ...base, format: unit ? `epoch-${unit}` : 'epoch-s', rank: 4, reason: `"${column.name}" rises from ${values[0]}: ${unit ?? 'seconds'} since the start, shown from 1970-01-01.` }
}

function whyLeftOut(column: ColumnSample, type: ColumnType, index: number, total: number): string | null {
  const filled = column.cells.filter((cell) => !isMissing(cell))
  if (type === 'text') return `Column "${column.name}" holds text, such as "${filled[0].trim().slice(0, 40)}", so it is not taken as a channel.`
  if (type === 'time') return `Column "${column.name}" holds times, so it is not taken as a channel.`
  const unnamed = /^column \d+$/.test(column.name)
  if (type === 'empty' && unnamed) return `Column ${index + 1} has no name and no values, so it is not taken as a channel.`
  const counts = filled.length > 2 && total > 1 && filled.every((cell, i) => Number(cell) === Number(filled[0]) + i)
  if (counts && index === 0 && (unnamed || /^(index|idx|id|row|nr|no\.?|#|unnamed: 0)$/i.test(column.name))) return `Column "${column.name}" only counts the rows, so it is not taken as a channel.`
  return null
}

const list = (names: string[]) => names.map((name) => `"${name}"`).join(names.length > 2 ? ', ' : ' and ')
