import type { Layout } from '../window/layout.svelte.ts'
import type { View } from '../chart/view.svelte.ts'
import type { Walk } from '../chart/walk.svelte.ts'
import type { Announcer } from '../window/announcer.svelte.ts'
import type { LabelTools } from './label-tools.svelte.ts'
import type { Labels } from './labels.svelte.ts'
import type { Review } from './review.svelte.ts'

/** What of the page shows proposals and takes answers. */
interface Around {
  announcer: Announcer
  labels: Labels
  layout: Layout
  review: Review
  tools: LabelTools
  view: View
  walk: Walk
}

/** Going through proposals: one is shown, answered, and the next one comes. */
export class Proposals {
  readonly #around: Around

  constructor(around: Around) {
    this.#around = around
  }

  /** Answers for the chosen ones; while reviewing, the next one comes at once. */
  answer(status: 'accepted' | 'rejected') {
    const { labels, layout, review, tools, walk } = this.#around
    const asked = labels.selection.chosen.filter((label) => label.status === 'proposed')
    const next =
      asked.length > 0 && (layout.panel === 'review' || walk.kind === 'proposal')
        ? review.after(asked.at(-1)!.id)
        : null
    tools.setStatus(status)
    if (asked.length > 0) review.note(asked.length)
    if (next) this.show(next.id)
  }

  /** Selects a proposal and shows it with what is around it. */
  show(id: number) {
    const { labels, view } = this.#around
    labels.selection.select(id)
    if (labels.selection.label) view.goTo(labels.selection.label)
  }

  next() {
    const { announcer, labels, layout, review } = this.#around
    layout.show('review')
    const { label } = labels.selection
    const next = review.after(label?.status === 'proposed' ? label.id : null)
    if (next) this.show(next.id)
    else announcer.say('No proposal is left')
  }

  /** The windows most like the selected label become proposals, on its channels. */
  async findSimilar() {
    const { labels, layout, review } = this.#around
    const { label } = labels.selection
    if (!label) return
    layout.show('review')
    const { channels, start, end } = label
    await review.propose({ kind: 'similar', channels, start, end }, 20, label)
  }
}
