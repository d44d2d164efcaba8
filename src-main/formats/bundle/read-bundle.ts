import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { unpackModel } from '../../analysis/model-file.ts'
import type { TrainedModel } from '../../analysis/train-and-score.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import { bundleFiles, bundleRecipe, recipeFormat, recipeVersion, type BundleRecipe } from './recipe.ts'
import { sha256 } from './write-bundle.ts'

/** More than any recipe or list of checksums has. */
const mostText = 16e6

const checksums = z.object({ sha256: z.record(z.string(), z.string()) })

/**
 * A bundle as `writeBundle` made it. Throws bad-input where the folder is none, corrupt naming the file that was changed or is
 * missing, and a sentence where a newer version made it.
 */
export function readBundle(folder: string): { recipe: BundleRecipe; model: TrainedModel } {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw badInput(`There is no folder "${folder}" with a model.`)
  const sums = checksums.safeParse(json(folder, bundleFiles.checksums))
  if (!sums.success) throw damaged(bundleFiles.checksums, 'is no list of checksums')
  for (const [name, sum] of Object.entries(sums.data.sha256)) {
    if (!(Object.values(bundleFiles) as string[]).includes(name)) continue
    if (sha256(content(folder, name)) !== sum) throw damaged(name, 'was changed after the model was exported')
  }
  for (const name of [bundleFiles.recipe, bundleFiles.model])
    if (!(name in sums.data.sha256)) throw damaged(bundleFiles.checksums, `does not name ${name}`)
  const raw = json(folder, bundleFiles.recipe)
  const head = z.object({ format: z.literal(recipeFormat), version: z.number() }).safeParse(raw)
  if (!head.success) throw badInput(`"${folder}" is no exported model: its ${bundleFiles.recipe} is of another kind.`)
  if (head.data.version > recipeVersion)
    throw badInput(
      `"${folder}" was exported by a newer version of Anomaly Studio (format ${head.data.version}, this one reads ${recipeVersion}): update this one, or export the model from here.`,
    )
  const recipe = bundleRecipe.safeParse(raw)
  if (!recipe.success)
    throw damaged(bundleFiles.recipe, `is not complete at "${recipe.error.issues[0].path.join('.')}"`)
  return { recipe: recipe.data, model: unpackModel(content(folder, bundleFiles.model)) }
}

function content(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw damaged(name, 'is missing')
    throw new StudioError('bad-input', `"${join(folder, name)}" cannot be read.`, String(error))
  }
}

function json(folder: string, name: string): unknown {
  const bytes = content(folder, name)
  if (bytes.length > mostText) throw damaged(name, 'is far too large')
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw damaged(name, 'is no JSON')
  }
}

const damaged = (name: string, how: string) =>
  new StudioError('corrupt', `This exported model cannot be used: its file ${name} ${how}. Export it again.`)
