import type { JournalEntry, Label, LabelStatus } from '../../../src-main/shared/project.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { counted } from '../../../src-main/shared/counted.ts'
import { dateTime, lasting } from '../../charts/format.ts'
import { changeIn, draftOf, joined, splitAt } from './label-edits.ts'
import { LabelSnapping } from './label-snapping.svelte.ts'
import type { Announcer } from '../window/announcer.svelte.ts'
import type { Api } from '../../api.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Labels } from './labels.svelte.ts'
import type { Lanes } from '../chart/lanes.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'
import type { View } from '../chart/view.svelte.ts'

/** What of the page the tools work on. */
interface Around {
  announcer: Announcer
  api: Api
  datasets: Datasets
  labels: Labels
  lanes: Lanes
  notices: Notices
  view: View
}

/** How many samples are searched for the next change. */
const searched = 5000

/** What can be done to the chosen labels, by keys, buttons and the pointer alike. */
export class LabelTools {
  readonly snapping: LabelSnapping
  /** Labels drawn on a lane lie on its channel alone, instead of on all. */
  onLane = $state(false)
  #around: Around

  constructor(around: Around) {
    this.#around = around
    this.snapping = new LabelSnapping(around)
  }

  nextSnap() {
    this.snapping.next()
    this.#say(`Edges snap to ${this.snapping.to}`)
  }

  drawOn(onLane: boolean) {
    this.onLane = onLane
    this.#say(onLane ? 'A label lies on the channel that it is drawn on' : 'New labels lie on all channels')
  }

  /** Moves one edge of the chosen labels by samples, or by ms; the edge does not pass the other one. */
  nudge(edge: 'start' | 'end', by: { samples: number } | { ms: number }) {
    const to = (label: Label) => {
      const time =
        'samples' in by ? this.snapping.step(label[edge], by.samples) : this.snapping.within(label[edge] + by.ms)
      return edge === 'start'
        ? { start: Math.min(time, label.end), end: label.end }
        : { start: label.start, end: Math.max(time, label.start) }
    }
    this.#moveTo(to, edge, `The ${edge} goes no further`)
  }

  /** Moves the chosen labels as a whole. At the ends of the data they stop, and do not shrink. */
  move(samples: number) {
    const to = (label: Label) => {
      const range = { start: this.snapping.step(label.start, samples), end: this.snapping.step(label.end, samples) }
      return range.start === label.start || range.end === label.end ? label : range
    }
    this.#moveTo(to, samples > 0 ? 'end' : 'start', 'There the data end')
  }

  /** Where its edges were dragged to. */
  setEdges(id: number, { start, end }: TimeRange) {
    const { labels } = this.#around
    void labels.change([{ id, start, end }])
    this.#say(`From ${dateTime(start, labels.zone)} to ${dateTime(end, labels.zone)}, ${lasting({ start, end })}`)
  }

