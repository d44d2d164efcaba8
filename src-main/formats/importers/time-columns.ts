import type { Guess, ImportProblem, ImportRecipe } from '../../shared/recipe.ts'
import { list } from './column-names.ts'
import type { ColumnSample, ColumnType } from './columns.ts'
import { isMissing, toNumber } from './cells.ts'
import { clockMs, guessEpoch, guessTimeFormat, isClock, isEpoch } from './time-format.ts'

const timeNames =
  /^(date|time|datetime|date[_ -]?time|timestamps?|ts|t|unix|epoch|zeit|datum|zeitstempel|heure|fecha|hora|elapsed([_ -]?time)?)([_ -]?(utc|local|stamp|s|ms|us|ns|sec|seconds|min|minutes|h|hours|days|\[.*\]|\(.*\)))?$/i
/** Units of elapsed time at the end of a column's name, and their formats. */
const elapsedUnits: readonly [RegExp, string, string][] = [
  [/ms\W*$/i, 'epoch-ms', 'milliseconds'],
  [/(us|µs)\W*$/i, 'epoch-us', 'microseconds'],
  [/ns\W*$/i, 'epoch-ns', 'nanoseconds'],
  [/(\b|_)min(utes)?\W*$/i, 'epoch-min', 'minutes'],
  [/(\b|_)(h|hours?)\W*$/i, 'epoch-h', 'hours'],
  [/(\b|_)d(ays?)?\W*$/i, 'epoch-d', 'days'],
]

interface TimeCandidate {
  column: ColumnSample
  format: string
  /** Texts with a date and a time of day come first, then dates, then numbers. */
  rank: number
  offsets: boolean
  ambiguous: boolean
  monthFirst: boolean
  others: string[]
  /** Cells of the sample that the format cannot read. */
  misfits: number
  reason: string
}

/** Which column holds the time, and how; pushes why. Rows are evenly spaced where none does. */
export function guessTime(
  columns: ColumnSample[],
  types: ColumnType[],
  decimal: '.' | ',',
  labels: string[],
  guesses: Guess[],
  problems: ImportProblem[],
): ImportRecipe['time'] {
  const candidates = columns.flatMap((column, i) =>
    labels.includes(column.name) ? [] : (timeCandidate(column, types[i], decimal, columns) ?? []),
  )
  candidates.sort((a, b) => a.rank - b.rank)
  const best = candidates[0]
  if (!best) return evenSteps(columns, types, guesses, problems)
  const rivals = candidates.slice(1).filter((c) => c.rank < 3)
  if (rivals.length)
    problems.push({
      severity: 'note',
      message: `${list([best, ...rivals].map((c) => c.column.name))} all hold times; "${best.column.name}" is used.`,
    })
  const clock = best.rank === 2 ? columns.find((column, i) => holdsClock(column, types[i])) : undefined
  let format = best.format
  if (clock) {
    const joined = guessTimeFormat(
      best.column.cells
        .map((cell, i) => `${cell.trim()} ${(clock.cells[i] ?? '').trim()}`)
        .filter((_, i) => !isMissing(clock.cells[i] ?? '')),
    )
    if (joined) format = joined.format
    guesses.push({ field: 'time', reason: `"${best.column.name}" holds the date and "${clock.name}" the time of day.` })
  } else guesses.push({ field: 'time', reason: best.reason })
  guesses.push({
    field: 'format',
    reason: best.ambiguous
      ? `Day and month could be swapped; ${best.monthFirst ? 'month first is assumed, since the days then follow each other' : 'day first is assumed'}.`
      : format === 'iso'
        ? 'Year first, as in ISO 8601.'
        : best.misfits > 0
          ? `Of the first rows, ${best.misfits.toLocaleString('en')} ${best.misfits === 1 ? 'does' : 'do'} not fit it.`
          : 'All samples fit it.',
  })
  if (best.ambiguous)
    problems.push({
      severity: 'warning',
      message: `In "${best.column.name}" day and month could be swapped: the first lines fit both. ${best.monthFirst ? 'Month first is assumed, since the days then follow each other' : 'Day first is assumed'}.`,
    })
  if (best.others.length)
    problems.push({
      severity: 'warning',
      message: `"${best.column.name}" mixes ${best.others.length + 1} time formats; only the most frequent one can be read.`,
    })
  guesses.push({
    field: 'zone',
    reason: isEpoch(format)
      ? 'Such a count is the same in every zone.'
      : best.offsets
        ? 'The times carry their own offset.'
        : 'The times name no zone; they are read as UTC.',
  })
  return { kind: 'column', column: best.column.name, ...(clock ? { clock: clock.name } : {}), format, zone: 'UTC' }
}

/** Only times of day: "10:00:05", or "100005" in a column that is named like a time. */
function holdsClock({ name, cells }: ColumnSample, type: ColumnType): boolean {
  const filled = cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim())
  if (filled.length === 0) return false
  if (type === 'time') return filled.every(isClock)
  return (
    type === 'number' &&
    timeNames.test(name.trim()) &&
    filled.every((cell) => /^([01]\d|2[0-3])[0-5]\d([0-5]\d)?$/.test(cell) && cell.length === filled[0].length)
  )
}

