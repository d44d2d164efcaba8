import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { badInput } from '../shared/errors.ts'
import {
  isSameShape,
  knownRecipe,
  shapeOf,
  type KnownRecipe,
  type RecipeInfo,
} from '../shared/importing/known-recipe.ts'
import type { ImportPreview } from '../shared/importing/recipe.ts'
import { writeSettings } from '../files/settings-file.ts'

const most = 500

/** How files are read, by name, in one small file of the app's data folder. What cannot be read in it is left out. */
export class Recipes {
  readonly #file: string

  constructor(folder: string) {
    this.#file = join(folder, 'recipes.json')
  }

  /** Newest first. */
  list(): RecipeInfo[] {
    return this.#read().map(({ name, shape, saved }) => ({
      name,
      columns: shape.columns.map((one) => one.name),
      saved,
    }))
  }

  /** Throws bad-input for a name that is not there. */
  get(name: string): KnownRecipe {
    const all = this.#read()
    const found = all.find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (!found)
      throw badInput(
        `There is no recipe "${name}". ${all.length === 0 ? 'None is saved yet.' : `There are: ${all.map((one) => one.name).join(', ')}.`}`,
      )
    return found
  }

  /** The newest recipe for files that look like this one; null where there is none. */
  find(preview: ImportPreview): KnownRecipe | null {
    const shape = shapeOf(preview)
    return this.#read().find((one) => isSameShape(one.shape, shape)) ?? null
  }

  /** A recipe of the same name is replaced. */
  save(recipe: KnownRecipe): void {
    this.#write([recipe, ...this.#without(recipe.name)].slice(0, most))
  }

  rename(name: string, to: string): void {
    const found = this.get(name)
    if (name.toLowerCase() !== to.toLowerCase() && this.#without(to).length < this.#read().length)
      throw badInput(`There is already a recipe "${to}".`)
    this.#write(this.#read().map((one) => (one.name === found.name ? { ...one, name: to } : one)))
  }

  remove(name: string): void {
    this.#write(this.#without(name))
  }

  #without = (name: string) => this.#read().filter((one) => one.name.toLowerCase() !== name.toLowerCase())

  #read(): KnownRecipe[] {
    try {
      const list = z.array(z.unknown()).parse(JSON.parse(readFileSync(this.#file, 'utf8')))
      return list.flatMap((one) => {
        const read = knownRecipe.safeParse(one)
        return read.success ? [read.data] : []
      })
    } catch {
      return []
    }
  }

  #write(recipes: KnownRecipe[]): void {
    writeSettings(this.#file, recipes)
  }
}

/** A recipe as a file of its own. Throws bad-input where it is none. */
export function recipeFromText(text: string): KnownRecipe {
  try {
    return knownRecipe.parse(JSON.parse(text))
  } catch {
    throw badInput('This file holds no recipe for imports. Choose one that was exported from the list of recipes.')
  }
}
