import { splitLine } from '../shape/split.ts'

/** One line of the beginning of a file; several where a quoted cell holds line ends. */
export interface HeadLine {
  text: string
  /** 1-based, first and last. */
  from: number
  to: number
}

/** Lines of text that one cell may hold; a quote that stays open longer was never meant as one. */
const longestCell = 50

/** The lines of a text, put together where a line end lies within quotes. */
export function headLines(text: string): HeadLine[] {
  const lines = text.split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  if (!text.includes('"')) return lines.map((line, i) => ({ text: line, from: i + 1, to: i + 1 }))
  const whole: HeadLine[] = []
  for (let i = 0; i < lines.length; i++) {
    let open = lines[i].includes('"') && staysOpen(lines[i], false)
    let end = i
    while (open && end + 1 < lines.length && end - i < longestCell) open = staysOpen(lines[++end], true)
    if (open) end = i
    whole.push({ text: end === i ? lines[i] : lines.slice(i, end + 1).join('\n'), from: i + 1, to: end + 1 })
    i = end
  }
  return whole
}

/** Is a quoted cell still open at the end of a line? A quote opens at the start of a cell, and closes at its end. */
function staysOpen(line: string, open: boolean): boolean {
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) {
    if (!open) {
      let before = at - 1
      while (before >= 0 && (line[before] === ' ' || line[before] === '=')) before--
      open = before < 0 || ',;\t|'.includes(line[before])
    } else if (line[at + 1] === '"') at++
    else open = false
  }
  return open
}

const comment = /^\s*(?:"\s*)?(#|~|\*|%|\/\/|;|!)/

/** The mark with which a line says that it is no row: "#", "~", "*", "%", "//", ";" or "!"; null for other lines. */
export const commentMark = (line: string): string | null => comment.exec(line)?.[1] ?? null

/** The cells of a line, trimmed; a comment mark before the first is taken off. */
export function headerCells(line: string, delimiter: string): string[] {
  const mark = commentMark(line)
  const bare = mark === null || mark === delimiter ? line : line.replace(/^(\s*"?)\s*(#|~|\*|%|\/\/|;|!)+[ \t]*/, '$1')
  return splitLine(delimiter === '\t' || delimiter === ' ' ? bare : bare.trim(), delimiter).map((cell) => cell.trim())
}