/** As far apart as a column of times of day says, else a second. */
function evenSteps(
  columns: ColumnSample[],
  types: ColumnType[],
  guesses: Guess[],
  problems: ImportProblem[],
): ImportRecipe['time'] {
  const clock = columns.find((column, i) => types[i] === 'time' && holdsClock(column, 'time'))
  const times = clock?.cells.filter(isClock).map(clockMs) ?? []
  const day = 86_400_000
  // Past midnight a clock begins anew.
  const steps = times
    .slice(1)
    .map((time, i) => (time - times[i] + day) % day)
    .sort((a, b) => a - b)
  const stepMs = steps[steps.length >> 1]
  if (clock && stepMs > 0) {
    const seconds = (ms: number) => `${ms / 1000} s`
    guesses.push({
      field: 'time',
      reason: `"${clock.name}" holds times of day without a date, ${seconds(stepMs)} apart: rows follow at that step from the first of them on 1970-01-01; set the start.`,
    })
    if (steps[0] !== steps[steps.length - 1])
      problems.push({
        severity: 'warning',
        message: `"${clock.name}" holds times of day without a date, and they are ${seconds(steps[0])} to ${seconds(steps[steps.length - 1])} apart: every row is taken to be ${seconds(stepMs)} after the one before.`,
      })
    return { kind: 'steps', start: times[0], stepMs }
  }
  const unread = columns.find((column, i) => types[i] === 'text' && timeNames.test(column.name.trim()))
  const cell = unread?.cells.find((text) => !isMissing(text))
  if (unread && cell !== undefined)
    problems.push({
      severity: 'warning',
      message: `"${unread.name}" is named like a time, and "${cell.trim().slice(0, 40)}" is in no format that is known here: rows are taken one second apart. If a pattern fits, choose the column and type the pattern.`,
    })
  guesses.push({
    field: 'time',
    reason: 'No column holds times, so rows are one second apart from 1970-01-01; set start and step.',
  })
  return { kind: 'steps', start: 0, stepMs: 1000 }
}

function timeCandidate(
  column: ColumnSample,
  type: ColumnType,
  decimal: '.' | ',',
  all: ColumnSample[],
): TimeCandidate | null {
  const filled = column.cells.filter((cell) => !isMissing(cell))
  const base = { column, offsets: false, ambiguous: false, monthFirst: false, others: [] as string[], misfits: 0 }
  if (column.known === 'time' || column.known === 'zoned-time')
    return {
      ...base,
      format: 'iso',
      rank: 1,
      offsets: column.known === 'zoned-time',
      reason: `"${column.name}" is a column of times.`,
    }
  if (filled.length === 0) return null
  if (type === 'time') {
    const found = guessTimeFormat(filled)
    if (found)
      return {
        ...base,
        ...found,
        misfits: filled.length - found.fitting,
        rank: found.dateOnly ? 2 : 1,
        reason: `"${column.name}" holds ${found.dateOnly ? 'dates' : 'dates with times'}.`,
      }
    return null
  }
  if (type !== 'number') return null
  const values = filled.map((cell) => toNumber(cell, decimal)).filter(Number.isFinite)
  if (!timeNames.test(column.name.trim())) {
    // A counter may lie in the same range; it is no time unless it comes first and rises with every row.
    const clockwork =
      all[0] === column && values.length > 2 && values.every((v, i) => i === 0 || v > values[i - 1])
        ? guessEpoch(values)
        : null
    return clockwork === null
      ? null
      : {
          ...base,
          format: clockwork,
          rank: 4,
          reason: `"${column.name}" comes first, rises with every row and counts from 1970, by the size of its numbers.`,
        }
  }
  const digits = guessTimeFormat(filled)
  if (digits && digits.fitting === filled.length)
    return {
      ...base,
      format: digits.format,
      rank: digits.dateOnly ? 2 : 1,
      reason: `"${column.name}" holds dates written without marks.`,
    }
  const epoch = guessEpoch(values)
  if (epoch)
    return { ...base, format: epoch, rank: 3, reason: `"${column.name}" counts from 1970, by the size of its numbers.` }
  if (values.some((v, i) => i > 0 && v < values[i - 1])) return null
  if (values.every((v) => v >= 25569 && v < 80000) && !/^t$/i.test(column.name))
    return {
      ...base,
      format: 'excel',
      rank: 3,
      reason: `"${column.name}" holds days since 1899-12-30, as Excel counts.`,
    }
  const unit = elapsedUnits.find(([name]) => name.test(column.name.trim()))
  // A channel may well be called "t" too; elapsed time has to come first and to rise.
  if (all[0] !== column || values.length < 2 || values[values.length - 1] <= values[0]) return null
  return {
    ...base,
    format: unit?.[1] ?? 'epoch-s',
    rank: 5,
    reason: `"${column.name}" rises from ${values[0]}: ${unit?.[2] ?? 'seconds'} since the start, shown from 1970-01-01.`,
  }
}
