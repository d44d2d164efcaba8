import type { DriftBoard } from '../../../src-main/shared/watch/drift-board.ts'
import type { Run } from '../../../src-main/shared/project.ts'
import { type Api, problemOf } from '../../api.ts'

/** What came after the selected run's training beside what it was trained on. */
export class Drift {
  board = $state.raw<DriftBoard | null>(null)
  problem = $state<string | null>(null)
  looking = $state(false)
  #run: number | null = null
  #api: Api

  constructor(api: Api) {
    this.#api = api
  }

  /** Compares anew, also for the run that is shown: rows may have come. */
  async look(run: Run | null) {
    const ready = run?.status === 'ready' ? run.id : null
    if (ready !== this.#run) {
      this.board = null
      this.problem = null
    }
    this.#run = ready
    if (ready === null) return
    this.looking = true
    try {
      const board = await this.#api.call('drift.board', { run: ready })
      if (ready === this.#run) [this.board, this.problem] = [board, null]
    } catch (error) {
      if (ready === this.#run) [this.board, this.problem] = [null, problemOf(error).message]
    } finally {
      if (ready === this.#run) this.looking = false
    }
  }

  forget() {
    void this.look(null)
    this.looking = false
  }
}
