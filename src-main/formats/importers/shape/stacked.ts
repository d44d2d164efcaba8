import type { HeaderBlock } from '../header/header.ts'
import { headerCells, type HeadLine } from '../header/head-lines.ts'
import { splitLine } from './split.ts'
import { isPlainNumber, isValue } from '../columns/value.ts'

/** Tables of one width below each other, one for each channel or machine, as a column that says which a row is of. */
export interface Stack {
  /** The cell of the header that names the channel; -1: a line above each header names it. */
  value: number
  /** The name of the first block. */
  first: string
}

/** What the column of block names is called. */
export const blockColumn = 'name of the block'

/** The cell in which a line differs from a header, -1 where it is the header again, null for any other line. */
export function headerLike(header: readonly string[], cells: readonly string[]): number | null {
  let other = -1
  let same = 0
  for (let i = 0; i < header.length; i++) {
    if (header[i] === (cells[i] ?? '')) same += header[i] === '' ? 0 : 1
    else if (other >= 0) return null
    else other = i
  }
  return same === 0 || (other >= 0 && (cells[other] ?? '') === '') ? null : other
}

/** "Tag: TI-101" is the name TI-101. */
export const nameOfBlock = (line: string): string =>
  line
    .replace(/^[\s"#*]+|[\s",;]+$/g, '')
    .replace(/^[^:=]{1,40}[:=]\s*/, '')
    .trim()

/** Whether a line may name what stands below it: it has letters, so that it is no rule and no row that was cut off. */
const isTitle = (line: string) => /\p{L}/u.test(nameOfBlock(line))

/** Titles of one kind: the same key before the name, or the same words but for numbers and single letters. */
const kindOf = (line: string): string =>
  /^([^:=]{1,40})[:=]/.exec(line)?.[1].trim() ?? line.replace(/\d+|\b\p{L}\b/gu, '0').trim()

/** Whether the rows below a header go on in time where those above it ended. */
function goesOn(last: string, next: string): boolean {
  const [a, b] = [Number(last), Number(next)]
  return Number.isNaN(a) || Number.isNaN(b) ? next > last : b > a
}

/** Does a row hold a number in another column than the first one, which may count or be the time, and that of the value? */
function holdsOthers(row: string, names: string[], value: number, delimiter: string): boolean {
  const aside = /qual|valid|status|flag|^no\.?$|^nr\.?$|index|id$|time|date/i
  return splitLine(row, delimiter).some(
    (cell, i) => i > 0 && i !== value && !aside.test(names[i] ?? '') && isPlainNumber(cell),
  )
}

/** null where the first lines of a file hold one table. */
export function stackIn(lines: HeadLine[], { again, first, firstRow }: HeaderBlock, delimiter: string): Stack | null {
  if (again === null || again.length < 2) return null
  let value: number | null = null
  let named = 0
  let above = ''
  let rows = 0
  const names = new Set<string>()
  const titles: string[] = []
  let [last, wentOn] = ['', false]
  for (const { text } of lines.slice(firstRow)) {
    if (text.trim() === '') continue
    const cells = headerCells(text, delimiter)
    const other = cells.length >= again.length ? headerLike(again, cells) : null
    if (other === null) {
      const whole = cells.length >= again.length
      above = whole ? '' : text
      if (whole) {
        if (rows === 0 && named > 0 && goesOn(last, cells[0])) wentOn = true
        last = cells[0]
      }
      rows++
      continue
    }
    // What holds a quote or a line end is a row that was cut off with the header behind it.
    if (other >= 0 && (isValue(cells[other]) || /["\r\n]/.test(cells[other]))) return null
    if (other < 0 && !isTitle(above)) return null
    titles.push(above)
    if (rows < 2 || (value !== null && value !== other)) return null
    value = other
    if (other < 0) names.add(nameOfBlock(above))
    named++
    rows = 0
    above = ''
  }
  if (value === null || named === 0) return null
  // Beside what has the same name in all of them, another value stands in each: these are tables of their own.
  if (value >= 0)
    return holdsOthers(lines[firstRow].text, again, value, delimiter) ? null : { value, first: again[value] }
  const top = lines.slice(0, first).findLast(({ text }) => text.trim() !== '')?.text ?? ''
  // A remark between rows that go on, as where a recorder was started again, names nothing unless the first table is named like it.
  if (wentOn && titles.some((one) => kindOf(one) !== kindOf(top))) return null
  // "Data for 2024-05-02" says when, and time goes on below it.
  if (wentOn && titles.every((one) => /\d{4}-\d{1,2}-\d{1,2}|\d{1,2}([./-])\d{1,2}\1\d{2,4}/.test(one))) return null
  const title = nameOfBlock(top)
  // What says the same above each names nothing: a recorder that was started again.
  return title === '' || (names.size === 1 && names.has(title)) ? null : { value, first: title }
}
