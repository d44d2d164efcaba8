import type { Guess, ImportProblem, ImportRecipe } from '../../../shared/importing/recipe.ts'
import { isUnit, unitOf } from '../../../shared/data/units.ts'
import { unitScale } from '../../../shared/data/unit-scale.ts'
import { list } from './column-names.ts'
import type { ColumnSample, ColumnType } from './column-sample.ts'
import {
  digital,
  dressedNumber,
  groupsDigits,
  isMissing,
  isNoReading,
  isNumber,
  labelWord,
  noWords,
  toNumber,
  yesWords,
} from './cells.ts'
import { mostStates, whyLeftOut } from './left-out.ts'
import { missingCodes } from './missing-codes.ts'
import { keysBeside } from './keys-beside.ts'
import { namedBeside } from './named-beside.ts'
import { perhapsLabels } from './perhaps-labels.ts'
import { qualitiesOf } from './quality.ts'
import { splitNumbered, unitBehind, unitBeside, unitsIn } from './unit-beside.ts'
import { guessTime } from '../times/time-columns.ts'
import { holdsDurations } from '../times/duration.ts'
import { guessTimes } from '../times/grammar.ts'
import { pairTimes } from '../shape/pairs.ts'
import type { Stated } from '../header/preamble.ts'

type ColumnRecipe = Pick<ImportRecipe, 'time' | 'labelColumns' | 'channels' | 'pairs'>

const labelNames =
  /^(is[_ -]?|att?[_ -]?)?(anomal(y|ies|ous)|labels?|outliers?|change[_ -]?points?|faults?|attacks?|abnormal|ground[_ -]?truth|targets?|events?|flag|normal\/attack)([_ -]?(labels?|flags?))?$|[_ -](labels?|anomaly)$|^[a-z0-9]{3,40}labels?$/i
/** What says which kind of anomaly a row is. */
const kindNames =
  /^(is[_ -]?)?(anomal(y|ies)|faults?|failures?|attacks?|labels?|events?|outliers?|class|condition)([_ -]?(types?|class(es)?|kinds?|names?|categor(y|ies)|labels?))?$/i
/** "ATT_FLAG" and "fault_flag" are labels; "Fill Flag" and "alarm flag" may be anything. */
const flagNames = /^(att|attack|anomaly|fault)[_ -]?flag$/i
const flags: readonly string[] = ['0,0', '1,0', ...noWords, ...yesWords]

/** What the cells of a column are: the kind that most of the filled cells have. */
export function columnType(column: ColumnSample, decimal: '.' | ','): ColumnType {
  if (column.known === 'number' || column.known === 'flag') return 'number'
  if (column.known) return 'time'
  const filled = column.cells.filter((cell) => !isMissing(cell))
  if (filled.length === 0) return 'empty'
  if (guessTimes(filled.slice(0, 200)) && filled.filter((cell) => isNumber(cell, decimal)).length < filled.length / 2)
    return 'time'
  if (holdsDurations(column.name, filled.slice(0, 200))) return 'time'
  const read = filled.filter((cell) => !isNoReading(cell))
  const numbers = read.filter((cell) => isNumber(cell, decimal) || isDressed(cell, decimal)).length
  if (numbers > 0 && numbers >= read.length / 2) return 'number'
  // One word that comes again and again among numbers stands for no reading.
  const words = new Set(read.filter((cell) => !isNumber(cell, decimal)).map((cell) => cell.trim()))
  if (numbers > 2 && words.size === 1) return 'number'
  if (isSwitch(filled)) return 'number'
  return 'text'
}

function isDressed(cell: string, decimal: '.' | ','): boolean {
  const dressed = dressedNumber(cell, decimal)
  return dressed !== null && (dressed.unit === '' || isUnit(dressed.unit))
}

/** A column of words for on and off, nothing else but missing cells and the numbers 0 and 1. */
function isSwitch(filled: string[]): boolean {
  const read = filled.filter((cell) => !isNoReading(cell))
  const words = read.filter((cell) => digital(cell) !== null).length
  return words > 0 && read.every((cell) => digital(cell) !== null || /^[01]([.,]0+)?$/.test(cell.trim()))
}

/**
 * Guesses what each column is for: time, labels, channels with their units.
 * A change that names a column the file does not have is left out, with a warning.
 */
