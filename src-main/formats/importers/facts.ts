import { counted } from '../../shared/counted.ts'
import { gapSteps, usualStepOf } from '../../shared/data/usual-step.ts'
import type { ImportProblem, ImportReport } from '../../shared/importing/recipe.ts'
import type { BadCells, RejectedLine } from './database/load.ts'
import type { ColumnFacts } from './sinks/stream-rows.ts'

/** From this share of rows on, repeated times are no accident: part of the time was not read. */
const mostlyRepeated = 0.9
/** From this share on several machines stand in the file: of two, each second row has the time of another. */
const manyRepeated = 0.5

/** Order of times as they stand in the file. times — [n] epoch ms, NaN = none. */
export function orderFacts(times: Float64Array): { missing: number; outOfOrder: number } {
  let missing = 0
  let outOfOrder = 0
  let previous = -Infinity
  // By index: over typed arrays for…of costs ten times as much.
  for (let i = 0; i < times.length; i++) {
    const time = times[i]
    if (Number.isNaN(time)) {
      missing++
      continue
    }
    if (time < previous) outOfOrder++
    previous = time
  }
  return { missing, outOfOrder }
}

/**
 * The time at which the clock of the file goes back once, by an hour less the step between rows, on a Sunday in the first hours: where summer
 * time ends. NaN where it never does. times — [n] epoch ms of the wall clock, in the order of the file.
 */
export function setBackAt(times: Float64Array): number {
  let [found, previous] = [NaN, NaN]
  for (let i = 0; i < times.length; i++) {
    const time = times[i]
    if (time < previous) {
      if (!Number.isNaN(found)) return NaN
      const step = previous - times[i - 2]
      const sunday = new Date(previous)
      if (previous - time !== 3_600_000 - step || sunday.getUTCDay() !== 0 || sunday.getUTCHours() > 3) return NaN
      found = previous + step
    }
    previous = time
  }
  return found
}

/**
 * The time at which the clock of the file leaves out an hour once, on a Sunday in the first hours of March, April, September or October, between
 * rows of one step: where summer time begins. NaN where it never does. times — [n] epoch ms of the wall clock, in the order of the file.
 */
export function setForwardAt(times: Float64Array): number {
  const hour = 3_600_000
  const step = times[1] - times[0]
  if (times.length < 12 || !(step > 0) || step > hour) return NaN
  let found = NaN
  for (let i = 1; i < times.length; i++) {
    const gap = times[i] - times[i - 1]
    if (gap === step) continue
    const at = new Date(times[i - 1] + step)
    const early = at.getUTCDay() === 0 && at.getUTCHours() > 0 && at.getUTCHours() < 4
    if (gap !== step + hour || !early || ![2, 3, 8, 9].includes(at.getUTCMonth()) || !Number.isNaN(found)) return NaN
    found = at.getTime()
  }
  return found
}

/** Duplicates and gaps of ascending times. times — [n] epoch ms; NaN is skipped. */
export function spacingFacts(times: Float64Array): { duplicates: number; gaps: number; stepMs: number } {
  let duplicates = 0
  let n = 0
  // Three loops and no list: steps of a large file would be as many numbers again, and a function called for each takes thrice the time.
  let previous = NaN
  for (let i = 0; i < times.length; i++) {
    const time = times[i]
    if (Number.isNaN(time)) continue
    if (time === previous) duplicates++
    else if (!Number.isNaN(previous)) n++
    previous = time
  }
  // The usual one of 10,000 steps spread over the file is as good as that of all, and costs no sort of millions.
  const stride = Math.max(1, Math.floor(n / 10_000))
  const sample = new Float64Array(Math.ceil(n / stride))
  let at = 0
  previous = NaN
  for (let i = 0; i < times.length; i++) {
    const step = times[i] - previous
    if (Number.isNaN(times[i])) continue
    previous = times[i]
    if (step === 0 || Number.isNaN(step)) continue
    if (at % stride === 0) sample[at / stride] = step
    at++
  }
  sample.sort()
  const stepMs = usualStepOf(sample)
  const gapMs = gapSteps * stepMs
  let gaps = 0
  previous = NaN
  for (let i = 0; i < times.length; i++) {
    const time = times[i]
    if (Number.isNaN(time)) continue
    if (time - previous > gapMs) gaps++
    previous = time
  }
  return { duplicates, gaps, stepMs }
}

const shorten = (value: string) => (value.length > 40 ? `${value.slice(0, 40)}…` : value)

/** Everything that the report is made from. */
export interface Findings {
  rejected: { count: number; first: RejectedLine | null }
  /** The first cell of those that hold no time; null where it is empty. */
  badTime: BadCells | null
  /** bad — cells that hold something else than a number. */
  columns: { name: string; role: 'value' | 'label'; bad: BadCells | undefined }[]
  facts: ColumnFacts[]
  /** Rows that went into the dataset. */
  rows: number
  timeColumn: string | null
  missingTimes: number
  outOfOrder: number
  duplicates: number
  gaps: number
  doubled: number
  skipped: number
  zone: string
  /** 0-based data row of the file for a row of the table. */
  fileRow(row: number): number
  /** 1-based number, as the person counts, of the first data row: its line, or 1 where lines are not rows. */
  firstLine: number
  /** What rows are called in sentences: "line", or "row" where lines are not rows. */
  lineWord: string
  seconds: number
}

