import type { CycleCut, ExploreQuestion } from '../../../src-main/shared/data/explore.ts'
import type { Channel } from '../../../src-main/shared/project.ts'

export type CutBy = CycleCut['edge'] | 'formula'

/** The condition that cuts a dataset into cycles, and how their shapes are grouped. */
export class Cutting {
  by = $state<CutBy>('rises')
  formula = $state('')
  leastMs = $state(0)
  /** null = as many as are well apart. */
  groups = $state<number | null>(null)
  /** The group that is looked at alone. */
  only = $state<number | null>(null)
  #channel = $state<number | null>(null)
  #level = $state<{ channel: number; value: number } | null>(null)
  readonly #shown: () => readonly Channel[]

  constructor(shown: () => readonly Channel[]) {
    this.#shown = shown
  }

  readonly channel: Channel | null = $derived.by(() => {
    const shown = this.#shown()
    return shown.find(({ id }) => id === this.#channel) ?? shown[0] ?? null
  })

  /** What was typed for the channel; else half way between its lowest and its highest value. */
  readonly level: number = $derived.by(() => {
    const { channel } = this
    if (this.#level && this.#level.channel === channel?.id) return this.#level.value
    return Number((((channel?.min ?? 0) + (channel?.max ?? 0)) / 2).toPrecision(4))
  })

  /** null while there is nothing to cut by. */
  readonly cut: CycleCut | null = $derived.by(() => {
    const { channel, by, formula, level, leastMs } = this
    if (!channel || (by === 'formula' && formula.trim() === '')) return null
    return {
      channel: channel.id,
      edge: by === 'formula' ? 'above' : by,
      level,
      formula: by === 'formula' ? formula : null,
      leastMs,
    }
  })

  setChannel(id: number) {
    this.#channel = id
  }

  setLevel(value: number) {
    if (this.channel) this.#level = { channel: this.channel.id, value }
  }

  forget() {
    this.#channel = this.#level = this.only = null
    this.formula = ''
    this.leastMs = 0
  }

  question(shape: number): Extract<ExploreQuestion, { kind: 'cycles' }> | null {
    return this.cut && { kind: 'cycles', cut: this.cut, shape, groups: this.groups }
  }
}
