/**
 * Names and units where "TIME" stands before each channel, as diagnosis programs of cars write it: "TIME,Field 1,TIME,Field 2", what the fields
 * are in a line above, and their units below, beside the second half of "TIME STAMP". lines — the cells of those above the rows; null for others.
 */
export function repeatedTimes(lines: string[][]): { names: string[]; units: string[] | null } | null {
  const at = lines.findIndex((cells) => cells.filter(isTime).length > 1)
  if (at < 0) return null
  const times = lines[at].flatMap((cell, i) => (isTime(cell) ? [i] : []))
  const below = lines[at + 1]
  if (!below || !times.every((i) => /^stamp$/i.test(below[i] ?? ''))) return null
  const titles = lines.slice(0, at).filter((cells) => times.every((i) => (cells[i] ?? '') === ''))
  return {
    names: lines[at].map((cell, i) =>
      times.includes(i)
        ? cell
        : [...titles.map((cells) => cells[i] ?? ''), cell].filter((part) => part !== '').join(' '),
    ),
    units: below.map((cell, i) => (times.includes(i) ? 's' : cell)),
  }
}

const isTime = (cell: string) => /^time$/i.test(cell)