  /** Where nothing moves, nothing is written down: undo would take back what nobody can see. */
  #moveTo(to: (label: Label) => TimeRange, edge: 'start' | 'end', stuck: string) {
    const { labels } = this.#around
    const moved = labels.selection.chosen
      .map((label) => ({ label, ...to(label) }))
      .filter(({ label, start, end }) => start !== label.start || end !== label.end)
    if (moved.length === 0) return labels.selection.chosen.length > 0 ? this.#say(stuck) : undefined
    void labels.change(
      moved.map(({ label, start, end }) => ({
        id: label.id,
        ...(start !== label.start && { start }),
        ...(end !== label.end && { end }),
      })),
    )
    const shown = moved.find(({ label }) => label.id === labels.selection.id) ?? moved[0]
    this.#show(shown[edge])
    this.#say(
      moved.length > 1
        ? `Moved ${counted(moved.length, 'label')}`
        : `${edge === 'start' ? 'Start' : 'End'} ${dateTime(shown[edge], labels.zone)}, ${lasting(shown)}`,
    )
  }

  /** A label of a tenth of the view, at the cursor or the middle of the view: for those who have no mouse. */
  markHere() {
    const { view, labels } = this.#around
    const half = (view.end - view.start) / 20
    return labels.create({
      start: this.snapping.at(this.#here - half, 'start').time,
      end: this.snapping.at(this.#here + half, 'end').time,
    })
  }

  markInstant() {
    const time = this.snapping.sample(this.#here)
    return this.#around.labels.create({ start: time, end: time })
  }

  /** Cuts the selected label in two, at the cursor where it lies inside, else in the middle. */
  split() {
    const { labels, view } = this.#around
    const label = labels.selection.label
    if (!label) return
    const inside = view.cursor !== null && view.cursor > label.start && view.cursor < label.end
    const middle = this.snapping.sample(inside ? view.cursor! : (label.start + label.end) / 2)
    const last = Math.max(label.start, Math.min(middle, this.snapping.step(label.end, -1)))
    const parts = splitAt(label, last, this.snapping.step(last, 1))
    if (!parts) return this.#say('A label of one sample cannot be split')
    return labels.replace([label.id], parts, 'Split 1 label')
  }

  /** Makes one label of the chosen ones; of one alone and the next of its class. */
  join() {
    const { labels } = this.#around
    const chosen = labels.selection.chosen
    const first = chosen[0]
    const next =
      first &&
      labels.list.find(
        (l) => l.id !== first.id && l.class === first.class && l.status !== 'rejected' && l.start >= first.start,
      )
    const parts = chosen.length > 1 ? chosen : first && next ? [first, next] : []
    if (parts.length < 2) return this.#say('There is no other label of this class after it to join')
    return labels.replace(
      parts.map((l) => l.id),
      [joined(parts)],
      `Joined ${counted(parts.length, 'label')}`,
    )
  }

  /** The same label again, right after the selected one. */
  duplicate() {
    const { labels } = this.#around
    const label = labels.selection.label
    if (!label) return
    const start = this.snapping.step(label.end, 1)
    const end = this.snapping.within(start + (label.end - label.start))
    if (start <= label.end) return this.#say('There is no room for another one before the end of the data')
    const copy = { ...draftOf(label), start, end: this.snapping.sample(end), origin: 'hand' as const }
    this.#show(copy.end)
    return labels.replace([], [copy], 'Duplicated 1 label')
  }

  /** Moves an edge outwards to where the signal next changes, on the label's channels. */
  async extend(edge: 'start' | 'end') {
    const { labels, datasets, api, notices } = this.#around
    const [label, dataset] = [labels.selection.label, datasets.selected]
    if (!label || !dataset) return
    const from = label[edge]
    const reachMs = searched * dataset.stepMs
    const [start, end] =
      edge === 'end' ? [from, Math.min(dataset.end, from + reachMs)] : [Math.max(dataset.start, from - reachMs), from]
    const series = dataset.channels
      .filter((c) => label.channels.length === 0 || label.channels.includes(c.id))
      .map((c) => c.series)
      .slice(0, 200)
    const lanes = await notices.attempt(() =>
      api.call('view.read', { dataset: dataset.id, series, start, end, width: 10_000 }),
    )
    const changes = (lanes ?? []).flatMap(({ times, values }) => {
      const inside = [...times.keys()].filter((i) => times[i] >= start && times[i] <= end && !Number.isNaN(values[i]))
      if (edge === 'start') inside.reverse()
      const at = changeIn(inside.map((i) => values[i]))
      // The last sample before the change still belongs to the label.
      return at > 1 ? [times[inside[at - 1]]] : []
    })
    if (changes.length === 0) return this.#say(`Nothing changes within ${counted(searched, 'sample')}`)
    const time = edge === 'end' ? Math.min(...changes) : Math.max(...changes)
    if (!(await labels.change([{ id: label.id, [edge]: time }]))) return
    this.#show(time)
    this.#say(
      `Extended the ${edge} to the ${edge === 'end' ? 'next change' : 'change before'}, ${dateTime(time, labels.zone)}`,
    )
  }

  setStatus(status: LabelStatus) {
    const { labels } = this.#around
    const words = { accepted: 'Accepted', rejected: 'Rejected', proposed: 'Proposed again' }
    const chosen = labels.selection.chosen
    // What a person has decided is no longer as uncertain as the machine that proposed it.
    void labels.change(
      chosen.map((l) => ({
        id: l.id,
        status,
        ...(l.origin === 'detector' && status === 'accepted' ? { certainty: 1 } : {}),
      })),
    )
    this.#say(`${words[status]} ${counted(chosen.length, 'label')}`)
  }

  changeCertainty(by: number) {
    const { labels } = this.#around
    const changes = labels.selection.chosen.map((l) => ({
      id: l.id,
      certainty: Math.round(Math.min(1, Math.max(0, l.certainty + by)) * 100) / 100,
    }))
    void labels.change(changes)
    if (changes.length > 0)
      this.#say(
        `Certainty ${Math.round(changes[0].certainty * 100)} %${changes.length > 1 ? `, and ${counted(changes.length - 1, 'label')} more` : ''}`,
      )
  }

  chooseInView() {
    const { labels, view } = this.#around
    labels.selection.chooseWithin({ start: view.start, end: view.end })
  }

  undo = async () => this.#showTurned(await this.#around.labels.undo())
  redo = async () => this.#showTurned(await this.#around.labels.redo())

  /** What was taken back or done again has to be seen: where none of it is in view, the view goes there. */
  #showTurned(entry: JournalEntry | null) {
    const { view } = this.#around
    const touched = [...(entry?.before ?? []), ...(entry?.after ?? [])]
    if (touched.length > 0 && !touched.some((l) => l.start <= view.end && l.end >= view.start)) view.goTo(touched[0])
  }

  #say(what: string) {
    this.#around.announcer.say(what)
  }

  /** Pans as little as needed for a time to be seen: an edge must not leave the screen while it is moved. */
  #show(time: number) {
    const { view } = this.#around
    const air = (view.end - view.start) * 0.08
    if (time < view.start + air) view.show(time - air, time - air + view.end - view.start)
    else if (time > view.end - air) view.show(time + air - (view.end - view.start), time + air)
  }

  get #here() {
    const { view } = this.#around
    return view.cursor ?? (view.start + view.end) / 2
  }
}
