import { isMissing } from '../columns/cells.ts'
import { isPlainNumber } from '../columns/value.ts'
import { looksLikeTime } from '../times/cell-patterns.ts'
import { timeNames } from '../times/time-names.ts'

export interface NamesAndUnits {
  names: string[]
  units: string[] | null
}

const barred = /^"?([^"|]+)"?\|"?([^"|]*)"?(?:\|-?[\d.]+)+$/

/**
 * Names as they are meant, where a header says them in a way of its own. rows — the cells below it.
 * `"RPM"|"1/min"|0|10000|10` names, measures, bounds and samples a channel; a tag above the times of its values names the values.
 */
export function spelledNames({ names, units }: NamesAndUnits, rows: string[][]): NamesAndUnits {
  const bars = names.map((name) => barred.exec(name))
  if (names.length > 1 && bars.every((bar) => bar !== null))
    return { names: bars.map((bar) => bar[1].trim()), units: bars.map((bar) => bar[2].trim()) }
  return { names: names.map((name, i) => overTimes(names, rows, i) ?? name), units }
}

const filled = (rows: string[][], i: number) =>
  rows.slice(0, 200).flatMap((row) => (isMissing(row[i] ?? '') ? [] : [row[i]]))
const areTimes = (cells: string[]) => cells.length > 0 && cells.every((cell) => !isPlainNumber(cell) && looksLikeTime(cell)) // prettier-ignore
const areNumbers = (cells: string[]) => cells.length > 0 && cells.some(isPlainNumber) && !cells.some(looksLikeTime)

/** "FI101.PV,,TI102.PV," above "time,value,time,value": does the name of column i stand above the times of the values beside it? */
const isOver = (names: string[], rows: string[][], i: number): boolean =>
  i >= 0 &&
  names[i] !== '' &&
  names[i + 1] === '' &&
  !timeNames.test(names[i]) &&
  areTimes(filled(rows, i)) &&
  areNumbers(filled(rows, i + 1))

const overTimes = (names: string[], rows: string[][], i: number): string | null =>
  isOver(names, rows, i) ? 'Time' : isOver(names, rows, i - 1) ? names[i - 1] : null
