import type { CallInput } from '../../../src-main/shared/contract.ts'
import type { DetectorRanking } from '../../../src-main/shared/runs/ranking.ts'
import { type Api, problemOf } from '../../api.ts'
import type { Notices } from '../window/notices.svelte.ts'

type Ensemble = Required<Pick<CallInput<'runs.combine'>, 'standardise' | 'combine' | 'k'>>

const usualLearning = { updateEvery: 0, keep: 0, acceptAfter: 0 }
const usualEnsemble: Ensemble = { standardise: 'z', combine: 'mean', k: 2 }

/** Which detector does best on a dataset; runs made of others; runs that learn on. */
export class Ranking {
  result = $state.raw<DetectorRanking | null>(null)
  /** The job that ranks. */
  jobId = $state<number | null>(null)
  problem = $state<string | null>(null)
  /** Of adaptive runs; 0 = automatic, for the last one never. */
  learning = $state.raw(usualLearning)
  ensemble = $state.raw<Ensemble>(usualEnsemble)
  #api: Api
  #notices: Notices
  #dataset: number | null = null

  constructor(api: Api, notices: Notices) {
    this.#api = api
    this.#notices = notices
    api.on('ranking.changed', ({ dataset }) => {
      if (dataset === this.#dataset) void this.#read()
    })
  }

  /** Another project: its datasets may have the ids of those before. */
  forget() {
    this.#dataset = null
    this.result = null
    this.jobId = null
    this.problem = null
    this.learning = usualLearning
    this.ensemble = usualEnsemble
  }

  async look(dataset: number | null) {
    if (dataset === this.#dataset) return
    this.#dataset = dataset
    this.result = null
    this.problem = null
    await this.#read()
  }

  compare(dataset: number, labelSet: number | null) {
    return this.#attempt(async () => {
      this.jobId = (await this.#api.call('ranking.start', { dataset, labelSet })).job
    })
  }

  combine(runs: number[], labelSet: number | null) {
    return this.#attempt(() => this.#api.call('runs.combine', { runs, labelSet, ...this.ensemble }))
  }

  adapt(order: CallInput<'adaptive.start'>) {
    const { updateEvery, keep, acceptAfter } = this.learning
    return this.#attempt(() =>
      this.#api.call('adaptive.start', { ...order, updateEvery: updateEvery || null, keep: keep || null, acceptAfter }),
    )
  }

  async #attempt(work: () => Promise<unknown>) {
    this.problem = null
    try {
      await work()
    } catch (error) {
      this.problem = problemOf(error).message
    }
  }

  async #read() {
    const dataset = this.#dataset
    if (dataset === null) return
    const result = await this.#notices.attempt(() => this.#api.call('ranking.result', { dataset }))
    if (dataset === this.#dataset && result !== undefined) this.result = result
  }
}
