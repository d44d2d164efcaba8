import type { ImportRecipe } from '../../../shared/importing/recipe.ts'
import type { RowBatch, SinkHeader } from '../importer.ts'

const channelsOf = (recipe: ImportRecipe) => recipe.channels.filter((channel) => channel.include)

/** What a sink is told of a table with a channel per column. */
export const headerOf = (recipe: ImportRecipe, rowEstimate: number | null): SinkHeader => ({
  channels: channelsOf(recipe).map(({ name, unit }) => ({ name, unit })),
  labelColumns: recipe.labelColumns,
  rowEstimate,
})

/** Rows of such a table. columns — [channels, labels, number of the row in the file][row]. */
export function batchOf(recipe: ImportRecipe, times: Float64Array, columns: Float64Array[]): RowBatch {
  const values = channelsOf(recipe).length
  const labels = recipe.labelColumns.length
  return {
    times,
    values: columns.slice(0, values),
    labels: columns.slice(values, values + labels).map((column) => Uint8Array.from(column)),
    fileRows: columns[values + labels],
  }
}
