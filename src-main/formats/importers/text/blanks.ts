import type { Cells } from './line-cells.ts'

const quote = 34
const blank = 32
const tab = 9

/** Behind the quote that closes what one opens in this line, where a blank follows it; the quote itself is a character otherwise. */
function quotedEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from + 1; at < end; at++) {
    if (bytes[at] === tab) return from
    if (bytes[at] === quote) return at + 1 === end || bytes[at + 1] === blank || bytes[at + 1] === tab ? at + 1 : from
  }
  return from
}

/** AM or PM, in capitals or not. */
const isHalf = (bytes: Uint8Array, from: number, to: number): boolean =>
  to - from === 2 && (bytes[from + 1] | 32) === 109 && ((bytes[from] | 32) === 97 || (bytes[from] | 32) === 112)

/** Is what stands before a half of the day, one blank apart, a time of day: a digit, ":" or ".", two digits somewhere in it? */
function isClock(bytes: Uint8Array, from: number, half: number): boolean {
  if (bytes[half - 1] !== blank || bytes[half - 2] === blank || bytes[half - 2] === tab) return false
  for (let i = from + 1; i < half - 3; i++)
    if ((bytes[i] === 58 || bytes[i] === 46) && isCount(bytes, i - 1, i) && isCount(bytes, i + 1, i + 3)) return true
  return false
}

function isCount(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] < 48 || bytes[i] > 57) return false
  return to > from
}

/** Cuts a line at runs of blanks and tabs; what stands in quotes, and a time of day with its half, stay whole. */
export function cutAtBlanks(cells: Cells, start: number, end: number): void {
  const { bytes, starts, ends } = cells
  let count = 0
  let i = start
  for (;;) {
    while (i < end && (bytes[i] === blank || bytes[i] === tab)) i++
    if (i >= end) break
    const from = i
    if (bytes[from] === quote) i = quotedEnd(bytes, from, end)
    while (i < end && bytes[i] !== blank && bytes[i] !== tab) i++
    if (isHalf(bytes, from, i) && count > 0 && count <= starts.length && isClock(bytes, starts[count - 1], from)) {
      ends[count - 1] = i
      continue
    }
    if (count < starts.length) {
      // "N/A" in quotes is N/A.
      const bare = i - from >= 2 && bytes[from] === quote && bytes[i - 1] === quote ? 1 : 0
      starts[count] = from + bare
      ends[count] = i - bare
      // "1709287200: 20.5": the colon adds nothing.
      if (count === 0 && bytes[i - 1] === 58 && isCount(bytes, from, i - 1)) ends[0] = i - 1
    }
    count++
  }
  cells.count = count
}
