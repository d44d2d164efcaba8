import type { LabelStatus } from '../../src-main/shared/project.ts'
import { nearest } from '../charts/time-scale.ts'
import { changeIn, draftOf, joined, sampleFrom, sharpestStep, splitAt } from './label-edits.ts'
import type { Studio } from './studio.svelte.ts'
import { lowerBound } from '../../src-main/shared/search.ts'

export const snaps = ['samples', 'changes', 'labels'] as const
export type Snap = (typeof snaps)[number]

/** How near in px an edge has to come to be drawn to a change or to another label. */
const reach = 10
/** How many samples are searched for the next change. */
const searched = 5000

/** What can be done to the chosen labels, by keys, buttons and the pointer alike. */
export class LabelTools {
  snap = $state<Snap>('samples')
  #studio: Studio

  constructor(studio: Studio) {
    this.#studio = studio
  }

  /** Where an edge goes that is dropped at a time. moving — the label it belongs to. */
  snapped(time: number, moving: number | null = null): number {
    const { view, labels } = this.#studio
    const ms = (reach / Math.max(1, view.width)) * (view.end - view.start)
    const sample = this.#nearestSample(time)
    if (this.snap === 'labels') {
      const edges = labels.list.filter(l => l.id !== moving && l.end >= time - ms && l.start <= time + ms).flatMap(l => [l.start, l.end])
      const best = edges.reduce((a, b) => (Math.abs(b - time) < Math.abs(a - time) ? b : a), Infinity)
      return Math.abs(best - time) <= ms ? best : sample
    }
    if (this.snap === 'changes') {
      const found = this.#rawLanes().flatMap(({ times, values }) => {
        const at = sharpestStep(values, lowerBound(times, time - ms), lowerBound(times, time + ms) - 1)
        return at < 0 ? [] : [times[at]]
      })
      if (found.length > 0) return nearest(Float64Array.from(found).sort(), time)
    }
    return sample
  }

  nextSnap() {
    this.snap = snaps[(snaps.indexOf(this.snap) + 1) % snaps.length]
    this.#say(`Edges snap to ${this.snap}`)
  }

  /** Moves one edge of the selected label by samples, or by ms; the edge does not pass the other one. */
  nudge(edge: 'start' | 'end', by: { samples: number } | { ms: number }) {
    const { labels } = this.#studio
    const label = labels.selected
    if (!label) return
    const time = this.#within('samples' in by ? this.#step(label[edge], by.samples) : label[edge] + by.ms)
    const kept = edge === 'start' ? Math.min(time, label.end) : Math.max(time, label.start)
    void labels.change([{ id: label.id, [edge]: kept }])
    this.#show(kept)
  }

  /** Moves the selected label as a whole. */
  move(samples: number) {
    const { labels } = this.#studio
    const label = labels.selected
    if (!label) return
    const [start, end] = [this.#within(this.#step(label.start, samples)), this.#within(this.#step(label.end, samples))]
    // At the end of the data it stops, and does not shrink.
    if (start === label.start || end === label.end) return
    void labels.change([{ id: label.id, start, end }])
    this.#show(samples > 0 ? end : start)
  }

  /** A label of a tenth of the view, at the cursor or the middle of the view: for those who have no mouse. */
  markHere() {
    const { view, labels } = this.#studio
    const half = (view.end - view.start) / 20
    return labels.create({ start: this.snapped(this.#here - half), end: this.snapped(this.#here + half) })
  }

  markInstant() {
    const time = this.#nearestSample(this.#here)
    return this.#studio.labels.create({ start: time, end: time })
  }

  /** Cuts the selected label in two, at the cursor where it lies inside, else in the middle. */
  split() {
    const { labels, view } = this.#studio
    const label = labels.selected
    if (!label) return
    const inside = view.cursor !== null && view.cursor > label.start && view.cursor < label.end
    const last = Math.max(label.start, this.#nearestSample(inside ? view.cursor! : (label.start + label.end) / 2))
    const parts = splitAt(label, last, this.#step(last, 1))
    if (!parts) return this.#say('A label of one sample cannot be split')
    return labels.replace([label.id], parts, 'Split 1 label')
  }

  /** Makes one label of the chosen ones; of one alone and the next of its class. */
  join() {
    const { labels } = this.#studio
    const chosen = labels.chosen
    const first = chosen[0]
    const next = first && labels.list.find(l => l.id !== first.id && l.class === first.class && l.status !== 'rejected' && l.start >= first.start)
    const parts = chosen.length > 1 ? chosen : first && next ? [first, next] : []
    if (parts.length < 2) return this.#say('There is no other label of this class after it to join')
    return labels.replace(parts.map(l => l.id), [joined(parts)], `Joined ${parts.length} labels`)
  }

  /** The same label again, right after the selected one. */
  duplicate() {
    const { labels } = this.#studio
    const label = labels.selected
    if (!label) return
    const start = this.#step(label.end, 1)
    const end = this.#within(start + (label.end - label.start))
    if (start > end) return this.#say('There is no room for another one before the end of the data')
    return labels.replace([], [{ ...draftOf(label), start, end: this.#nearestSample(end), origin: 'hand' }], 'Duplicated 1 label')
  }

  /** Moves an edge outwards to where the signal next changes, on the label's channels. */
  async extend(edge: 'start' | 'end') {
    const { labels, datasets, api, notices } = this.#studio
    const [label, dataset] = [labels.selected, datasets.selected]
    if (!label || !dataset) return
    const from = label[edge]
    const reachMs = searched * dataset.stepMs
    const [start, end] = edge === 'end' ? [from, Math.min(dataset.end, from + reachMs)] : [Math.max(dataset.start, from - reachMs), from]
    const series = dataset.channels.filter(c => label.channels.length === 0 || label.channels.includes(c.id)).map(c => c.series).slice(0, 200)
    const lanes = await notices.attempt(() => api.call('view.read', { dataset: dataset.id, series, start, end, width: 10_000 }))
    const changes = (lanes ?? []).flatMap(({ times, values }) => {
      const inside = [...times.keys()].filter(i => times[i] >= start && times[i] <= end && !Number.isNaN(values[i]))
      if (edge === 'start') inside.reverse()
      const at = changeIn(inside.map(i => values[i]))
      // The last sample before the change still belongs to the label.
      return at > 1 ? [times[inside[at - 1]]] : []
    })
    if (changes.length === 0) return this.#say(`Nothing changes within ${searched.toLocaleString('en-GB')} samples`)
    const time = edge === 'end' ? Math.min(...changes) : Math.max(...changes)
    await labels.change([{ id: label.id, [edge]: time }])
    this.#show(time)
    this.#say(`Extended the ${edge} to the next change`)
  }

  setStatus(status: LabelStatus) {
    const { labels } = this.#studio
    const words = { accepted: 'Accepted', rejected: 'Rejected', proposed: 'Proposed again' }
    const chosen = labels.chosen
    // What a person has decided is no longer as uncertain as the machine that proposed it.
    void labels.change(chosen.map(l => ({ id: l.id, status, ...(l.origin === 'detector' && status === 'accepted' ? { certainty: 1 } : {}) })))
    this.#say(`${words[status]} ${chosen.length === 1 ? '1 label' : `${chosen.length} labels`}`)
  }

  changeCertainty(by: number) {
    const { labels } = this.#studio
    const changes = labels.chosen.map(l => ({ id: l.id, certainty: Math.round(Math.min(1, Math.max(0, l.certainty + by)) * 100) / 100 }))
    void labels.change(changes)
    if (changes.length > 0) this.#say(`Certainty ${Math.round(changes[0].certainty * 100)} %`)
  }

  chooseInView() {
    const { labels, view } = this.#studio
    labels.chooseWithin({ start: view.start, end: view.end })
  }

  #say(what: string) {
    this.#studio.labels.said = what
  }

  /** Pans as little as needed for a time to be seen: an edge must not leave the screen while it is moved. */
  #show(time: number) {
    const { view } = this.#studio
    const air = (view.end - view.start) * 0.08
    if (time < view.start + air) view.show(time - air, time - air + view.end - view.start)
    else if (time > view.end - air) view.show(time + air - (view.end - view.start), time + air)
  }

  get #here() {
    const { view } = this.#studio
    return view.cursor ?? (view.start + view.end) / 2
  }

  #within(time: number) {
    const dataset = this.#studio.datasets.selected
    return dataset ? Math.min(Math.max(time, dataset.start), dataset.end) : time
  }

  #rawLanes() {
    return [...this.#studio.lanes.drawn.lanes.values()].filter(lane => lane.raw && lane.times.length > 1)
  }

  /** Times of all samples drawn now, gaps' break points taken out; null while only summaries are. */
  #samples(): Float64Array | null {
    const [lane] = this.#rawLanes()
    return lane ? lane.times.filter((_, i) => !Number.isNaN(lane.values[i])) : null
  }

  #step(time: number, samples: number): number {
    return this.#within(sampleFrom(this.#samples(), time, samples, this.#studio.datasets.selected?.stepMs ?? 1000))
  }

  #nearestSample(time: number): number {
    const samples = this.#samples()
    const dataset = this.#studio.datasets.selected
    if (samples && samples.length > 0) return nearest(samples, time)
    if (!dataset || !(dataset.stepMs > 0)) return time
    return this.#within(dataset.start + Math.round((time - dataset.start) / dataset.stepMs) * dataset.stepMs)
  }
}