/** Columns that get a sentence each; of more, one sentence names the first. */
const mostNamed = 5
const areAll = { empty: 'have no value at all', constant: 'always have the same value' }
const someOf = (names: string[]) =>
  `${names.length.toLocaleString('en')} columns (${names
    .slice(0, 3)
    .map((name) => `"${name}"`)
    .join(', ')} …)`

/** The report with a sentence for everything the person should know. */
export function reportOf(found: Findings): ImportReport {
  const { rejected, columns, facts, lineWord } = found
  const problems: ImportProblem[] = []
  const warn = (message: string) => problems.push({ severity: 'warning', message })
  const note = (message: string) => problems.push({ severity: 'note', message })
  const at = (bad: BadCells) => bad.line ?? found.firstLine + found.fileRow(bad.row)

  const { first } = rejected
  if (first)
    warn(
      `${counted(rejected.count, 'line', 'lines')} could not be read as ${rejected.count === 1 ? 'a row' : 'rows'} and ${rejected.count === 1 ? 'is' : 'are'} left out, the first is ${lineWord} ${first.line.toLocaleString('en')}: ${first.reason}.`,
    )
  if (found.missingTimes) {
    const bad = found.badTime
    const where = bad
      ? `, the first in ${lineWord} ${at(bad).toLocaleString('en')}: "${shorten(bad.value)}"`
      : ': the cell is empty'
    warn(
      `${counted(found.missingTimes, 'row has', 'rows have')} no usable time in "${found.timeColumn}" and ${found.missingTimes === 1 ? 'is' : 'are'} left out${where}.`,
    )
  }
  if (found.outOfOrder)
    note(
      `${counted(found.outOfOrder, 'row was', 'rows were')} earlier than the row before; the rows were sorted by time.`,
    )
  if (found.duplicates >= mostlyRepeated * found.rows)
    warn(
      `${counted(found.duplicates, 'row has', 'rows have')} the same time as the row before, of ${found.rows.toLocaleString('en')} in all: what tells them apart may stand in another column, such as the time of day. All are kept; choose the time columns if so.`,
    )
  else if (found.duplicates >= manyRepeated * found.rows)
    warn(
      `${counted(found.duplicates, 'row has', 'rows have')} the same time as the row before, of ${found.rows.toLocaleString('en')} in all; all are kept, as one series. If a column says which machine or place a row is of, tick “One row per value”: each of them then has channels of its own.`,
    )
  else if (found.duplicates)
    note(`${counted(found.duplicates, 'row has', 'rows have')} the same time as the row before; all are kept.`)
  if (found.gaps) note(`${counted(found.gaps, 'gap', 'gaps')} longer than five steps.`)
  if (found.doubled)
    note(
      `${counted(found.doubled, 'row falls', 'rows fall')} into an hour that exists twice in ${found.zone}, when clocks are set back; the order of the file decided which one is meant.`,
    )
  if (found.skipped)
    warn(
      `${counted(found.skipped, 'row falls', 'rows fall')} into an hour that does not exist in ${found.zone}, when clocks are set forward; read as if the clocks had not been set. Perhaps the zone is another one.`,
    )

  const dull: { name: string; kind: keyof typeof areAll; is: string }[] = []
  const reported = columns.map((column, c) => {
    const { bad } = column
    const { missing, infinite, firstInfinite, min, max, otherNumbers, otherTexts, kinds } = facts[c]
    const notNumbers = (bad?.count ?? 0) + infinite
    const firstNotNumber = bad
      ? { line: at(bad), value: bad.value }
      : infinite
        ? { line: found.firstLine + firstInfinite, value: 'infinity' }
        : null
    if (firstNotNumber) {
      const values = counted(notNumbers, 'value that is not a number', 'values that are not numbers')
      warn(
        `Column "${column.name}" has ${values}, the first in ${lineWord} ${firstNotNumber.line.toLocaleString('en')}: "${shorten(firstNotNumber.value)}".`,
      )
    }
    if (column.role === 'label') {
      if (otherNumbers)
        note(
          `Label column "${column.name}" has ${counted(otherNumbers, 'number', 'numbers')} other than 0 and 1; all but 0 are labels.`,
        )
      if (kinds)
        note(
          `Label column "${column.name}" has ${counted(kinds, 'row with a word', 'rows with words')} other than yes and no; each is read as a label.`,
        )
      if (otherTexts)
        warn(
          `Label column "${column.name}" has ${counted(otherTexts, 'text', 'texts')} that mean neither yes nor no; they are read as no label.`,
        )
    } else if (min > max) dull.push({ name: column.name, kind: 'empty', is: 'has no value at all' })
    else if (min === max && found.rows > 1)
      dull.push({ name: column.name, kind: 'constant', is: `always has the value ${min}` })
    return { name: column.name, missing: missing - (bad?.timed ?? 0), notNumbers, firstNotNumber }
  })
  const many = (['empty', 'constant'] as const).filter((kind) => dull.filter((d) => d.kind === kind).length > mostNamed)
  for (const kind of many)
    note(`${someOf(dull.filter((d) => d.kind === kind).map(({ name }) => name))} ${areAll[kind]}.`)
  for (const { name, kind, is } of dull) if (!many.includes(kind)) note(`Column "${name}" ${is}.`)
  return {
    rows: found.rows,
    rejectedLines: rejected.count,
    firstRejected: first,
    missingTimes: found.missingTimes,
    duplicateTimes: found.duplicates,
    outOfOrder: found.outOfOrder,
    gaps: found.gaps,
    columns: reported,
    problems,
    seconds: found.seconds,
  }
}
