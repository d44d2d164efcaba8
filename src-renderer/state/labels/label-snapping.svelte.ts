import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { lowerBound } from '../../../src-main/shared/search.ts'
import { nearest } from '../../charts/time-scale.ts'
import { sampleFrom, sharpestStep } from './label-edits.ts'
import type { Drawn, Lanes } from '../chart/lanes.svelte.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Labels } from './labels.svelte.ts'
import type { View } from '../chart/view.svelte.ts'

export const snaps = ['samples', 'changes', 'labels'] as const
export type Snap = (typeof snaps)[number]

/** Where an edge goes, and what drew it there; free = it stays where the hand put it. */
export interface Snapped {
  time: number
  to: 'sample' | 'change' | 'label' | 'free'
}

/** What of the page an edge can snap to. */
interface Around {
  datasets: Datasets
  labels: Labels
  lanes: Lanes
  view: View
}

/** How near in px an edge has to come to be drawn to a change, to another label, or out of a gap. */
const reach = 10

/** Where the edges of labels may lie: on samples, on changes of the signal, at other labels. */
export class LabelSnapping {
  to = $state<Snap>('samples')
  #around: Around
  #ofDrawn: Drawn | null = null
  #drawnSamples: Float64Array | null = null

  constructor(around: Around) {
    this.#around = around
  }

  next() {
    this.to = snaps[(snaps.indexOf(this.to) + 1) % snaps.length]
  }

  /** Where an edge goes that is dropped at a time. moving — the label it belongs to. free — nothing draws it anywhere. */
  at(
    time: number,
    edge: 'start' | 'end',
    { moving = null, free = false }: { moving?: number | null; free?: boolean } = {},
  ): Snapped {
    const { view } = this.#around
    const ms = (reach / Math.max(1, view.width)) * (view.end - view.start)
    if (free) return { time: this.#whole(time), to: 'free' }
    const drawnTo =
      this.to === 'labels'
        ? this.#labelEdge(time, ms, edge, moving)
        : this.to === 'changes'
          ? this.#change(time, ms, edge)
          : null
    if (drawnTo !== null) return { time: drawnTo, to: this.to === 'labels' ? 'label' : 'change' }
    // Nothing was measured in a gap: a label that begins or ends there must not be drawn out of it.
    if (this.#gaps.some((gap) => time > gap.start + ms && time < gap.end - ms))
      return { time: this.#whole(time), to: 'free' }
    return { time: this.sample(time), to: 'sample' }
  }

  /** The sample nearest to a time; where samples are not at hand, by the usual step. */
  sample(time: number): number {
    const samples = this.#samples()
    const dataset = this.#around.datasets.selected
    if (samples && samples.length > 0 && time >= samples[0] && time <= samples[samples.length - 1])
      return nearest(samples, time)
    if (!dataset || !(dataset.stepMs > 0)) return time
    return this.within(dataset.start + Math.round((time - dataset.start) / dataset.stepMs) * dataset.stepMs)
  }

  step(time: number, samples: number): number {
    return this.within(sampleFrom(this.#samples(), time, samples, this.#around.datasets.selected?.stepMs ?? 1000))
  }

  within(time: number): number {
    const dataset = this.#around.datasets.selected
    return dataset ? Math.min(Math.max(time, dataset.start), dataset.end) : time
  }

  get #gaps(): readonly TimeRange[] {
    return this.#around.datasets.selected?.gaps ?? []
  }

  /** A time that a hand can mean: without fractions of a millisecond, unless samples are that close. */
  #whole(time: number) {
    return this.within((this.#around.datasets.selected?.stepMs ?? 1) < 2 ? time : Math.round(time))
  }

  #labelEdge(time: number, ms: number, edge: 'start' | 'end', moving: number | null): number | null {
    const { labels } = this.#around
    const cls = labels.list.find((l) => l.id === moving)?.class ?? labels.classes.current?.id
    const exclusive = labels.classes.list.some((c) => c.id === cls && c.exclusive)
    const near = labels.list.filter(
      (l) => l.id !== moving && l.status !== 'rejected' && l.end >= time - ms && l.start <= time + ms,
    )
    // Where labels may not lie over each other, they meet without sharing a sample.
    const edges = near.flatMap((l) =>
      exclusive && l.class === cls ? [edge === 'end' ? this.step(l.start, -1) : this.step(l.end, 1)] : [l.start, l.end],
    )
    const best = edges.reduce((a, b) => (Math.abs(b - time) < Math.abs(a - time) ? b : a), Infinity)
    return Math.abs(best - time) <= ms ? best : null
  }

  #change(time: number, ms: number, edge: 'start' | 'end'): number | null {
    const found = this.#rawLanes().flatMap(({ times, values }) => {
      const at = sharpestStep(values, lowerBound(times, time - ms), lowerBound(times, time + ms) - 1)
      // What begins with a change begins with the first sample after it, what ends with one ends with the last before it.
      return at < 0 ? [] : [times[edge === 'start' ? at : Math.max(0, at - 1)]]
    })
    return found.length > 0 ? nearest(Float64Array.from(found).sort(), time) : null
  }

  #rawLanes() {
    return [...this.#around.lanes.drawn.lanes.values()].filter((lane) => lane.raw && lane.times.length > 1)
  }

  /** Times of all samples drawn now, those left out at which no channel has a value; null while only summaries are drawn. */
  #samples(): Float64Array | null {
    const { drawn } = this.#around.lanes
    if (drawn !== this.#ofDrawn) {
      this.#ofDrawn = drawn
      const all = new Set(
        this.#rawLanes().flatMap((lane) => [...lane.times.filter((_, i) => !Number.isNaN(lane.values[i]))]),
      )
      this.#drawnSamples = all.size > 0 ? Float64Array.from(all).sort() : null
    }
    return this.#drawnSamples
  }
}
