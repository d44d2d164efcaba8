import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { lasting } from '../../charts/format.ts'
import type { Announcer } from '../window/announcer.svelte.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Labels } from '../labels/labels.svelte.ts'
import type { Layout } from '../window/layout.svelte.ts'
import type { OtherSets } from '../labels/other-sets.svelte.ts'
import type { Runs } from '../runs/runs.svelte.ts'
import type { View } from './view.svelte.ts'

const walks = ['label', 'proposal', 'detection', 'disagreement', 'gap'] as const
export type WalkKind = (typeof walks)[number]

const names: Record<WalkKind, string> = {
  label: 'labels',
  proposal: 'proposals',
  detection: 'detections',
  disagreement: 'disagreements',
  gap: 'gaps',
}

/** What of the page it walks through. */
interface Around {
  announcer: Announcer
  datasets: Datasets
  labels: Labels
  layout: Layout
  otherSets: OtherSets
  runs: Runs
  view: View
}

/** What the keys for next and previous go through. */
export class Walk {
  kind = $state<WalkKind>('label')
  #around: Around

  constructor(around: Around) {
    this.#around = around
  }

  change(kind: WalkKind = walks[(walks.indexOf(this.kind) + 1) % walks.length]) {
    this.kind = kind
    this.#say(`Next and previous go through ${names[kind]}`)
  }

  step(by: 1 | -1) {
    if (this.kind === 'label') return this.#stepLabel(by)
    if (this.kind === 'detection') return this.stepDetection(by)
    if (this.kind === 'proposal') return this.#stepProposal(by)
    if (this.kind === 'disagreement') return this.stepDisagreement(by)
    return this.stepGap(by)
  }

  stepDetection(by: 1 | -1) {
    const { runs, view } = this.#around
    if (!runs.selected) return this.#say('There are no detections yet: train a model first')
    const found = runs.stepDetection(by, this.#middle)
    if (!found) return this.#none('detection')
    view.goTo(found)
    this.#say(`Detection ${runs.selectedDetection! + 1} of ${runs.detections.length}, ${lasting(found)}`)
  }

  stepGap(by: 1 | -1) {
    const gaps = [...(this.#around.datasets.selected?.gaps ?? [])].sort((a, b) => a.start - b.start)
    const found = this.#fromHere(gaps, by)
    if (found) {
      this.#around.view.goTo(found)
      this.#say(`Gap ${gaps.indexOf(found) + 1} of ${gaps.length}, ${lasting(found)}`)
    } else this.#none('gap')
  }

  stepDisagreement(by: 1 | -1) {
    const { otherSets, view, labels } = this.#around
    if (otherSets.other === null) {
      this.#around.layout.showReview('sets')
      return this.#say('Choose the label set to compare with')
    }
    const found = otherSets.step(by)
    if (!found) return this.#none('disagreement')
    view.goTo(found)
    labels.selection.select(found.first[0] ?? null)
    this.#say(`Disagreement ${otherSets.at! + 1} of ${otherSets.open.length}: ${otherSets.wordOf(found)}`)
  }

  #stepLabel(by: 1 | -1) {
    const { labels, view } = this.#around
    const label = labels.selection.step(by, this.#middle)
    if (label) view.goTo(label)
  }

  #stepProposal(by: 1 | -1) {
    const { labels, view } = this.#around
    const proposals = labels.list.filter((l) => l.status === 'proposed')
    const at = proposals.findIndex((l) => l.id === labels.selection.id)
    const found = at >= 0 ? proposals[at + by] : this.#fromHere(proposals, by)
    if (!found) return this.#none()
    labels.selection.select(found.id)
    view.goTo(found)
  }

  /** The next after the middle of the view, or the last before it. */
  #fromHere<T extends TimeRange>(list: readonly T[], by: 1 | -1): T | undefined {
    const { view } = this.#around
    const middle = this.#middle
    const centre = ({ start, end }: TimeRange) => (start + end) / 2
    const clearly = (view.end - view.start) * 1e-6
    return by > 0
      ? list.find((one) => centre(one) > middle + clearly)
      : list.findLast((one) => centre(one) < middle - clearly)
  }

  #none(kind: WalkKind = this.kind) {
    this.#say(`There are no more ${names[kind]} that way`)
  }

  #say(what: string) {
    this.#around.announcer.say(what)
  }

  get #middle() {
    const { view } = this.#around
    return (view.start + view.end) / 2
  }
}
