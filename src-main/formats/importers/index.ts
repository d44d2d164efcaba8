import { stat } from 'node:fs/promises'
import type { Job } from '../../analysis/job.ts'
import { badInput } from '../../shared/errors.ts'
import type { ImportPreview, ImportRecipe, ImportReport } from '../../shared/importing/recipe.ts'
import { delimited } from './delimited.ts'
import type { Importer, RowSink } from './importer.ts'
import { long } from './long.ts'
import { parquet } from './parquet.ts'
import { withPlainFile, type PlainFile } from './files/plain-file.ts'

/** Every format of tables that can be imported; what they may be packed in is listed in containers/index.ts. */
export const importers: readonly Importer[] = [delimited, long, parquet]

/** Throws bad-input for an unknown id, as a recipe from a newer app may hold. */
function importerById(id: string): Importer {
  const found = importers.find((importer) => importer.id === id)
  if (!found)
    throw badInput(`There is no importer "${id}". Known: ${importers.map((importer) => importer.id).join(', ')}.`)
  return found
}

/** The importer that is surest that the file is its own, from name and first bytes, or the one that a person chose, unless another knows the file by its mark. */
function importerFor({ name, head }: PlainFile, chosen?: string): Importer {
  const marked = importers.find(({ mark }) => mark?.every((byte, i) => head[i] === byte))
  if (marked) return marked
  if (chosen !== undefined) return importerById(chosen)
  return importers
    .map((importer) => ({ importer, by: importer.recognises(name, head) }))
    .reduce((a, b) => (b.by > a.by ? b : a)).importer
}

/**
 * First rows as parsed and every guess, of a file as it lies on the disk, packed or not; with `changed`, the person's settings
 * overrule the guesses. Throws bad-input with a sentence where the file cannot be read.
 */
export async function previewFile(
  path: string,
  changed: Partial<ImportRecipe> | null,
  job: Job,
): Promise<ImportPreview> {
  return withPlainFile(path, changed?.inside, true, job, async (file) => {
    const { packings } = file
    const known = packings.length > 0 ? { ...changed, ...file.readsAs } : changed
    const preview = await importerFor(file, changed?.importer).preview(file.path, known, job)
    if (packings.length === 0) return preview
    return {
      ...preview,
      recipe: { ...preview.recipe, inside: packings.map((packing) => packing.chosen) },
      packings,
      guesses: [...file.guesses, ...preview.guesses],
      problems: [...file.problems, ...preview.problems],
      bytes: (await stat(path)).size,
      rowEstimate: Math.round(preview.rowEstimate / file.share),
    }
  })
}

/** Reads the whole of such a file into the sink, in time order. Throws bad-input with a sentence where nothing can be read. */
export async function readFile(path: string, recipe: ImportRecipe, sink: RowSink, job: Job): Promise<ImportReport> {
  return withPlainFile(path, recipe.inside, false, job, async (file) => {
    const report = await importerFor(file, recipe.importer).read(file.path, recipe, sink, job)
    return { ...report, problems: [...file.problems, ...report.problems] }
  })
}
