import type { RecipeInfo } from '../../../src-main/shared/importing/known-recipe.ts'
import type { Api } from '../../api.ts'
import type { Notices } from '../window/notices.svelte.ts'
import type { Files } from './files.svelte.ts'

/** How files are read, by name: the list that a person looks through. */
export class Recipes {
  shown = $state(false)
  /** Newest first; null until it was read. */
  list = $state.raw<RecipeInfo[] | null>(null)
  #api: Api
  #notices: Notices
  #files: Files

  constructor(api: Api, notices: Notices, files: Files) {
    this.#api = api
    this.#notices = notices
    this.#files = files
  }

  async show() {
    this.shown = true
    await this.#refresh()
  }

  close() {
    this.shown = false
  }

  async #refresh() {
    this.list = (await this.#notices.attempt(() => this.#api.call('recipes.list', {}))) ?? this.list
  }

  async #change(work: () => Promise<unknown>) {
    await this.#notices.attempt(work)
    await this.#refresh()
  }

  rename = (name: string, to: string) => this.#change(() => this.#api.call('recipes.rename', { name, to }))

  remove = (name: string) => this.#change(() => this.#api.call('recipes.remove', { name }))

  export = (name: string) =>
    this.#notices.attempt(async () => {
      const file = await this.#files.pickSave('recipe', `${name}.json`)
      if (!file) return
      await this.#api.call('recipes.export', { name, file: file.token })
      this.#notices.say(`The recipe “${name}” is in ${file.name}.`)
    })

  /** From a file that was exported, here or on another machine. */
  add = () =>
    this.#change(async () => {
      const file = await this.#files.pick('recipe')
      if (file)
        this.#notices.say(`The recipe “${await this.#api.call('recipes.import', { file: file.token })}” is added.`)
    })
}
