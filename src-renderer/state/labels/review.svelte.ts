import type { CandidateSource } from '../../../src-main/shared/labels/candidates.ts'
import type { Label } from '../../../src-main/shared/project.ts'
import type { Api } from '../../api.ts'
import type { Labels } from './labels.svelte.ts'
import type { Announcer } from '../window/announcer.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'
import { proposedInWords } from './review-words.ts'

/** In which order proposals are shown. gain — how much an answer teaches: doubt times length. */
export type ReviewOrder = 'doubt' | 'gain' | 'sure' | 'time'

/** How little is known of a proposal, in bits: 1 at a certainty of ½. */
export function doubt(certainty: number): number {
  const p = Math.min(1 - 1e-9, Math.max(1e-9, certainty))
  return -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p))
}

const ranks: Record<ReviewOrder, (label: Label) => number> = {
  doubt: (label) => -doubt(label.certainty),
  gain: (label) => -doubt(label.certainty) * (label.end - label.start),
  sure: (label) => -label.certainty,
  time: (label) => label.start,
}

/** Proposals of the label set, waiting for a person's answer. */
export class Review {
  order = $state<ReviewOrder>('doubt')
  proposing = $state(false)
  problem = $state<string | null>(null)
  /** What the last proposing came to, in a sentence. */
  said = $state('')
  /** When each answer of this sitting was given. */
  #answers = $state.raw<number[]>([])
  readonly queue: Label[] = $derived.by(() => {
    const rank = ranks[this.order]
    return this.#labels.list
      .filter((l) => l.status === 'proposed')
      .sort((a, b) => rank(a) - rank(b) || a.start - b.start)
  })
  readonly answered: number = $derived(this.#answers.length)
  /** Median seconds per answer over the last twenty; null until there are two. */
  readonly secondsEach: number | null = $derived.by(() => {
    const waits = this.#answers
      .slice(-21)
      .map((at, i, all) => (i > 0 ? (at - all[i - 1]) / 1000 : NaN))
      .slice(1)
      .sort((a, b) => a - b)
    return waits.length > 0 ? waits[waits.length >> 1] : null
  })
  #api: Api
  #notices: Notices
  #announcer: Announcer
  #labels: Labels

  constructor(api: Api, notices: Notices, announcer: Announcer, labels: Labels) {
    this.#api = api
    this.#notices = notices
    this.#announcer = announcer
    this.#labels = labels
  }

  look() {
    this.#answers = []
    this.said = ''
    this.problem = null
  }

  /** Another project. */
  forget() {
    this.order = 'doubt'
    this.look()
  }

  note(answers: number) {
    this.#answers = [...this.#answers, ...new Array<number>(answers).fill(Date.now())]
  }

  /** The proposal after the given one in the order of review; the first where there is none. */
  after(id: number | null): Label | null {
    const at = this.queue.findIndex((l) => l.id === id)
    return this.queue[at + 1] ?? this.queue.find((l) => l.id !== id) ?? null
  }

  /** like — the label that was given for an example: what is like it is of its class. */
  async propose(source: CandidateSource, limit = 200, like: Label | null = null) {
    const cls = (like && this.#labels.classes.byId(like.class)) || (await this.#labels.classes.ensure())
    const set = this.#labels.sets.id
    if (!cls || set === null || this.proposing) return
    this.proposing = true
    this.problem = null
    try {
      const answer = await this.#api.call('review.propose', { set, class: cls.id, source, limit })
      await this.#labels.refresh()
      this.said = proposedInWords(answer, limit)
      this.#announcer.say(this.said)
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
      this.#notices.say(this.problem, 'error')
    } finally {
      this.proposing = false
    }
  }
}
