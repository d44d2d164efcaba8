import type { HeaderBlock } from './header.ts'
import type { HeadLine } from './head-lines.ts'

/**
 * The published format of attribute-relation files (ARFF, Weka): a line "@attribute name type" for each column, and "@data" above the rows.
 * null for other files.
 */
export function arffHeader(lines: HeadLine[]): HeaderBlock | null {
  const first = lines.findIndex(({ text }) => /^@data\s*$/i.test(text.trim()))
  if (first < 0) return null
  const names = lines.slice(0, first).flatMap(({ text }) => {
    const match = /^\s*@attribute\s+(?:'([^']*)'|"([^"]*)"|(\S+))/i.exec(text.slice(0, 2000))
    return match ? [match[1] ?? match[2] ?? match[3]] : []
  })
  return names.length === 0 ? null : { first, firstRow: first + 1, names, units: null, again: null, nested: 0 }
}
