import type { HeaderBlock } from './header.ts'
import type { HeadLine } from './head-lines.ts'

const numbered =
  /^[\s"#*%;]{0,8}(?:sig|signal|ch|chan|channel|col|column|field|var|variable|name|param(?:eter)?)[ _.-]?(\d{1,3})\s{0,8}[\t:=,;]\s{0,8}"?([^"]{1,200}?)"?\s*$/i

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
