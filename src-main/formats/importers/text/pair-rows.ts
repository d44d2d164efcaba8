import { badInput } from '../../../shared/errors.ts'
import type { ImportRecipe } from '../../../shared/importing/recipe.ts'
import type { LongNames } from './names.ts'
import { timesOfPairs } from '../shape/pairs.ts'
import type { RowPlan } from './row-plan.ts'

/** names — all columns of the file. columns — the file's columns that are read. Throws bad-input where pairs are not what is there. */
export function pairPlan(
  names: string[],
  { time, labelColumns }: ImportRecipe,
  columns: { index: number }[],
): RowPlan['pairs'] {
  if (time.kind !== 'column') return null
  if (labelColumns.length > 0)
    throw badInput(
      'Labels cannot be read from a table in which each column has times of its own: leave out its labels.',
    )
  const times = timesOfPairs(names, time.column).map((name) => names.indexOf(name))
  if (times.length < 2) return null
  return {
    times,
    of: columns.map(({ index }) =>
      Math.max(
        0,
        times.findLastIndex((at) => at < index),
      ),
    ),
  }
}

/** Each channel has values where its own time column says; the last column of the store holds which one a row is of. */
export function pairNames({ columns, pairs }: RowPlan, recipe: ImportRecipe): LongNames {
  const channels = recipe.channels.filter((channel) => channel.include)
  return {
    channels: channels.map(({ name, unit }) => ({ name, unit })),
    columns: channels.map(({ column }) => column),
    problems: [],
    fill: 'empty',
    channelOf: (block, row, value) => (pairs!.of[value] === block[columns.length][row] ? value : -1),
  }
}
