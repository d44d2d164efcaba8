import type { HeaderBlock } from './header.ts'
import type { HeadLine } from './head-lines.ts'

const numbered =
  /^[\s"#*%;]{0,8}(?:sig|signal|ch|chan|channel|col|column|field|var|variable|name|param(?:eter)?)[ _.-]?(\d{1,3})\s{0,8}[\t:=,;]\s{0,8}"?([^"]{1,200}?)"?\s*$/i

const section = /^\s*\[(?:channel|sensor|probe) (\d{1,3})\]\s*$/i
const identified = /^\s*(?:identification|name|description)\s*[=:]\s*(\S.{0,60}?)\s*$/i

/** "[Channel 1]" and below it "Identification =PRESSURE": the names of the last columns, behind date and time; null for other heads. */
export function sectionedHeader(lines: HeadLine[], firstRow: number, width: number): HeaderBlock | null {
  const names: string[] = []
  for (let i = 0; i < firstRow; i++) {
    const n = section.exec(lines[i].text.slice(0, 100))?.[1]
    const name = n === undefined ? undefined : identified.exec(lines[i + 1].text.slice(0, 200))?.[1]
    if (name !== undefined && Number(n) === names.length + 1) names.push(name)
  }
  const before = width - names.length
  if (names.length === 0 || before < 1 || before > 2) return null
  return {
    first: firstRow,
    firstRow,
    names: [...(before === 2 ? ['Date', 'Time'] : ['Time']), ...names],
    units: null,
    again: null,
    nested: 0,
  }
}

/**
 * A header that names each column in a line of its own, by number: "Sig1<tab>Time (min)", "# name 0 = Pressure [db]", "Column 2: Flow".
 * null where the lines above the first row do not name every column so.
 */
export function numberedHeader(lines: HeadLine[], firstRow: number, width: number): HeaderBlock | null {
  const found = lines.slice(0, firstRow).flatMap(({ text }, index) => {
    const match = text.length > 300 ? null : numbered.exec(text)
    return match ? [{ index, n: Number(match[1]), name: match[2].trim() }] : []
  })
  const from = found[0]?.n
  if (found.length !== width || width < 2 || from > 1 || found.some(({ n }, i) => n !== from + i)) return null
  return {
    first: found[0].index,
    firstRow,
    names: found.map(({ name }) => name),
    units: null,
    again: null,
    nested: 0,
  }
}
