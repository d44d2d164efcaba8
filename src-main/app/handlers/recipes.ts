import { readFile, stat } from 'node:fs/promises'
import { writeOutput } from '../../files/output.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import { shapeOf } from '../../shared/importing/known-recipe.ts'
import type { HandlerContext } from '../context.ts'
import { recipeFromText, Recipes } from '../recipes.ts'

const largest = 1 << 20

export function recipesHandlers({ files, engine, host }: HandlerContext): HandlersFor<'recipes'> {
  const recipes = new Recipes(host.dataFolder)
  return {
    'recipes.list': () => recipes.list(),
    'recipes.save': async ({ file, name, recipe, chosen }) => {
      const guessed = await engine.ask('preview', { path: files.path(file), changed: null })
      recipes.save({ name, shape: shapeOf(guessed), recipe, chosen, saved: Date.now() })
    },
    'recipes.rename': ({ name, to }) => recipes.rename(name, to),
    'recipes.remove': ({ name }) => recipes.remove(name),
    'recipes.export': async ({ name, file }) => {
      const text = JSON.stringify(recipes.get(name), null, 2) + '\n'
      await writeOutput(files.output(file), (handle) => handle.writeFile(text))
    },
    'recipes.import': async ({ file }) => {
      const path = files.path(file)
      const info = await stat(path)
      if (!info.isFile() || info.size > largest) throw badInput('This file holds no recipe for imports.')
      const recipe = recipeFromText(await readFile(path, 'utf8'))
      recipes.save(recipe)
      return recipe.name
    },
  }
}
