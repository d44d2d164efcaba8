import { createHash, randomUUID } from 'node:crypto'
import { lstatSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { packModel } from '../../analysis/model-file.ts'
import { writeOutput } from '../../files/output.ts'
import { writeProblem } from '../../files/write-problem.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import { describeBundle, type HandedOver } from './describe.ts'
import { bundleFiles, type BundleRecipe } from './recipe.ts'
import { mlmodelText, readmeText } from './texts.ts'
import { removeLeft, replaceFile } from '../../files/held.ts'

/** Throws where the folder is there already, or has no place to be: before any work. */
export function checkBundleFolder(folder: string): void {
  const path = resolve(folder)
  if (lstatSync(path, { throwIfNoEntry: false }))
    throw new StudioError('exists', `There is already something named "${basename(path)}": choose another name.`)
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory())
    throw badInput(`There is no folder "${dirname(path)}" to make "${basename(path)}" in.`)
}

/** Writes a model as a folder laid out as an MLflow model, whole or not at all. The folder must not be there. */
export async function writeBundle(folder: string, handed: HandedOver): Promise<BundleRecipe> {
  checkBundleFolder(folder)
  const { recipe, graph } = describeBundle(handed)
  const files: [name: string, content: Uint8Array][] = [
    [bundleFiles.recipe, Buffer.from(`${JSON.stringify(recipe, null, 2)}\n`)],
    [bundleFiles.model, packModel(handed.model)],
    [bundleFiles.mlmodel, Buffer.from(mlmodelText(recipe))],
    [bundleFiles.readme, Buffer.from(readmeText(recipe))],
    ...(graph ? [[bundleFiles.graph, graph.file] as [string, Uint8Array]] : []),
  ]
  const sums = Object.fromEntries(files.map(([name, content]) => [name, sha256(content)]))
  files.push([bundleFiles.checksums, Buffer.from(`${JSON.stringify({ sha256: sums }, null, 2)}\n`)])
  const path = resolve(folder)
  const partial = join(dirname(path), `.anomaly-studio-${randomUUID().slice(0, 8)}.part`)
  try {
    await mkdir(partial)
    for (const [name, content] of files)
      await writeOutput({ path: join(partial, name) }, (file) => file.writeFile(content))
    await replaceFile(partial, path)
  } catch (error) {
    await removeLeft(partial)
    throw writeProblem(error, path)
  }
  return recipe
}

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')
