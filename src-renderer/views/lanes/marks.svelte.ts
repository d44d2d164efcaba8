import { type Band, type BandIndex, indexed, type Span, spansOf, withRecent } from '../../charts/bands.ts'
import type { Look } from '../../charts/paint-bands.ts'
import type { Picture } from '../../charts/picture.ts'
import { bandsInView } from '../../charts/point-bands.ts'
import { settling } from '../../charts/settled.ts'
import type { Label } from '../../../src-main/shared/project.ts'
import { order } from '../../state/labels/label-list.ts'
import type { Studio } from '../../state/studio.svelte.ts'
import { paperColours } from './colours.ts'

const none = indexed([])

/** Everything that is painted as bands over the lanes. */
export class Marks {
  #studio: Studio
  constructor(studio: Studio) {
    this.#studio = studio
  }

  /** What everything is painted on. */
  readonly paper: Pick<Picture, 'paper' | 'grid'> = $derived.by(() => {
    const { paper, line, lineSoft } = paperColours(this.#studio.theme.dark)
    return { paper, grid: { zone: this.#studio.datasets.selected?.zone ?? 'UTC', colour: lineSoft, strong: line } }
  })

  /** Two looks per class: accepted, then proposed. */
  readonly labelLooks: Look[] = $derived.by(() =>
    this.#studio.labels.classes.list.flatMap((_, i) => {
      const look = this.#studio.labels.classes.lookOf(i)
      return [look, { ...look, fill: look.fill * 0.5, text: `${look.text}?` }]
    }),
  )

  /** The same in lanes that show nothing but labels. */
  readonly strongLooks: Look[] = $derived.by(() =>
    this.labelLooks.map((look) => ({ ...look, fill: Math.min(0.5, look.fill * 2.2) })),
  )

  readonly #settling = settling(order)
  readonly #parts = $derived.by(() => this.#settling(this.#studio.labels.list))
  readonly #settled = $derived(this.#parts.settled)
  readonly #recent = $derived(this.#parts.recent)
  readonly #ofSettled = $derived.by(() => this.#bandsOf(this.#settled))
  readonly #ofRecent = $derived.by(() => this.#bandsOf(this.#recent))

  /** All labels: for the label lane and the overview. */
  readonly labels: BandIndex = $derived.by(() => withRecent(this.#ofSettled.all, this.#ofRecent.all))
  /** The same in pixels of what is seen now: for the pointer. */
  readonly labelSpans: Span[] = $derived.by(() => spansOf(this.labels, this.#studio.view.scale))
  /** The labels that speak of all channels. */
  readonly everywhere: BandIndex = $derived.by(() => withRecent(this.#ofSettled.everywhere, this.#ofRecent.everywhere))
  /** Whether some labels speak of some channels alone. */
  readonly onChannels: boolean = $derived(this.#ofSettled.channels.size + this.#ofRecent.channels.size > 0)

  /** The labels that speak of this channel and not of all. */
  labelsOf = (channel: number): BandIndex =>
    withRecent(this.#ofSettled.channels.get(channel) ?? none, this.#ofRecent.channels.get(channel) ?? none)

  #bandsOf(labels: readonly Label[]) {
    const indexOf = new Map(this.#studio.labels.classes.list.map((c, i) => [c.id, i]))
    const [all, everywhere]: [Band[], Band[]] = [[], []]
    const channels = new Map<number, Band[]>()
    for (const { id, start, end, class: cls, status, channels: on } of labels) {
      if (status === 'rejected') continue
      const band = { id, start, end, look: (indexOf.get(cls) ?? 0) * 2 + (status === 'proposed' ? 1 : 0) }
      all.push(band)
      if (on.length === 0) everywhere.push(band)
      for (const channel of on) {
        const list = channels.get(channel)
        if (list) list.push(band)
        else channels.set(channel, [band])
      }
    }
    const whole = indexed(all)
    return {
      all: whole,
      everywhere: channels.size > 0 ? indexed(everywhere) : whole,
      channels: new Map([...channels].map(([channel, list]) => [channel, indexed(list)])),
    }
  }

  /** Labels that are chosen together, painted over all others. */
  readonly chosenLooks: Look[] = $derived.by(() => [
    { colour: this.#studio.theme.dark ? '#ffffff' : '#1b2430', pattern: 'solid', fill: 0.16, text: '' },
  ])
  readonly chosen: BandIndex = $derived.by(() => {
    const { chosen } = this.#studio.labels.selection
    return chosen.length === 0 ? none : indexed(chosen.map((l) => ({ id: l.id, start: l.start, end: l.end, look: 0 })))
  })

  readonly detectionLooks: Look[] = $derived.by(() => [
    { colour: this.#studio.theme.dark ? '#ff7f73' : '#b3261e', pattern: 'cross', fill: 0.14, text: '' },
  ])
  /** The same over the signals, where lines must stay in sight. */
  readonly shadeLooks: Look[] = $derived.by(() => [
    { colour: this.#studio.theme.dark ? '#ff7f73' : '#b3261e', pattern: 'solid', fill: 0.09, text: '' },
  ])
  /** Under ids that no label has: what is selected is a label's id there. */
  readonly shades: BandIndex = $derived.by(() => {
    if (!this.#studio.arrangement.shades) return none
    return indexed(this.detections.list.map((band) => ({ ...band, id: -1 - band.id })))
  })
  /** While the threshold moves, what the lab finds; else what the run has stored. */
  readonly detections: BandIndex = $derived.by(() => {
    const { lab, runs, view } = this.#studio
    if (lab.moving && lab.points) return indexed(bandsInView(lab.points, lab.moving.ranges, view.scale))
    return indexed(runs.detections.map((d, i) => ({ id: i, start: d.start, end: d.end, look: 0 })))
  })

  /** The same over the whole dataset: for the overview. */
  readonly allDetections: BandIndex = $derived.by(() => {
    const { lab, view } = this.#studio
    return lab.moving && lab.points
      ? indexed(bandsInView(lab.points, lab.moving.ranges, { ...view.limits, width: view.width }))
      : this.detections
  })

  /** What a run detected: the selected one, or one beside it. */
  detectionsOf(run: number): BandIndex {
    if (run === this.#studio.runs.selectedId) return this.detections
    return indexed(this.#studio.runs.detectionsOf(run).map((d, i) => ({ id: i, start: d.start, end: d.end, look: 0 })))
  }

  /** Gaps of the data, what was picked in the pane Explore, and, where the person chooses them, the training ranges. */
  readonly groundLooks: Look[] = $derived.by(() => [
    { colour: this.#studio.theme.dark ? '#67717f' : '#8d97a5', pattern: 'back-hatch', fill: 0.1, text: '' },
    { colour: this.#studio.theme.dark ? '#5cc48b' : '#1d7a46', pattern: 'solid', fill: 0.1, text: 'normal' },
    { colour: this.#studio.theme.dark ? '#5aa2f5' : '#0b63c5', pattern: 'solid', fill: 0.16, text: '' },
  ])
  readonly ground: BandIndex = $derived.by(() => {
    const gaps = (this.#studio.datasets.selected?.gaps ?? []).map((g, i) => ({ id: i, ...g, look: 0 }))
    const normal = this.#showsCalibration
      ? (this.#studio.runs.selected?.threshold.normal ?? [])
      : this.#showsRanges
        ? this.#studio.training.normalRanges
        : []
    const ranges = normal.map((r, i) => ({ id: i, ...r, look: 1 }))
    const picked = this.#studio.layout.pane === 'explore' ? this.#studio.explore.picked : []
    const found = picked.map((r, i) => ({ id: i, ...r, look: 2 }))
    return indexed([...gaps, ...ranges, ...found].sort((a, b) => a.start - b.start))
  })
  readonly #showsCalibration = $derived.by(() => this.#studio.layout.panel === 'results')
  readonly #showsRanges = $derived.by(
    () =>
      this.#studio.training.normalRanges.length > 0 &&
      (this.#studio.view.mode === 'range' || this.#studio.layout.panel === 'model'),
  )
}