export function guessColumns(
  columns: ColumnSample[],
  { decimal, header }: Pick<ImportRecipe, 'decimal' | 'header'>,
  changed: Partial<ColumnRecipe>,
  stated?: Stated,
): { recipe: ColumnRecipe; types: ColumnType[]; guesses: Guess[]; problems: ImportProblem[] } {
  const guesses: Guess[] = []
  const problems: ImportProblem[] = []
  const types = columns.map((column) => columnType(column, decimal))
  const all = new Set(columns.map((column) => column.name))
  const has = (name: string) => all.has(name)
  const refuse = (name: string) =>
    problems.push({
      severity: 'warning',
      message: `There is no column "${name}" in this file; this setting was guessed anew.`,
    })

  const labelColumns = changed.labelColumns?.every(has) ? changed.labelColumns : guessLabels(columns, guesses)
  changed.labelColumns?.filter((name) => !has(name)).forEach(refuse)
  if (!changed.labelColumns)
    for (const name of labelColumns) {
      const share = labelledShare(columns.find((column) => column.name === name)!)
      if (share <= 0.5) continue
      problems.push({
        severity: 'warning',
        message: `"${name}" marks ${Math.round(share * 100)} % of the rows looked at: anomalies are rare, so it may say something else, such as that all is well.`,
        choices: [
          { name: 'They are anomalies', change: { labelColumns } },
          { name: 'Leave it out', change: { labelColumns: labelColumns.filter((other) => other !== name) } },
        ],
      })
    }

  const perhaps = changed.labelColumns ? null : perhapsLabels(columns, labelColumns)
  if (perhaps) problems.push(perhaps)

  const given = changed.time
  if (given?.kind === 'column' && !has(given.column)) refuse(given.column)
  const keep = given && (given.kind === 'steps' || has(given.column))
  const time = keep ? given : guessTime(columns, types, decimal, labelColumns, guesses, problems, stated)

  const pairs = time.kind === 'column' && labelColumns.length === 0 ? pairTimes(columns, types, time.column) : []
  const paired = pairs.length > 0 && changed.pairs !== false
  const taken = new Set([...labelColumns, ...timeColumnsOf(time)])
  const rest = columns
    .map((column, i) => ({ column, type: types[i], i }))
    .filter(({ column }) => !taken.has(column.name))
  const qualities = qualitiesOf(columns, types, taken)
  const telling = new Map([...qualities].map(([value, quality]) => [quality, value]))
  const machines = header ? namedBeside(columns, types) : null
  if (machines?.changing)
    problems.push({
      severity: 'warning',
      message: `"${machines.changing}" says whose the values beside it are, and that changes from row to row: a column would hold the values of several. Export a row for each of them, with one column of names.`,
    })
  const keyed = header ? null : keysBeside(columns, types, taken)
  let units = 0
  // Beside maxima "min" is a minimum and no minute.
  const maxima = columns.some(({ name }) => /\bmax\W*$/i.test(name))
  const used = new Set<string>()
  const overruled = new Map(changed.channels?.map((channel) => [channel.column, channel]))
  const channels = rest.map(({ column, type, i }) => {
    const filled = column.known ? [] : column.cells.filter((cell) => !isMissing(cell))
    const named = header
      ? (machines?.names.get(column.name) ??
        (maxima && /\bmin\W*$/i.test(column.name) ? { name: column.name, unit: null } : splitNumbered(column.name)))
      : (keyed?.get(column.name) ?? { name: `channel ${i + 1}`, unit: null })
    const below = column.unit !== undefined && isUnit(column.unit) ? unitOf(column.unit) : null
    const beside = type === 'number' && filled.length > 0 ? unitBeside(filled, decimal) : null
    // A unit of its own stands below: "Engine RPM" is a whole name then.
    const whole = header && below !== null && !/[\])}]$|[/,]/.test(column.name.trim())
    const name = used.has(named.name) || whole ? column.name : named.name
    used.add(name)
    const unit = below ?? named.unit ?? beside ?? unitBehind(columns, i)
    if (named.unit) units++
    const told = telling.get(column.name)
    const leftOut =
      told === undefined
        ? whyLeftOut(columns, i, type, time, timeColumnsOf(time))
        : `Column "${column.name}" says how good "${told}" is: bad readings are missing, uncertain ones are kept.`
    const quality = qualities.get(column.name)
    if (leftOut && !overruled.get(column.name)?.include && !(paired && pairs.includes(column.name)))
      problems.push({ severity: 'note', message: leftOut })
    const note = (message: string) => problems.push({ severity: 'note', message })
    if (type === 'number' && leftOut === null) {
      const grouped = filled.find((cell) => groupsDigits(cell, decimal))
      if (grouped !== undefined)
        note(`Column "${column.name}" groups digits: "${grouped.trim()}" is read as ${toNumber(grouped, decimal)}.`)
    }
    if (type === 'number' && leftOut === null) {
      const marked = filled.find((cell) => dressedNumber(cell, decimal)?.unit === '')
      if (marked !== undefined)
        note(`Column "${column.name}" has marks behind numbers, such as "${marked.trim()}": the numbers are read.`)
    }
    const sizes =
      type === 'number' && leftOut === null
        ? unitsIn(filled, decimal).filter((one) => unit !== null && unitScale(one, unit) !== null)
        : []
    if (sizes.length > 1)
      note(`Column "${column.name}" holds values in ${sizes.join(' and ')}: all are given in ${unit}.`)
    const words = type === 'number' && told === undefined && isSwitch(filled)
    if (words)
      note(
        `Column "${column.name}" holds words such as "${filled.find((cell) => digital(cell) !== null)!.trim()}", which are read as 1 (on, true, yes, open, running, active) and 0.`,
      )
    const missing =
      type === 'number' && !column.known && leftOut === null
        ? [...new Set([...missingCodes(filled, decimal, column.name), ...saidMissing(filled, decimal, stated)])]
        : []
    return {
      column: column.name,
      name,
      unit,
      include: leftOut === null && !(paired && pairs.includes(column.name)),
      ...(missing.length > 0 ? { missing } : {}),
      ...(quality === undefined ? {} : { quality }),
      ...(words ? { switch: true } : {}),
    }
  })
  if (units)
    guesses.push({ field: 'units', reason: `${units} ${units === 1 ? 'header names' : 'headers name'} a unit.` })

  for (const name of overruled.keys()) if (!has(name)) refuse(name)
  return {
    recipe: {
      time,
      labelColumns,
      channels: channels.map((channel, i) => {
        const own = overruled.get(channel.column)
        const { column, type } = rest[i]
        if (!own?.include || own.states || type !== 'text' || column.known !== undefined) return own ?? channel
        const states = wordsOf(column)
        problems.push({ severity: 'note', message: statesAre(own.column, states) })
        return { ...own, states }
      }),
      ...(paired ? { pairs: true } : {}),
    },
    types,
    guesses,
    problems,
  }
}

