import { isMissing } from '../columns/cells.ts'
import type { ColumnSample, ColumnType } from '../columns/column-sample.ts'
import { guessTimes } from '../times/grammar.ts'
import { timeNames } from '../times/time-names.ts'
import { timeReader } from '../times/time-reader.ts'

/** The columns of one name, which repeats: "Time", "Time (2)", or of several runs, "Time (s) Run #1", "Time (s) Run #2". */
const namesakes = (names: string[], name: string) =>
  names.filter(
    (one) =>
      one === name || one.replace(/ \(\d+\)$/, '') === name || (one !== ofNoRun(one) && ofNoRun(one) === ofNoRun(name)),
  )
/** A name without the number of its run. */
export const ofNoRun = (name: string) => name.replace(/[ ,_-](run|trial|lauf|set|test) ?#? ?\d+$/i, '').trimEnd()

/**
 * Which columns are the times of a table of pairs whose first is `name`: those of the same name, or where there is no other,
 * every second column: "Time 1, A, Time 2, B". Empty where the names leave no such table.
 */
export function timesOfPairs(names: string[], name: string): string[] {
  const same = namesakes(names, name)
  if (same.length > 1) return same
  const filled = names.length % 2 === 1 && /^column \d+$/.test(names.at(-1)!) ? names.slice(0, -1) : names
  return names[0] === name && filled.length > 2 && filled.length % 2 === 0 ? filled.filter((_, i) => i % 2 === 0) : []
}

/**
 * The time columns of a table of pairs, the first of them first of all, each with a value behind it: all of one name, or every
 * second column where the times of a row differ and those of each column go forward.
 * Empty where the table is another one.
 */
export function pairTimes(columns: ColumnSample[], types: ColumnType[], time: string): string[] {
  const names = columns.map((column) => column.name)
  const times = timesOfPairs(names, time)
  const places = times.map((name) => names.indexOf(name))
  const paired =
    times.length > 1 &&
    types.slice(0, places[0]).every((type) => type === 'empty') &&
    columns.every(({ known }) => known === undefined) &&
    places.every(
      (at) =>
        (types[at] === 'time' || risesFrom(columns[at], times)) &&
        types.slice(at + 1, at + 2).some((type) => type !== 'time'),
    )
  if (!paired) return []
  return namesakes(names, time).length > 1 || ownClocks(places.map((at) => columns[at].cells)) ? times : []
}

/** Elapsed times of one name with a word for time: numbers that go up as far as they are filled. */
function risesFrom({ name, cells }: ColumnSample, times: string[]): boolean {
  const values = cells.filter((cell) => !isMissing(cell)).map((cell) => Number(cell.replace(',', '.')))
  return (
    namesakes(times, times[0]).length === times.length &&
    timeNames.test(ofNoRun(name.replace(/ \(\d+\)$/, '')).trim()) &&
    values.length > 1 &&
    values.every((value, i) => i === 0 || value >= values[i - 1])
  )
}

/** Does every column of times go forward by one pattern, and does each after the first say something else than it? */
function ownClocks(columns: string[][]): boolean {
  const first = columns[0].filter((cell) => !isMissing(cell))
  const format = guessTimes(first)?.format
  if (format === undefined) return false
  const reader = timeReader(format, '.')
  return columns.every((cells, c) => {
    let previous = -Infinity
    let read = 0
    let forward = 0
    let own = 0
    cells.forEach((cell, i) => {
      if (isMissing(cell)) return
      const text = Buffer.from(cell.trim())
      const ms = reader.read(text, 0, text.length)
      read++
      if (ms >= previous) forward++
      if (cell.trim() !== columns[0][i].trim()) own++
      previous = ms
    })
    return read > 1 && forward > read * 0.9 && (c === 0 || own > read * 0.5)
  })
}
