import type { ImportProblem, ImportRecipe } from '../../../shared/importing/recipe.ts'
import type { ColumnSample } from './column-sample.ts'
import { columnType, timeColumnsOf } from './columns.ts'
import { statesOf, whyLeftOut } from './left-out.ts'

/** What an import says of the columns of states that it leaves out, as its preview did: it stays with the dataset. */
export function statesLeftOut(columns: ColumnSample[], { channels, decimal, time }: ImportRecipe): ImportProblem[] {
  const judging = channels.map(({ quality }) => quality)
  return columns.flatMap((column, i) => {
    const left = channels.some((channel) => channel.column === column.name && !channel.include)
    if (!left || judging.includes(column.name) || columnType(column, decimal) !== 'text') return []
    const states = statesOf(column)
    const why = whyLeftOut(columns, i, 'text', time, timeColumnsOf(time))
    return states === null || why !== states ? [] : [{ severity: 'note', message: states }]
  })
}
