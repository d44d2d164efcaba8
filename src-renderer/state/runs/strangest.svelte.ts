import type { Label, Run } from '../../../src-main/shared/project.ts'
import type { StrangeStretch } from '../../../src-main/shared/runs/strangest.ts'
import { type Api, problemOf } from '../../api.ts'
import type { View } from '../chart/view.svelte.ts'
import type { Labels } from '../labels/labels.svelte.ts'
import type { Runs } from './runs.svelte.ts'
import type { Training } from './training.svelte.ts'

/** What of the page is looked at and answered with. */
interface Around {
  api: Api
  labels: Labels
  runs: Runs
  training: Training
  view: View
}

/** The strangest stretches of the selected run, and what the person says of them. */
export class Strangest {
  list = $state.raw<StrangeStretch[]>([])
  problem = $state<string | null>(null)
  /** Until the answer is there nobody knows whether there are any. */
  looking = $state(false)
  /** Index into the list. */
  selected = $state<number | null>(null)
  /** What the person answered of each, by its place: it lives as long as the run is shown. */
  #answers = $state.raw<ReadonlyMap<number, 'anomaly' | 'normal'>>(new Map())
  /** What is said of each, by its place: the answer, else whether labels call it an anomaly, as those of an earlier day. */
  readonly said: ReadonlyMap<number, 'anomaly' | 'normal'> = $derived.by(() => {
    const labelled = this.list.flatMap((stretch, i) => (this.#labelOf(stretch) ? [[i, 'anomaly'] as const] : []))
    return new Map([...labelled, ...this.#answers])
  })
  #run: number | null = null
  #scores: number | null = null
  #around: Around

  constructor(around: Around) {
    this.#around = around
  }

  /** Shows the stretches of a run; those of the one before are gone at once. */
  async look(run: Run | null) {
    const scores = run?.status === 'ready' ? run.scores : null
    if (run?.id === this.#run && scores === this.#scores) return
    this.#run = run?.id ?? null
    this.#scores = scores
    this.list = []
    this.problem = null
    this.selected = null
    this.#answers = new Map()
    this.looking = run !== null && scores !== null
    if (!run || scores === null) return
    try {
      const list = await this.#around.api.call('runs.strangest', { run: run.id })
      if (run.id === this.#run) this.list = list
    } catch (error) {
      if (run.id === this.#run) this.problem = problemOf(error).message
    }
    if (run.id === this.#run) this.looking = false
  }

  forget() {
    void this.look(null)
  }

  show(index: number) {
    const stretch = this.list[index]
    if (!stretch) return
    this.selected = index
    this.#around.view.goTo(stretch)
  }

  next = () => this.show(this.selected === null ? 0 : (this.selected + 1) % Math.max(1, this.list.length))

  /** A label, where none says so yet, a threshold that it lies above, and nothing that the next training learns from. */
  async callAnomaly(index: number) {
    const stretch = this.list[index]
    if (!stretch) return
    const { labels } = this.#around
    this.#note(index, 'anomaly')
    const known = this.#labelOf(stretch)
    if (known) labels.selection.select(known.id)
    else await labels.create({ start: stretch.start, end: stretch.end }, [])
    this.#moveThreshold()
  }

  /**
   * A threshold that it lies below, and rows that the next training learns from. What was labelled before stays above it where it is
   * stranger; the label that the stretch itself got here goes.
   */
  async callNormal(index: number) {
    const stretch = this.list[index]
    if (!stretch) return
    const { labels } = this.#around
    this.#note(index, 'normal')
    const own = labels.list.filter(({ start, end }) => start === stretch.start && end === stretch.end)
    await labels.remove(own.filter(this.#marksAnomaly).map(({ id }) => id))
    this.#moveThreshold()
  }

  #marksAnomaly = (label: Label): boolean =>
    label.status === 'accepted' && this.#around.labels.classes.byId(label.class)?.anomalous !== false

  /** The label that says of at least half of a stretch that it is an anomaly. */
  #labelOf({ start, end }: StrangeStretch): Label | undefined {
    return this.#around.labels.list.find((label) => {
      const [from, to] = [Math.max(start, label.start), Math.min(end, label.end)]
      return to >= from && to - from >= (end - start) / 2 && this.#marksAnomaly(label)
    })
  }

  #note(index: number, what: 'anomaly' | 'normal') {
    this.selected = index
    this.#answers = new Map(this.#answers).set(index, what)
    this.#around.training.call(this.list[index], what)
  }

  /** Between the least strange anomaly and the strangest normal stretch; as it is where it parts them already. */
  #moveThreshold() {
    const run = this.#around.runs.selected
    if (!run || run.thresholdValue === null) return
    const scoresOf = (what: 'anomaly' | 'normal') =>
      [...this.#answers].filter(([, said]) => said === what).map(([index]) => this.list[index].score)
    const highestNormal = Math.max(-Infinity, ...scoresOf('normal'))
    const lowestAnomaly = Math.min(Infinity, ...scoresOf('anomaly').filter((score) => score > highestNormal))
    const setId = this.#around.labels.sets.id
    // Where it parts them already it stays, and the new label is measured.
    if (run.thresholdValue >= highestNormal && run.thresholdValue < lowestAnomaly)
      return this.#around.runs.judge(run.threshold, setId)
    const value =
      Number.isFinite(highestNormal) && Number.isFinite(lowestAnomaly)
        ? (highestNormal + lowestAnomaly) / 2
        : Number.isFinite(highestNormal)
          ? highestNormal
          : lowestAnomaly - 1e-6 * Math.max(1e-6, Math.abs(lowestAnomaly))
    const { minDurationMs, mergeGapMs, hysteresis } = run.threshold
    this.#around.runs.judge(
      { rule: 'fixed', params: { value }, minDurationMs, mergeGapMs, hysteresis, chosenOnJudged: value },
      setId,
    )
  }
}
