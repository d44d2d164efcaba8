import { isMissing } from '../columns/cells.ts'
import { timeNames } from '../times/time-names.ts'
import { looksLikeTime } from '../times/cell-patterns.ts'
import { isPlainNumber, isValue, kindOf } from '../columns/value.ts'

/** A first row with text where the rows below hold values, and no time where they hold times. */
export function isHeaderRow(rows: string[][]): boolean {
  if (rows.length < 2) return false
  const [first, ...below] = rows
  const sample = below.slice(0, 50)
  let breaks = 0
  let kept = 0
  let named = false
  // The time at which a report began stands in the header of each of its parts.
  const dated = first.length > 2 && looksLikeTime(first[0]) && first.slice(1).every((cell) => kindOf(cell) === 'text')
  for (let i = 0; i < first.length; i++) {
    const filled = sample.map((row) => row[i] ?? '').filter((cell) => !isMissing(cell))
    if (filled.length === 0 || isMissing(first[i])) continue
    const times = filled.filter(looksLikeTime).length
    const numbers = filled.filter(isPlainNumber).length
    if (times > filled.length * 0.7) {
      if (dated && i === 0) continue
      if (looksLikeTime(first[i])) return false
      named ||= timeNames.test(first[i].trim())
      breaks++
    } else if (numbers > filled.length * 0.7) {
      // "00:15" above the values of that time of day is a name.
      if (isValue(first[i]) && (isPlainNumber(first[i]) || !looksLikeTime(first[i]))) kept++
      else breaks++
    }
  }
  return breaks > 0 && (named || breaks >= kept || distinctWhole(first))
}

/** Names such as 400, 410, 420: whole, different, and in order. */
function distinctWhole(cells: string[]): boolean {
  const numbers = cells
    .map((cell) => cell.trim())
    .filter((cell) => /^\d+$/.test(cell))
    .map(Number)
  return (
    numbers.length > 2 &&
    numbers.every((n, i) => i === 0 || n > numbers[i - 1]) &&
    new Set(numbers.slice(1).map((n, i) => n - numbers[i])).size === 1
  )
}
