import { looksLikeTime } from '../times/cell-patterns.ts'
import { isNumeric } from '../columns/value.ts'
import { rewrittenLines } from './rewritten-lines.ts'

const whole = /^[+-]?\d+$/
const fraction = /^\d+$/

/** The numbers of a line whose commas part both cells and decimals, put together; null for another line. */
function joined(line: string): string[] | null {
  const [time, ...parts] = line.split(',')
  if (parts.length % 2 === 1 || !looksLikeTime(time)) return null
  const cells = [time]
  for (let i = 0; i < parts.length; i += 2) {
    if (!whole.test(parts[i]) || !fraction.test(parts[i + 1])) return null
    cells.push(`${parts[i]}.${parts[i + 1]}`)
  }
  return cells
}

/** "time,temp,press" above "10:00,20,5,1,013": commas between the cells and within the numbers, without quotes. */
export const decimalCommas = rewrittenLines({
  id: 'decimal-commas',
  name: 'text with commas in its numbers',
  told: 'Commas part both the cells and the decimals of this file: two numbers each are put together, so that "20,5" is read as 20.5.',
  recognises: (lines) => {
    const first = lines.findIndex((line) => joined(line) !== null)
    const rows = lines.slice(Math.max(0, first)).map(joined)
    const header = first > 0 ? lines[first - 1].split(',') : []
    return (
      rows.length > 2 &&
      !header.some((cell) => cell.trim() === '' || isNumeric(cell)) &&
      rows.every((row) => row !== null && row.length > 1 && row.length === header.length)
    )
  },
  rewrite: (line) => joined(line)?.join(',') ?? line,
})
