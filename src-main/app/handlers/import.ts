import { statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { createDataset, listDatasets, removeDataset } from '../../db/datasets.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import type { HandlerContext } from '../context.ts'
import { badInput } from '../../shared/errors.ts'
import { lackingColumns, settingsFrom } from '../../shared/importing/known-recipe.ts'
import { Recipes } from '../recipes.ts'
import { storeLabels } from '../import-labels.ts'
import { jobRecord } from '../job-record.ts'

/** Bytes of a file that is read twice without a person noticing; what is packed holds more than its size says. */
const mostPlain = 8e6
const mostPacked = 1e6
const packed = /\.(gz|zip|xlsx|xlsm)$/i

/** A project that was made for an import stays when there is a dataset in it, and goes when the last one came to nothing. */
function settle({ current, jobs }: HandlerContext): void {
  const open = current.get()
  if (!open?.forImport || jobs.active().length > 0) return
  if (listDatasets(open.db).length > 0) open.forImport = false
  else current.set(null)
}

export function importHandlers(context: HandlerContext): HandlersFor<'import'> {
  const { files, engine, jobs, emit, host } = context
  const recipes = new Recipes(host.dataFolder)
  return {
    'import.preview': async ({ file, changed, recipe: asked }) => {
      const path = files.path(file)
      const guessed = await engine.ask('preview', { path, changed })
      if (changed !== null || asked === null) return guessed
      const known = asked === undefined ? recipes.find(guessed) : recipes.get(asked)
      if (!known) return guessed
      const read = await engine.ask('preview', { path, changed: settingsFrom(known, guessed.recipe) })
      const lacking = lackingColumns(known.recipe, read)
      if (lacking) throw badInput(`The recipe "${known.name}" does not fit this file: ${lacking}`)
      return { ...read, usesRecipe: known.name }
    },
    'import.look': async ({ file, recipe }) => {
      const path = files.path(file)
      const most = packed.test(path) ? mostPacked : mostPlain
      return statSync(path).size > most ? null : engine.ask('look', { path, recipe })
    },
    'import.start': ({ file, name, recipe }) => {
      const { db, path: project } = context.write()
      const path = files.path(file)
      const zone = recipe.time.kind === 'column' ? recipe.time.zone : 'UTC'
      const dataset = createDataset(db, {
        name,
        sourceFile: basename(path),
        zone,
        recipe,
        folder: basename(dirname(path)),
      })
      emit('datasets.changed', {})
      const { id, finished } = jobs.add({
        kind: 'import',
        title: `Import ${basename(path)}`,
        dataset,
        record: jobRecord(db),
        work: async (options) => {
          const { labels } = await engine.ask('import', { project, dataset, path, recipe }, options)
          await storeLabels(context, dataset, labels, `Imported with ${basename(path)}`)
          emit('datasets.changed', {})
        },
        undo: () => {
          removeDataset(db, dataset)
          emit('datasets.changed', {})
        },
      })
      void finished.then(() => settle(context))
      return { job: id }
    },
  }
}
