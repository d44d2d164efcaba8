import { splitUnit, type NameAndUnit } from '../../../shared/data/units.ts'
import { isMissing } from './cells.ts'
import type { ColumnSample, ColumnType } from './column-sample.ts'

/** What a column of words says of the values behind it. */
export interface NamedBeside {
  /** The column of values → its own name with the word that stands beside it. */
  names: Map<string, NameAndUnit>
  /** A column of such words, where they change from row to row; null where none do. */
  changing: string | null
}

const bare = (name: string) => name.replace(/ \(\d+\)$/, '')

/**
 * "time,site,flow,site,flow": columns of words that share a name, each before values that share one too, say whose values these are.
 * null for another table.
 */
export function namedBeside(columns: ColumnSample[], types: ColumnType[]): NamedBeside | null {
  const bases = columns.map(({ name }) => bare(name))
  const repeats = (i: number) => bases.indexOf(bases[i]) !== bases.lastIndexOf(bases[i])
  const first = columns.findIndex((_, i) => types[i] === 'text' && repeats(i))
  if (first < 0) return null
  const words = columns.map((_, i) => i).filter((i) => bases[i] === bases[first] && types[i] === 'text')
  if (words.length < 2) return null
  const names = new Map<string, NameAndUnit>()
  const taken = new Set<string>()
  let changing: string | null = null
  for (const [k, at] of words.entries()) {
    const behind = columns.slice(at + 1, words[k + 1] ?? columns.length)
    const values = behind.filter(({ name }) => types[columns.findIndex((one) => one.name === name)] === 'number')
    const own = values.filter(({ name }) => repeats(columns.findIndex((one) => one.name === name)))
    if (own.length === 0) return null
    const said = new Set(columns[at].cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim()))
    if (said.size === 0) return null
    const [word] = said
    if (said.size > 1 || taken.has(word)) changing ??= columns[at].name
    taken.add(word)
    for (const { name } of own) {
      const { name: what, unit } = splitUnit(bare(name))
      names.set(name, { name: `${what} ${word}`, unit })
    }
  }
  return { names: changing === null ? names : new Map(), changing }
}
