import type { CallInput } from '../../../src-main/shared/contract.ts'
import type { Rounds as Found } from '../../../src-main/shared/labels/rounds.ts'
import { type Api, problemOf } from '../../api.ts'
import { LatestOnly } from '../latest-only.svelte.ts'

/** Whether the models that learn from the labels get better from one training to the next. */
export class Rounds {
  /** null until it was looked at. */
  found = $state.raw<Found | null>(null)
  problem = $state<string | null>(null)
  #api: Api
  #dataset: number | null = null
  #questions = new LatestOnly<CallInput<'review.rounds'>>((asked) => this.#ask(asked))

  constructor(api: Api) {
    this.#api = api
  }

  look(asked: CallInput<'review.rounds'>) {
    this.#dataset = asked.dataset
    this.#questions.ask(asked)
  }

  /** Another dataset is looked at. */
  forget() {
    this.#questions.drop()
    this.#dataset = null
    this.found = null
    this.problem = null
  }

  async #ask(asked: CallInput<'review.rounds'>) {
    try {
      const found = await this.#api.call('review.rounds', asked)
      if (asked.dataset !== this.#dataset) return
      this.found = found
      this.problem = null
    } catch (error) {
      if (asked.dataset === this.#dataset) this.problem = problemOf(error).message
    }
  }
}
