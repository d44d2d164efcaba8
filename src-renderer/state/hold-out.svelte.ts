import type { CallInput } from '../../src-main/shared/contract.ts'
import type { HoldOut, HoldOutPreview } from '../../src-main/shared/hold-out.ts'
import { type Api, problemOf } from '../api.ts'

export type HoldOutKind = 'nothing' | 'last' | 'blocks'
type Asked = CallInput<'train.preview'>

/** What the person keeps from training to judge on, and what that means for the data at hand. */
export class HoldingOut {
  kind = $state<HoldOutKind>('nothing')
  percent = $state(30)
  blocks = $state(5)
  /** Rows on each side of what is held out; null = one window of the detector. */
  purge = $state<number | null>(null)
  #found = $state.raw<{ kind: HoldOut['kind']; preview: HoldOutPreview | null; problem: string | null } | null>(null)
  /** null until the data were looked at for what is chosen now. */
  readonly preview: HoldOutPreview | null = $derived(this.#found?.kind === this.kind ? this.#found.preview : null)
  readonly problem: string | null = $derived(this.#found?.kind === this.kind ? this.#found.problem : null)
  readonly holdOut: HoldOut = $derived(
    this.kind === 'nothing' ? { kind: 'nothing' }
    : this.kind === 'last' ? { kind: 'last', share: this.percent / 100, purge: this.purge }
    : { kind: 'blocks', blocks: this.blocks, purge: this.purge },
  )
  #api: Api
  #next: Asked | null = null
  #busy = false

  constructor(api: Api) {
    this.#api = api
  }

  /** Other data are looked at. */
  forget() {
    this.#found = null
  }

  /** Asks what the choice would keep from training; while an answer is on its way only the newest question is kept. */
  look(asked: Asked) {
    this.#next = asked
    if (!this.#busy) void this.#answer()
  }

  async #answer() {
    this.#busy = true
    while (this.#next) {
      const asked = this.#next
      this.#next = null
      try {
        const preview = await this.#api.call('train.preview', asked)
        this.#found = { kind: asked.holdOut.kind, preview, problem: preview.problem }
      } catch (error) {
        this.#found = { kind: asked.holdOut.kind, preview: null, problem: problemOf(error).message }
      }
    }
    this.#busy = false
  }
}
