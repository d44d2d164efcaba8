import type { CallInput } from '../../../src-main/shared/contract.ts'
import type { HoldOut, HoldOutPreview } from '../../../src-main/shared/models/hold-out.ts'
import type { Dataset } from '../../../src-main/shared/project.ts'
import { type Api, problemOf } from '../../api.ts'
import { LatestOnly } from '../latest-only.svelte.ts'

export type HoldOutKind = 'nothing' | 'last' | 'from' | 'blocks'
type Asked = CallInput<'train.preview'>

export type Times = Pick<Dataset, 'start' | 'end' | 'stepMs'>

/** Where the last 30 % of the time begin, on a step. */
function usualFrom({ start, end, stepMs }: Times): number {
  const step = stepMs > 0 ? stepMs : 1
  return start + Math.ceil((0.7 * (end - start)) / step) * step
}

/** Everything that a question is about but the numbers being typed: an answer stays in sight while the next one is on its way. */
const subjectOf = ({ holdOut, ...rest }: Asked) => JSON.stringify({ ...rest, kind: holdOut.kind })

/** What the person keeps from training to judge on, and what that means for the data at hand. */
export class HoldingOut {
  kind = $state<HoldOutKind>('nothing')
  percent = $state(30)
  blocks = $state(5)
  /** Epoch ms; null = where the last 30 % of the time begin. */
  time = $state<number | null>(null)
  #data = $state.raw<Times>({ start: 0, end: 0, stepMs: 1 })
  readonly from: number = $derived(this.time ?? usualFrom(this.#data))
  /** Rows on each side of what is held out; null = one window of the detector. */
  purge = $state<number | null>(null)
  #found = $state.raw<{
    kind: HoldOut['kind']
    subject: string
    preview: HoldOutPreview | null
    problem: string | null
  } | null>(null)
  #subject = $state('')
  readonly #answer: { preview: HoldOutPreview | null; problem: string | null } | null = $derived(
    this.#found?.kind === this.kind && this.#found.subject === this.#subject ? this.#found : null,
  )
  /** null until the data were looked at for what is chosen now. */
  readonly preview: HoldOutPreview | null = $derived(this.#answer?.preview ?? null)
  readonly problem: string | null = $derived(this.#answer?.problem ?? null)
  readonly holdOut: HoldOut = $derived(
    this.kind === 'nothing'
      ? { kind: 'nothing' }
      : this.kind === 'last'
        ? { kind: 'last', share: this.percent / 100, purge: this.purge }
        : this.kind === 'from'
          ? { kind: 'from', time: this.from, purge: this.purge }
          : { kind: 'blocks', blocks: this.blocks, purge: this.purge },
  )
  #api: Api
  #questions = new LatestOnly<Asked>((asked) => this.#ask(asked))

  constructor(api: Api) {
    this.#api = api
  }

  /** As nobody has chosen anything yet. */
  reset() {
    this.kind = 'nothing'
    this.percent = 30
    this.blocks = 5
    this.purge = null
    this.time = null
    this.#found = null
  }

  /** Other data are looked at. */
  forget(data: Times) {
    this.#found = null
    this.time = null
    this.#data = data
  }

  /** Asks what the choice would keep from training; while an answer is on its way only the newest question is kept. */
  look(asked: Asked) {
    this.#subject = subjectOf(asked)
    this.#questions.ask(asked)
  }

  async #ask(asked: Asked) {
    const about = { kind: asked.holdOut.kind, subject: subjectOf(asked) }
    try {
      const preview = await this.#api.call('train.preview', asked)
      this.#found = { ...about, preview, problem: preview.problem }
    } catch (error) {
      this.#found = { ...about, preview: null, problem: problemOf(error).message }
    }
  }
}
