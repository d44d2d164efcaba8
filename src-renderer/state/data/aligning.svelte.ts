import {
  channelsBeside,
  commonClock,
  type Alignment,
  type Clock,
  type Resampling,
} from '../../../src-main/shared/data/alignment.ts'
import { durationMs, durationText, wrongDuration } from '../../../src-main/shared/duration.ts'
import type { Dataset, Id } from '../../../src-main/shared/project.ts'
import { type Api, problemOf } from '../../api.ts'
import type { Notices } from '../window/notices.svelte.ts'
import type { Datasets } from './datasets.svelte.ts'

interface Around {
  api: Api
  datasets: Datasets
  notices: Notices
}

/** What would be made. renamed — channels whose name another dataset has too. */
export interface AlignPlan {
  alignment: Alignment
  clock: Clock
  channels: number
  renamed: { dataset: string; from: string; to: string }[]
}

/** Several datasets are laid on one clock and become one more: what is chosen in the dialog, and what would come of it. */
export class Aligning {
  shown = $state(false)
  /** In the order in which they are laid beside each other. */
  chosen = $state.raw<readonly Id[]>([])
  /** As typed; null = the longest usual step of the chosen, which invents no rows. */
  typed = $state<string | null>(null)
  how = $state<Resampling>('time-mean')
  rows = $state<Alignment['rows']>('inner')
  /** As typed; null = by the names of the chosen. */
  named = $state<string | null>(null)
  starting = $state(false)
  readonly #around: Around

  constructor(around: Around) {
    this.#around = around
  }

  readonly parts: Dataset[] = $derived.by(() =>
    this.chosen.flatMap(
      (id) => this.#around.datasets.list.find((one) => one.id === id && one.status === 'ready') ?? [],
    ),
  )
  readonly step: string = $derived.by(
    () => this.typed ?? (this.parts.length > 0 ? durationText(Math.max(...this.parts.map((part) => part.stepMs))) : ''),
  )
  readonly name: string = $derived.by(() => this.named ?? this.parts.map((part) => part.name).join(' and '))

  /** What would be made; or why nothing can be, in a sentence; null where too little is chosen. */
  readonly plan: AlignPlan | { problem: string } | null = $derived.by(() => {
    const { parts, step, how, rows } = this
    if (parts.length < 2) return null
    const wrong = wrongDuration('The step', step)
    if (wrong !== null) return { problem: wrong }
    const alignment = { stepMs: durationMs(step)!, how, rows }
    try {
      const clock = commonClock(parts, alignment)
      const beside = channelsBeside(parts)
      const renamed = parts.flatMap((part, p) =>
        part.channels.flatMap(({ name }, c) =>
          beside[p][c].name === name ? [] : [{ dataset: part.name, from: name, to: beside[p][c].name }],
        ),
      )
      return { alignment, clock, channels: beside.flat().length, renamed }
    } catch (error) {
      return { problem: problemOf(error).message }
    }
  })

  /** Opens the dialog with a dataset chosen: the one that is looked at. */
  begin() {
    const { selected } = this.#around.datasets
    this.chosen = selected ? [selected.id] : []
    this.typed = this.named = null
    this.how = 'time-mean'
    this.rows = 'inner'
    this.shown = true
  }

  choose(dataset: Id, wanted: boolean) {
    this.chosen = wanted ? [...this.chosen, dataset] : this.chosen.filter((id) => id !== dataset)
  }

  async make() {
    const { plan, parts, name } = this
    if (plan === null || 'problem' in plan || this.starting) return
    this.starting = true
    const { api, notices } = this.#around
    const job = await notices.attempt(() =>
      api.call('datasets.align', { name, datasets: parts.map(({ id }) => id), alignment: plan.alignment }),
    )
    this.starting = false
    if (job) this.shown = false
  }

  forget() {
    this.shown = false
    this.chosen = []
  }
}
