import { type Band, longestOf, type Span, spansInView } from '../../charts/bands.ts'
import type { Look } from '../../charts/paint.ts'
import type { Studio } from '../../state/studio.svelte.ts'

const none: Span[] = []

/** Everything that is painted as bands over the lanes, in pixels of what is seen now. */
export class Marks {
  #studio: Studio
  constructor(studio: Studio) {
    this.#studio = studio
  }

  /** Two looks per class: accepted, then proposed. */
  readonly labelLooks: Look[] = $derived.by(() =>
    this.#studio.labels.classes.list.flatMap((_, i) => {
      const look = this.#studio.labels.classes.lookOf(i)
      return [look, { ...look, fill: look.fill * 0.5, text: `${look.text}?` }]
    }))

  readonly #labelBands: (Band & { channels: number[] })[] = $derived.by(() => {
    const indexOf = new Map(this.#studio.labels.classes.list.map((c, i) => [c.id, i]))
    return this.#studio.labels.list.filter(l => l.status !== 'rejected')
      .map(l => ({ id: l.id, start: l.start, end: l.end, channels: l.channels, look: (indexOf.get(l.class) ?? 0) * 2 + (l.status === 'proposed' ? 1 : 0) }))
  })

  readonly #someChannels = $derived.by(() => this.#labelBands.some(b => b.channels.length > 0))

  /** All labels: for the label lane, the overview and the pointer. */
  readonly labels: Span[] = $derived.by(() => spansInView(this.#labelBands, this.#studio.labels.longest, this.#studio.view.scale))
  readonly #everywhere: Span[] = $derived.by(() =>
    this.#someChannels ? spansInView(this.#labelBands.filter(b => b.channels.length === 0), this.#studio.labels.longest, this.#studio.view.scale) : this.labels)

  /** The labels that speak of a channel. */
  labelsOf(channel: number): Span[] {
    if (!this.#someChannels) return this.#everywhere
    const own = this.#labelBands.filter(b => b.channels.includes(channel))
    return own.length === 0 ? this.#everywhere : [...this.#everywhere, ...spansInView(own, this.#studio.labels.longest, this.#studio.view.scale)]
  }

  /** Labels that are chosen together, painted over all others. */
  readonly chosenLooks: Look[] = $derived.by(() => [{ colour: this.#studio.theme.dark ? '#ffffff' : '#1b2430', pattern: 'solid', fill: 0.16, text: '' }])
  readonly chosen: Span[] = $derived.by(() => {
    const { labels, view } = this.#studio
    if (labels.picked.size === 0) return none
    const bands = labels.chosen.map(l => ({ id: l.id, start: l.start, end: l.end, look: 0 }))
    return spansInView(bands, longestOf(bands), view.scale)
  })

  readonly detectionLooks: Look[] = $derived.by(() => [{ colour: this.#studio.theme.dark ? '#ff7f73' : '#b3261e', pattern: 'cross', fill: 0.14, text: '' }])
  readonly #detectionBands: Band[] = $derived.by(() => this.#studio.runs.detections.map((d, i) => ({ id: i, start: d.start, end: d.end, look: 0 })))
  readonly #longestDetection = $derived(longestOf(this.#detectionBands))
  readonly detections: Span[] = $derived.by(() => spansInView(this.#detectionBands, this.#longestDetection, this.#studio.view.scale))

  /** What a run detected: the selected one, or one beside it. */
  detectionsOf(run: number): Span[] {
    if (run === this.#studio.runs.selectedId) return this.detections
    const bands = this.#studio.runs.detectionsOf(run).map((d, i) => ({ id: i, start: d.start, end: d.end, look: 0 }))
    return spansInView(bands, longestOf(bands), this.#studio.view.scale)
  }

  /** Gaps of the data and, where the person chooses them, the training ranges. */
  readonly groundLooks: Look[] = $derived.by(() => [
    { colour: this.#studio.theme.dark ? '#67717f' : '#8d97a5', pattern: 'back-hatch', fill: 0.1, text: '' },
    { colour: this.#studio.theme.dark ? '#5cc48b' : '#1d7a46', pattern: 'solid', fill: 0.1, text: 'training' },
  ])
  readonly #groundBands: Band[] = $derived.by(() => {
    const gaps = (this.#studio.datasets.selected?.gaps ?? []).map((g, i) => ({ id: i, ...g, look: 0 }))
    const ranges = this.#showsRanges ? this.#studio.training.ranges.map((r, i) => ({ id: i, ...r, look: 1 })) : []
    return [...gaps, ...ranges].sort((a, b) => a.start - b.start)
  })
  readonly #showsRanges = $derived.by(() =>
    this.#studio.training.choice === 'ranges' && (this.#studio.view.mode === 'range' || this.#studio.layout.tab === 'model'))
  readonly #longestGround = $derived(longestOf(this.#groundBands))
  readonly ground: Span[] = $derived.by(() => (this.#groundBands.length ? spansInView(this.#groundBands, this.#longestGround, this.#studio.view.scale) : none))
}
