import type { Guess } from '../../../shared/importing/recipe.ts'
import { delimiterNames, linesOfHeader, type Dialect } from './dialect.ts'
import { findHeader, givenHeader, type HeaderBlock } from '../header/header.ts'
import type { HeadLine } from '../header/head-lines.ts'
import { keyedHeads } from '../header/paired-heads.ts'
import { saidHeads } from '../header/said-heads.ts'
import { numberedHeader, sectionedHeader } from '../header/numbered-names.ts'
import { startAndRate } from '../times/start-and-rate.ts'
import { arffHeader } from '../header/arff.ts'
import { lasHeader } from '../header/las.ts'
import { splitLine } from './split.ts'
import { labviewTable } from './segments.ts'
import { raggedTable } from './ragged.ts'
import { findTable } from './table.ts'

/** Where a table stands among the first lines, and how they are cut. */
export interface Shape {
  delimiter: string
  width: number
  block: HeaderBlock
  rows: string[][]
  /** Rows may lack cells at their end; undefined where nobody says so. */
  ragged: boolean | undefined
}

/** Where the table is: as a person, or a recipe, says it, and found otherwise. */
export function shapeOf(lines: HeadLine[], changed: Partial<Dialect>, guesses: Guess[]): Shape {
  const declared = /^sep=(.)\s*$/i.exec(lines[0]?.text ?? '')?.[1]
  const given = changed.skipLines !== undefined
  const [skipTo, stop] = given
    ? [indexOfLine(lines, changed.skipLines!), lines.length]
    : (labviewTable(lines) ?? [0, lines.length])
  const near = lines.slice(skipTo, stop)
  const even = findTable(near, changed.delimiter ?? declared)
  const uneven = even && changed.ragged !== false ? raggedTable(near, even) : null
  const region = uneven?.region ?? even
  const delimiter = region?.delimiter ?? changed.delimiter ?? declared ?? likelyDelimiter(lines)
  const found = region ? region.first + skipTo : -1
  const width =
    region?.width ??
    usualWidth(
      lines.map((line) => line.text),
      delimiter,
    )
  guesses.push({
    field: 'delimiter',
    reason: declared
      ? 'The first line names the delimiter.'
      : width === 1
        ? 'The lines hold one value each.'
        : `Cut at ${delimiterNames[delimiter] ?? `"${delimiter}"`}, most lines have the same ${width} cells.`,
  })
  let block: HeaderBlock
  if (given) {
    const header = changed.header ?? (region !== null && found > skipTo)
    const above = linesOfHeader({ header, unitLine: changed.unitLine, headerLines: changed.headerLines })
    const from = indexOfLine(lines, changed.skipLines!)
    const to =
      header && changed.headerLines === undefined
        ? filledAfter(lines, from, above)
        : indexOfLine(lines, changed.skipLines! + above)
    block = header
      ? givenHeader(lines, from, to, delimiter, width, changed.unitLine)
      : { first: to, firstRow: to, names: null, units: null, again: null, nested: 0 }
  } else if (region === null) block = noValues(lines, delimiter, width, changed.header)
  else if (changed.header === false) {
    const none = findHeader(lines, found, delimiter, width, region.rows)
    block = { first: none.first, firstRow: none.first, names: null, units: null, again: null, nested: 0 }
  } else if (
    changed.header === true &&
    found === 0 &&
    findHeader(lines, found, delimiter, width, region.rows).names === null
  )
    block = givenHeader(lines, found, found + 1, delimiter, width)
  else block = findHeader(lines, found, delimiter, width, region.rows)
  const began = region && block.names === null && !given ? startAndRate(region.rows) : null
  if (began) block = { ...block, first: block.firstRow + 2, firstRow: block.firstRow + 2 }
  const numbered =
    block.names === null || given
      ? (numberedHeader(lines, block.firstRow, width) ?? sectionedHeader(lines, block.firstRow, width))
      : null
  if (numbered && (!given || indexOfLine(lines, changed.skipLines!) === numbered.first)) block = numbered
  const said = saidHeads(lines, block.firstRow, delimiter, width)
  if (said && (!given || indexOfLine(lines, changed.skipLines!) === said.first)) block = said
  const keyed = keyedHeads(lines, delimiter, width)
  if (keyed && (!given || indexOfLine(lines, changed.skipLines!) === keyed.first)) block = keyed
  const las = lasHeader(lines) ?? arffHeader(lines)
  if (las && (!given || indexOfLine(lines, changed.skipLines!) === las.first)) block = las
  if (changed.unitLine === false && block.units && !las) block = { ...block, units: null }
  const rows = (region?.rows ?? []).filter((_, i) => i >= block.firstRow - found || i > 0)
  const ragged = changed.ragged ?? (uneven?.ragged || undefined)
  if (ragged && changed.ragged === undefined)
    guesses.push({ field: 'ragged', reason: 'Many rows lack cells at their end; those are missing.' })
  return { delimiter, width, block, rows: block.firstRow === found ? (region?.rows ?? []) : rows, ragged }
}

/** A file whose lines hold no value at all: the first is a header where there is another. */
function noValues(lines: HeadLine[], delimiter: string, width: number, header: boolean | undefined): HeaderBlock {
  const first = lines.findIndex((line) => line.text.trim() !== '' && splitLine(line.text, delimiter).length >= width)
  if (header === false || first < 0)
    return { first: Math.max(0, first), firstRow: Math.max(0, first), names: null, units: null, again: null, nested: 0 }
  return givenHeader(lines, first, first + 1, delimiter, width)
}

const indexOfLine = (lines: HeadLine[], skip: number) => {
  const index = lines.findIndex((line) => line.from > skip)
  return index < 0 ? lines.length : index
}

/** The index after `n` filled lines. */
function filledAfter(lines: HeadLine[], from: number, n: number): number {
  let at = from
  for (let left = n; at < lines.length && left > 0; at++) if (lines[at].text.trim() !== '') left--
  return at
}

/** The most frequent number of cells per line. */
function usualWidth(lines: string[], delimiter: string): number {
  const counts = new Map<number, number>()
  for (const line of lines) {
    if (line.trim() === '') continue
    const cells = splitLine(line, delimiter).length
    counts.set(cells, (counts.get(cells) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 1
}

const likelyDelimiter = (lines: HeadLine[]) =>
  [';', '\t', '|', ','].find(
    (delimiter) =>
      usualWidth(
        lines.slice(0, 50).map((line) => line.text),
        delimiter,
      ) > 1,
  ) ?? ','
