import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { badInput } from '../../shared/errors.ts'
import type { ImportPreview, ImportRecipe } from '../../shared/recipe.ts'
import { guessColumns } from './columns.ts'
import { csvPlan } from './csv-plan.ts'
import { linesOfHeader } from './dialect.ts'
import { withDatabase } from './duckdb.ts'
import type { Encoding } from './file-head.ts'
import type { Importer } from './importer.ts'
import { layoutOf, type Layout } from './layout.ts'
import { prepareFile } from './prepare.ts'
import { firstRows } from './preview-rows.ts'
import { transfer } from './transfer.ts'

/** Text with one row per line: CSV, TSV, semicolons, blanks, also packed with gzip. */
export const delimited: Importer = {
  id: 'delimited',
  name: 'Delimited text (CSV, TSV, semicolons, blanks)',
  extensions: ['.csv', '.tsv', '.tab', '.txt', '.dat', '.asc', '.prn', '.log', '.data', '.lvm', '.rdb', '.mpt'],
  // Whatever nobody else recognises may still be text.
  recognises: (name) => (/\.(csv|tsv|txt|dat|asc|log|data)(\.gz)?$/i.test(name) ? 0.8 : 0.1),

  async preview(path, changed, job) {
    const layout = await layoutOf(path, changed ?? {})
    const {
      recipe: columnRecipe,
      types,
      guesses,
      problems,
    } = guessColumns(layout.columns, layout.dialect, changed ?? {})
    const recipe: ImportRecipe = {
      importer: 'delimited',
      encoding: layout.encoding,
      ...layout.dialect,
      ...columnRecipe,
    }
    const rows = await previewRows(layout, recipe, job)
    return {
      recipe,
      guesses: [...layout.guesses, ...guesses],
      columns: layout.columns.map(({ name, cells }, i) => ({ name, type: types[i], samples: cells.slice(0, 5) })),
      rows,
      problems: [...layout.problems, ...problems],
      bytes: layout.head.fileBytes,
      rowEstimate: layout.rowEstimate,
    }
  },

  async read(path, recipe, sink, job) {
    const layout = await layoutOf(path, recipe)
    const names = layout.columns.map((column) => column.name)
    checkColumns(recipe, names)
    return withDatabase([path], job, async (db) => {
      const file = await prepareFile(path, layout.head, recipe, db.folder, job)
      const firstLine = file.sameLines ? file.skipLines + linesOfHeader(recipe) + 1 : null
      return transfer(
        db,
        { plan: csvPlan(file, recipe, names), recipe, rowEstimate: layout.rowEstimate, firstLine },
        sink,
        job,
      )
    })
  },
}

/** The first rows through DuckDB itself, so that the preview shows what the import will read. */
async function previewRows(
  layout: Layout,
  recipe: ImportRecipe,
  job: Parameters<Importer['preview']>[2],
): Promise<ImportPreview['rows']> {
  const { head } = layout
  return withDatabase([], job, async (db) => {
    const path = join(db.folder, 'head')
    await writeFile(path, head.bytes.subarray(0, head.whole ? undefined : endOfLastLine(head.bytes, recipe.encoding)))
    const file = await prepareFile(
      path,
      { ...head, tail: new Uint8Array(), gzip: false, fileBytes: head.bytes.length },
      recipe,
      db.folder,
      job,
    )
    return firstRows(
      db,
      csvPlan(
        file,
        recipe,
        layout.columns.map((column) => column.name),
      ),
      recipe,
      layout.columns,
    )
  })
}

function endOfLastLine(bytes: Uint8Array, encoding: Encoding): number {
  const last = Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13)) + 1
  return encoding === 'utf-16le' ? last + 1 : last
}

function checkColumns(recipe: ImportRecipe, names: string[]): void {
  const used = [
    ...recipe.channels.filter((channel) => channel.include).map((channel) => channel.column),
    ...recipe.labelColumns,
    ...(recipe.time.kind === 'column' ? [recipe.time.column, ...(recipe.time.clock ? [recipe.time.clock] : [])] : []),
  ]
  const unknown = used.find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw badInput(`There is no column "${unknown}" in this file. Its columns: ${names.slice(0, 30).join(', ')}.`)
  if (!recipe.channels.some((channel) => channel.include))
    throw badInput('No column of this file holds numbers, so there is no channel to import.')
}
