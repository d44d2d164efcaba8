import type { HeaderBlock } from './header.ts'
import type { HeadLine } from './head-lines.ts'

/**
 * The published format of well logs (LAS 2.0, Canadian Well Logging Society): sections that begin with "~", of which ~C names the
 * curves as "MNEMONIC.UNIT  value : description" and ~A holds the rows. null for other files.
 */
export function lasHeader(lines: HeadLine[]): HeaderBlock | null {
  if (!/^~V/i.test(lines.find(({ text }) => text.trim() !== '' && !text.startsWith('#'))?.text ?? '')) return null
  const curvesAt = lines.findIndex(({ text }) => /^~C/i.test(text))
  const first = lines.findIndex(({ text }) => /^~A/i.test(text))
  if (curvesAt < 0 || first < curvesAt) return null
  const curves: { name: string; unit: string }[] = []
  for (const { text } of lines.slice(curvesAt + 1, first)) {
    if (text.startsWith('~')) break
    const match = /^\s*([^.#\s][^.]*?)\s*\.(\S*)/.exec(text)
    if (match) curves.push({ name: match[1], unit: match[2] })
  }
  const names = curves.map(({ name }) => name)
  return names.length === 0
    ? null
    : { first, firstRow: first + 1, names, units: curves.map(({ unit }) => unit), again: null, nested: 0 }
}