/** Codes that the lines above the table name, where the column holds them. */
const saidMissing = (filled: string[], decimal: '.' | ',', stated?: Stated) => {
  const codes = stated?.missing ?? []
  return codes.length === 0 ? [] : codes.filter((code) => filled.some((cell) => toNumber(cell, decimal) === code))
}

/** All columns that a time is read from. */
export const timeColumnsOf = (time: ImportRecipe['time']): string[] =>
  time.kind === 'steps' ? [] : [time.column, ...(time.clock ? [time.clock] : []), ...(time.more ?? [])]

/** Labels are named so and hold only yes and no, 1 and 0; a few other cells, such as "?" or -999, say only that nobody knows. */
function guessLabels(columns: ColumnSample[], guesses: Guess[]): string[] {
  const found = columns.filter(({ name, cells, known }) => {
    if (known === 'flag' && labelNames.test(name.trim())) return true
    if (known === undefined && (saysNormal(cells) || (kindNames.test(name.trim()) && saysKinds(cells)))) return true
    if (!(
      labelNames.test(name.trim()) &&
      (known !== undefined ||
        !/flag$/i.test(name) ||
        flagNames.test(name.trim()) ||
        /^(is|anomal|label|fault|attack|outlier)/i.test(name))
    ))
      return false
    const filled = cells.filter((cell) => !isMissing(cell)).map(labelWord)
    const flagged = filled.filter((cell) => flags.includes(cell)).length
    const unknown = filled.filter((cell) => /^-\d+([.,]0+)?$/.test(cell)).length
    const others = new Set(filled.filter((cell) => !flags.includes(cell)))
    if (
      filled.length === 0 ||
      flagged + unknown < filled.length * 0.95 ||
      others.size > Math.max(3, filled.length / 50)
    )
      return false
    return flagged > 0 || unknown > 0
  })
  if (found.length)
    guesses.push({
      field: 'labels',
      reason: `${list(found.map((c) => c.name))} ${found.length === 1 ? 'holds' : 'hold'} yes and no, 1 and 0, or words for a fault, and ${found.length === 1 ? 'is' : 'are'} named like labels or say what is normal.`,
    })
  return found.map((column) => column.name)
}

const wordsIn = (cells: string[]) => cells.map(labelWord).filter((word) => word !== '')

/** Words for a machine in order and for one that is not, both of them, and nothing else. */
function saysNormal(cells: string[]): boolean {
  const words = new Set(wordsIn(cells))
  const [normal, odd] = [
    ['normal', 'benign', 'healthy', 'nominal'],
    ['anomaly', 'anomalous', 'abnormal', 'attack', 'fault', 'faulty', 'outlier'],
  ]
  return (
    words.size > 1 &&
    [normal, odd].every((some) => some.some((word) => words.has(word))) &&
    [...words].every((word) => normal.includes(word) || odd.includes(word))
  )
}

/** Few words, most of them for none, the others for what kind of anomaly it is. */
function saysKinds(cells: string[]): boolean {
  const words = wordsIn(cells)
  const kinds = words.filter((word) => !noWords.includes(word))
  return (
    kinds.length > 0 &&
    kinds.length < words.length / 2 &&
    new Set(kinds).size <= mostStates &&
    kinds.every((word) => /^\p{L}/u.test(word))
  )
}

/** The words of a column of text, as they first come; at most a hundred. */
const wordsOf = ({ cells }: ColumnSample): string[] =>
  [...new Set(cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim()))].slice(0, 100)

const statesAre = (column: string, states: string[]): string =>
  `Column "${column}" holds words: ${states
    .slice(0, 8)
    .map((word, i) => `"${word.slice(0, 40)}" is ${i}`)
    .join(', ')}${states.length > 8 ? ' …' : ''}. Another word is counted and left out.`

/** The part of the rows that a column of labels marks. */
function labelledShare({ cells }: ColumnSample): number {
  const marked = cells.filter((cell) => yesWords.includes(labelWord(cell)) || Number(cell) > 0).length
  return marked / Math.max(1, cells.length)
}
