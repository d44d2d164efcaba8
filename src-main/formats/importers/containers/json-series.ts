import { ArrayCutter } from './json-array.ts'
import { jsonTables } from './json-tables.ts'

/** Is the first object of an array, or of lines of them, a series of its own and no row: are tables in it, or arrays of arrays? head — the first bytes. */
export function objectsHoldSeries(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head).replace(/^\uFEFF/, '')
  if (/^\s*\[\s*\[\s*\{\s*"/.test(text)) return true
  if (!/^\s*(\[\s*)?\{\s*"/.test(text)) return false
  const objects = new ArrayCutter().push(text) ?? []
  if (objects.length === 0) return /^\s*\[/.test(text)
  // One object alone, over several lines, is a document.
  if (objects.length === 1 && !/^\s*\[/.test(text)) return false
  try {
    const first: unknown[] = objects.slice(0, 8).map((one) => JSON.parse(one) as unknown)
    // What comes first may only say what follows: a frame of another kind.
    const kinds = new Set(first.map((one) => Object.keys(one as object).join()))
    const series = kinds.size > 1 ? first : first.slice(0, 1)
    return (
      jsonTables(kinds.size > 1 ? first : first.slice(0, 2)).size > 0 &&
      (series.some((one) => jsonTables([one]).size > 0) || 'bn' in (first[0] as object) || 'bt' in (first[0] as object))
    )
  } catch {
    return false
  }
}
