import { badInput } from '../../../shared/errors.ts'
import type { ImportProblem, ImportRecipe } from '../../../shared/importing/recipe.ts'
import type { ChannelInfo } from '../../../shared/data/series.ts'
import { splitUnit } from '../../../shared/data/units.ts'
import type { ReadRows } from './row-store.ts'

/** Where names and values stand in the rows that were read. */
export interface LongPlan {
  /** Columns of the store that hold names, and their own names. */
  names: number[]
  nameColumns: string[]
  values: number[]
  valueColumns: string[]
  fill?: 'last' | 'empty'
}

/** The channels of a long table. */
export interface LongNames {
  channels: ChannelInfo[]
  /** What each is called in the file. */
  columns: string[]
  /** The channel of a row's value column, -1 for none. */
  channelOf(columns: Float64Array[], row: number, value: number): number
  fill: 'last' | 'empty'
  problems: ImportProblem[]
}

/** More names than a person can look at are numbers, or comments, in the wrong column. */
const mostNames = 5000

/** Names in the order in which they first come in the file, each with a channel per value column. Throws bad-input for too many. */
export async function namesOf(long: LongPlan, found: ReadRows, recipe: ImportRecipe): Promise<LongNames> {
  const { store } = found
  const ids = new Map<number, number>()
  const single = long.names.length === 1
  // Two names are one number: the first times as many as there can be of the second.
  const keyOf = (columns: Float64Array[], row: number): number => {
    let key = 0
    for (const n of long.names) key = key * (single ? 1 : found.names.length) + columns[n][row]
    return key
  }
  let unnamed = 0
  let total = 0
  const keys: number[] = []
  for (let k = 0; k < store.blocks; k++) {
    const columns = await store.blockAt(k)
    total += columns[0].length
    for (let i = 0; i < columns[0].length; i++) {
      const key = keyOf(columns, i)
      if (Number.isNaN(key)) unnamed++
      else if (!ids.has(key)) {
        if (ids.size >= mostNames)
          throw badInput(
            `"${long.nameColumns[0]}" holds more than ${mostNames.toLocaleString('en')} different names: choose the column that says what was measured.`,
          )
        ids.set(key, ids.size)
        keys.push(key)
      }
    }
  }
  if (ids.size === 0)
    throw badInput(
      `No row has both a time that can be read and a name in "${long.nameColumns[0]}". Choose other columns, or another time format.`,
    )
  const titles = keys.map((key) => titleOf(key, long, found.names))
  const several = long.values.length
  const known = new Map(recipe.channels.map((channel) => [channel.column, channel]))
  const columns = titles.flatMap((title) =>
    several === 1 ? [title] : long.valueColumns.map((value) => `${splitUnit(value).name} ${title}`),
  )
  const place = new Int32Array(columns.length).fill(-1)
  const channels: ChannelInfo[] = []
  columns.forEach((column, i) => {
    const given = known.get(column)
    if (given?.include === false) return
    place[i] = channels.length
    const own = splitUnit(column)
    const unit = several === 1 ? own.unit : splitUnit(long.valueColumns[i % several]).unit
    channels.push(given ? { name: given.name, unit: given.unit } : { name: several === 1 ? own.name : column, unit })
  })
  const problems: ImportProblem[] = []
  if (unnamed && found.markers.length === 0)
    problems.push({
      severity: 'warning',
      message: `${unnamed.toLocaleString('en')} of ${total.toLocaleString('en')} values have no name in "${long.nameColumns[0]}" and are left out.`,
    })
  // A million rows show well enough whether the names share their moments.
  const looked = found.times.subarray(0, 1_000_000)
  const share = looked.length / Math.max(1, found.times.length)
  const fill = long.fill ?? ((total - unnamed) * share >= 0.9 * new Set(looked).size * ids.size ? 'empty' : 'last')
  return {
    channels,
    columns: columns.filter((_, i) => place[i] >= 0),
    problems,
    fill,
    channelOf: (block, row, value) => {
      const id = ids.get(keyOf(block, row))
      return id === undefined ? -1 : place[id * several + value]
    },
  }
}

function titleOf(key: number, long: LongPlan, names: string[]): string {
  if (long.names.length === 1) return names[key]
  const parts: string[] = []
  for (let rest = key, i = 0; i < long.names.length; i++) {
    parts.unshift(names[rest % names.length])
    rest = Math.floor(rest / names.length)
  }
  return parts.join(' ')
}
