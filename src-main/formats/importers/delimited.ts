import { writeOutput } from '../../files/output.ts'
import { badInput } from '../../shared/errors.ts'
import type { ImportPreview, ImportRecipe } from '../../shared/importing/recipe.ts'
import { guessColumns, timeColumnsOf } from './columns/columns.ts'
import { severalSeries } from './columns/several-series.ts'
import type { Importer } from './importer.ts'
import { layoutOf, textShape, type Layout } from './shape/layout.ts'
import { turnedText } from './prepare.ts'
import { rawLines } from './files/raw-lines.ts'
import { firstRows } from './text/first-rows.ts'
import { statesLeftOut } from './columns/states-left-out.ts'
import { importRows } from './text/import-rows.ts'
import { rowPlan } from './text/plan.ts'
import type { TextSource } from './text/read-rows.ts'

/** Text with one row per line: CSV, TSV, semicolons, blanks. */
export const delimited: Importer = {
  id: 'delimited',
  name: 'Delimited text (CSV, TSV, semicolons, blanks)',
  extensions: ['.csv', '.tsv', '.tab', '.txt', '.dat', '.asc', '.prn', '.log', '.data', '.lvm', '.rdb', '.mpt', '.las'],
  // Whatever nobody else recognises may still be text.
  recognises: (name) => (/\.(csv|tsv|tab|txt|dat|asc|prn|log|data|lvm|rdb|mpt|las)(\.gz)?$/i.test(name) ? 0.8 : 0.1),

  writeExample: (output, { channels, times, values }) =>
    writeOutput(output, (file) =>
      file.writeFile(
        [
          ['time', ...channels],
          ...Array.from(times, (time, row) => [new Date(time).toISOString(), ...values.map((channel) => channel[row])]),
        ]
          .map((cells) => `${cells.join(',')}\n`)
          .join(''),
      ),
    ),

  async preview(path, changed) {
    const layout = await layoutOf(path, changed ?? {})
    const {
      recipe: columnRecipe,
      types,
      guesses,
      problems,
    } = guessColumns(layout.columns, layout.dialect, changed ?? {}, layout.stated)
    const recipe: ImportRecipe = {
      importer: 'delimited',
      encoding: layout.encoding,
      ...layout.dialect,
      ...columnRecipe,
    }
    const several = changed?.importer === undefined ? tellsApart(layout, recipe) : null
    return {
      recipe,
      guesses: [...layout.guesses, ...guesses],
      columns: layout.columns.map(({ name, cells }, i) => ({ name, type: types[i], samples: cells.slice(0, 5) })),
      rows: await previewRows(path, layout, recipe),
      ...rawLines(layout, recipe),
      problems: [...layout.problems, ...problems, ...(several ? [several] : [])],
      bytes: layout.head.fileBytes,
      rowEstimate: layout.rowEstimate,
    }
  },

  async read(path, recipe, sink, job) {
    const layout = await layoutOf(path, recipe)
    const shape = textShape(layout)
    const rows = rowPlan(shape, recipe)
    if (!recipe.channels.some((channel) => channel.include))
      throw badInput('No column of this file holds numbers, so there is no channel to import.')
    const plan = { source: await sourceOf(path, layout, recipe), rows, recipe, long: null }
    const report = await importRows(plan, sink, job)
    return { ...report, problems: [...report.problems, ...statesLeftOut(layout.columns, recipe)] }
  },
}

/** A question where rows of one time are told apart by a column. */
function tellsApart({ columns }: Layout, { time, labelColumns, channels }: ImportRecipe) {
  if (time.kind !== 'column') return null
  const taken = timeColumnsOf(time)
  const values = channels.filter(({ include }) => include).map(({ column }) => column)
  return severalSeries(
    columns.filter(({ name }) => !taken.includes(name) && !labelColumns.includes(name)),
    columns.filter(({ name }) => taken.includes(name)),
    values,
  )
}

async function sourceOf(path: string, layout: Layout, recipe: ImportRecipe): Promise<TextSource> {
  if (layout.dialect.transposed) return { text: Buffer.from(await turnedText(path, layout.head, recipe)) }
  return { path, bytes: layout.head.fileBytes, encoding: recipe.encoding }
}

/** The first rows as the import will read them. */
async function previewRows(path: string, layout: Layout, recipe: ImportRecipe): Promise<ImportPreview['rows']> {
  const text = layout.dialect.transposed ? await turnedText(path, layout.head, recipe) : layout.text
  return firstRows(text, textShape(layout), recipe)
}
