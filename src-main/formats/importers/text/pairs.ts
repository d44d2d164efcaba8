import type { ColumnSample, ColumnType } from '../column-sample.ts'

/** The columns of one name, which repeats: "Time", "Time (2)". */
export const namesakes = (names: string[], name: string) =>
  names.filter((one) => one === name || one.replace(/ \(\d+\)$/, '') === name)

/**
 * The time columns of a table of pairs: all of one name, the first of them first of all, each with a value behind it.
 * Empty where the table is another one.
 */
export function pairTimes(columns: ColumnSample[], types: ColumnType[], time: string): string[] {
  const names = columns.map((column) => column.name)
  const times = namesakes(names, time)
  const places = times.map((name) => names.indexOf(name))
  const paired =
    times.length > 1 &&
    places[0] === 0 &&
    columns.every(({ known }) => known === undefined) &&
    places.every((at) => types[at] === 'time' && types.slice(at + 1, at + 2).some((type) => type !== 'time'))
  return paired ? times : []
}
