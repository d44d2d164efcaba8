import type { Guess, ImportProblem, ImportRecipe } from '../../../shared/importing/recipe.ts'
import { isMissing } from '../columns/cells.ts'
import { holdsClock, isFineClock } from './clock-column.ts'
import type { ColumnSample, ColumnType } from '../columns/column-sample.ts'
import { durationMs } from './duration.ts'
import { guessTimes } from './grammar.ts'
import type { Stated } from '../header/preamble.ts'
import { timeReader } from './time-reader.ts'
import { clockPeriod } from './midnight.ts'
import { timeNames } from './time-names.ts'

/** The day from which times of day are shown where no date is said. */
export const noDate = '1970-01-01'

/** Three numbers with marks between them, or a count of seconds or smaller units since 1970, in almost every cell, and never the same for long. */
function resemblesTimes({ cells }: ColumnSample): boolean {
  const filled = cells.filter((cell) => !isMissing(cell))
  const like = filled.filter((cell) => /\d{1,4}[-/.:]\d{1,2}[-/.:]\d{1,4}|\b1\d{9}(\d{3}){0,3}\b/.test(cell)).length
  return filled.length > 2 && like > filled.length * 0.9 && new Set(filled).size > filled.length * 0.5
}

/** As far apart as the file says above its table, or a column of times of day; else a second. */
export function evenSteps(
  columns: ColumnSample[],
  types: ColumnType[],
  guesses: Guess[],
  problems: ImportProblem[],
  stated?: Stated,
): ImportRecipe['time'] {
  const clock =
    columns.find((column, i) => types[i] === 'time' && holdsClock(column, 'time')) ??
    columns.find((column, i) => types[i] === 'number' && isFineClock(column))
  const format = !clock
    ? undefined
    : isFineClock(clock)
      ? '%H%M%S.%f'
      : guessTimes(clock.cells.filter((cell) => !isMissing(cell)))?.format
  // A single day above the table is most likely that of the rows; another sentence says more.
  const [day, ...otherDays] = stated?.days ?? []
  // What begins at 00:00:00 counts from a start as well as from midnight.
  const clocks = (clock?.cells ?? []).filter((cell) => !isMissing(cell))
  const ofDay =
    format?.includes('%H') &&
    (/[1-9]/.test(clocks[0] ?? '') || clocks.slice(-3).some((cell) => cell.trim().startsWith('23:')))
  const date = stated?.date ?? (otherDays.length === 0 && ofDay ? day : undefined)
  const begun = (clock?.cells ?? []).filter((cell) => !isMissing(cell))
  if (
    clock &&
    format &&
    stated?.clock &&
    begun.length > 1 &&
    !/[1-9]/.test(begun[0]) &&
    begun.every((cell, i) => i === 0 || !(durationMs(cell) < durationMs(begun[i - 1])))
  ) {
    guesses.push({
      field: 'time',
      reason: `"${clock.name}" begins at ${begun[0].trim()}, and the file at ${stated.clock}, as it says above its table: it is the time since the start.`,
    })
    return { kind: 'column', column: clock.name, format: 'duration', zone: 'UTC' }
  }
  if (clock && format && date) {
    guesses.push({
      field: 'time',
      reason: `"${clock.name}" holds times of day, and the file begins on ${date}, as it says above its table.`,
    })
    problems.push({
      severity: stated?.date ? 'note' : 'warning',
      message: `The date ${date} is taken from the lines above the table. Where the clock begins anew, the next day follows.`,
    })
    return {
      kind: 'column',
      column: clock.name,
      prefix: date,
      format: `%Y-%m-%d ${format}`,
      zone: stated?.zone ?? 'UTC',
      ...(stated?.zone ? { stated: true } : {}),
    }
  }
  if (stated?.stepMs && !clock) {
    const { start } = stated
    guesses.push({
      field: 'time',
      reason: `The file says above its table that rows are ${stated.stepMs / 1000} s apart${start === null ? '' : ' and when they begin'}.`,
    })
    return {
      kind: 'steps',
      start: start ?? 0,
      stepMs: stated.stepMs,
      stated: start === null ? 'elapsed' : 'absolute',
      ...(stated.counts ? { utc: true } : {}),
    }
  }
  const reader = timeReader(format ?? '%H:%M:%S', '.')
  const times = (clock?.cells ?? []).flatMap((cell) => {
    const bytes = Buffer.from(cell)
    const ms = reader.read(bytes, 0, bytes.length)
    return Number.isNaN(ms) ? [] : [ms]
  })
  const period = clockPeriod(format ?? '%H')
  const anew = period === 86_400_000 ? 'times of day without a date' : 'minutes and seconds without the hour'
  const next = period === 86_400_000 ? 'the next day' : 'the next hour'
  // Past midnight a clock begins anew.
  const steps = times
    .slice(1)
    .map((time, i) => (time - times[i] + period) % period)
    .sort((a, b) => a - b)
  // Several rows may have one time, a row for each of what was measured.
  const onward = steps.filter((step) => step > 0)
  const stepMs = onward[onward.length >> 1]
  if (clock && stepMs > 0) {
    const seconds = (ms: number) => `${ms / 1000} s`
    // A row that has none, such as one of totals, would get the time of the next step.
    if (steps[0] !== steps[steps.length - 1] || times.length < clock.cells.length) {
      const reason = `"${clock.name}" holds ${anew}, ${onward[0] === onward[onward.length - 1] ? '' : `${seconds(onward[0])} to `}${seconds(onward[onward.length - 1])} apart: they are shown from 1970-01-01, and where the clock begins anew ${next} follows.`
      guesses.push({ field: 'time', reason })
      problems.push({ severity: 'warning', message: reason })
      return { kind: 'column', column: clock.name, prefix: noDate, format: `%Y-%m-%d ${format}`, zone: 'UTC' }
    }
    if (format === '%H:%M' && /elapsed|since|duration|laufzeit|dauer|dur[ée]e/i.test(clock.name))
      problems.push({
        severity: 'warning',
        message: `"${clock.name}" says ${clock.cells.find((cell) => !isMissing(cell))!.trim()} and the like: hours and minutes, or minutes and seconds.`,
        choices: [60_000, 1000].map((unit, i) => ({
          name: ['Hours and minutes', 'Minutes and seconds'][i],
          change: {
            time: {
              kind: 'steps',
              start: (times[0] * unit) / 60_000,
              stepMs: (stepMs * unit) / 60_000,
              stated: 'elapsed',
            },
          },
        })),
      })
    const reason = `"${clock.name}" holds ${anew}, ${seconds(stepMs)} apart: rows follow at that step from the first of them on 1970-01-01; set the start.`
    guesses.push({ field: 'time', reason })
    problems.push({ severity: 'note', message: reason })
    // What begins at 00:00:00 counts from a start as well as from midnight.
    return {
      kind: 'steps',
      start: times[0],
      stepMs,
      ...(times[0] % period === 0 ? { stated: 'elapsed' as const } : {}),
    }
  }
  const unread =
    columns.find((column, i) => types[i] === 'text' && timeNames.test(column.name.trim())) ??
    columns.find((column, i) => types[i] === 'text' && resemblesTimes(column))
  const like = unread && timeNames.test(unread.name.trim()) ? 'is named like a time' : 'looks like times'
  const cell = unread?.cells.find((text) => !isMissing(text))
  if (unread && cell !== undefined)
    problems.push({
      severity: 'warning',
      message: `"${unread.name}" ${like}, and "${cell.trim().slice(0, 40)}" is in no format that is known here: rows are taken one second apart. If a pattern fits, choose the column and type the pattern.`,
    })
  guesses.push({
    field: 'time',
    reason: 'No column holds times, so rows are one second apart from 1970-01-01; set start and step.',
  })
  return { kind: 'steps', start: 0, stepMs: 1000 }
}
