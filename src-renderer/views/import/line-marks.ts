import type { ImportRecipe, RawLine } from '../../../src-main/shared/importing/recipe.ts'

export type Mark = 'header' | 'units' | 'row' | 'last'

/** The line that a mark stands at; null where it stands nowhere. The last row is marked where something stands below it. */
export function markedLine(lines: readonly RawLine[], mark: Mark): number | null {
  if (mark !== 'last') return lines.find((one) => one.use === mark)?.line ?? null
  const last = lines.findLastIndex(({ use }) => use === 'row')
  const below = lines.slice(last + 1).some(({ text }) => text.trim() !== '')
  return last >= 0 && below ? lines[last].line : null
}

/** The marks that may be put at a line, or taken from it. */
export function marksFor(lines: readonly RawLine[], { line }: RawLine): Mark[] {
  if (line === null) return []
  const header = markedLine(lines, 'header')
  const row = markedLine(lines, 'row')
  const marks: Mark[] = header !== null && line === header + 1 ? ['header', 'units', 'row'] : ['header', 'row']
  return row !== null && line > row ? [...marks, 'last'] : marks
}

/** The settings with a mark at another line. Lines above the header, or above the first row where there is none, are left out. */
export function putMark(lines: readonly RawLine[], mark: Mark, line: number): Partial<ImportRecipe> {
  if (mark === 'last') return { endLine: line }
  const header = markedLine(lines, 'header')
  const units = markedLine(lines, 'units')
  const row = markedLine(lines, 'row')
  const from = (first: number, rows: number, unitLine: boolean): Partial<ImportRecipe> => ({
    skipLines: first - 1,
    header: true,
    headerLines: rows - first,
    unitLine,
  })
  if (mark === 'header') return from(line, row !== null && row > line ? row : line + 1, units !== null && units > line)
  if (mark === 'units') {
    if (header === null) return {}
    return from(header, Math.max(row ?? 0, line + 1), true)
  }
  if (header !== null && header < line) return from(header, line, units !== null && units < line)
  return { skipLines: line - 1, header: false, headerLines: undefined, unitLine: false }
}

/** The settings without a mark; the header's lines stay where they are. */
export function takeMark(lines: readonly RawLine[], mark: Mark): Partial<ImportRecipe> {
  const header = markedLine(lines, 'header')
  const row = markedLine(lines, 'row')
  if (mark === 'units') return { unitLine: false }
  if (mark === 'last') return { endLine: undefined }
  if (mark === 'header' && row !== null && header !== null)
    return { skipLines: header - 1, header: false, headerLines: undefined, unitLine: false }
  return {}
}
