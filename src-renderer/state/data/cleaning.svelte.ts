import type {
  CleanedLine,
  CleaningPreview,
  CleaningProblem,
  CleaningState,
  CleaningStep,
  CleaningStepInfo,
} from '../../../src-main/shared/data/cleaning.ts'
import { gapSteps } from '../../../src-main/shared/data/usual-step.ts'
import { durationText } from '../../../src-main/shared/duration.ts'
import { defaultsOf, type ParamValue } from '../../../src-main/shared/models/params.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { type Api, problemOf } from '../../api.ts'
import { LatestOnly } from '../latest-only.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

const restMs = 120
/** Points of a preview: more than a lane has pixels. */
const points = 4000

const iso = (time: number) => new Date(time).toISOString()

/** A range as cleaning steps write it. */
export const rangeText = ({ start, end }: TimeRange) => `${iso(start)}/${iso(end)}`

/** The cleaning steps of the dataset that is shown, and what they make of a channel. Every edit is stored at once, and can be undone. */
export class Cleaning {
  kinds = $state.raw<CleaningStepInfo[]>([])
  #stored = $state.raw<CleaningState>({ steps: [], undo: null, redo: null })
  /** What is typed and not stored yet. */
  #draft = $state.raw<{ index: number; key: string; value: ParamValue } | null>(null)
  preview = $state.raw<CleaningPreview | null>(null)
  /** Why there is no preview. */
  failed = $state<string | null>(null)
  /** The channel that is shown before and after; null = the first. */
  channel = $state<string | null>(null)
  readonly undo: string | null = $derived(this.#stored.undo)
  readonly redo: string | null = $derived(this.#stored.redo)
  readonly steps: readonly CleaningStep[] = $derived(
    this.#stored.steps.map((step, i) =>
      this.#draft?.index === i ? { ...step, params: { ...step.params, [this.#draft.key]: this.#draft.value } } : step,
    ),
  )
  /** Without what is typed and not stored yet. */
  readonly stored: readonly CleaningStep[] = $derived(this.#stored.steps)
  readonly problem: CleaningProblem | null = $derived(this.preview?.problem ?? null)
  readonly on: number = $derived(this.steps.filter((step) => step.on).length)
  #api: Api
  #notices: Notices
  #dataset: number | null = null
  #stepMs = 0
  #range: TimeRange | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #previews = new LatestOnly<TimeRange>((range) => this.#read(range))

  constructor(api: Api, notices: Notices) {
    this.#api = api
    this.#notices = notices
    api.on('cleaning.changed', ({ dataset }) => {
      if (dataset === this.#dataset) void this.#refresh()
    })
  }

  /** Called when another dataset is shown. stepMs — its usual step. */
  async look(dataset: number | null, stepMs = 0) {
    this.#dataset = dataset
    this.#stepMs = stepMs
    this.#stored = { steps: [], undo: null, redo: null }
    this.#draft = this.preview = this.failed = this.channel = null
    if (dataset !== null) await this.#refresh()
  }

  /** The stretch that is seen, while somebody looks; the preview follows when it has come to rest. */
  see(range: TimeRange) {
    this.#range = range
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#previews.ask(range), restMs)
  }

  /** Nobody looks any more: nothing is drawn over the chart. */
  leave() {
    clearTimeout(this.#timer)
    this.#range = this.preview = null
  }

  show(channel: string) {
    this.channel = channel
    this.#again()
  }

  /** What the steps make of a channel, to be drawn over it; null where nobody looks at it, or it is as before. */
  lineOf(channel: string): CleanedLine | null {
    const { preview } = this
    return preview && preview.channel === channel && preview.before && this.on > 0 ? preview.after : null
  }

  kindOf = (step: CleaningStep) => this.kinds.find((kind) => kind.id === step.step)
  nameOf = (step: CleaningStep) => this.kindOf(step)?.name ?? step.step

  add(id: string, params: CleaningStep['params'] = {}, channels: string[] = []) {
    const kind = this.kinds.find((one) => one.id === id)
    if (!kind) return
    const step = { step: id, on: true, channels, params: { ...defaultsOf(kind.params), ...this.#begin(id), ...params } }
    return this.#store([...this.#stored.steps, step], `Add ${kind.name}`)
  }

  /** What a step begins with that only the data can tell: it fills what is no gap, and keeps to the usual step. */
  #begin(id: string): CleaningStep['params'] {
    const stepMs = Math.round(this.#stepMs)
    if (!(stepMs > 0)) return {}
    if (id === 'fill') return { longest: durationText(gapSteps * stepMs) }
    return id === 'resample' ? { step: durationText(stepMs) } : {}
  }

  /** Masks a stretch of a channel (null = of all): in the last step where it is such a mask already, else in a step of its own. */
  mask(range: TimeRange, channel: string | null) {
    const channels = channel === null ? [] : [channel]
    const text = rangeText(range)
    const last = this.#stored.steps.at(-1)
    if (last?.step === 'mask' && last.on && last.channels.join() === channels.join())
      return this.set(this.#stored.steps.length - 1, 'ranges', `${String(last.params.ranges)}, ${text}`)
    return this.add('mask', { ranges: text }, channels)
  }

  remove(index: number) {
    const { steps } = this.#stored
    return this.#store(
      steps.filter((_, i) => i !== index),
      `Remove ${this.nameOf(steps[index])}`,
    )
  }

  /** Up (−1) or down (1), as far as there is room. */
  move(index: number, by: -1 | 1) {
    const steps = [...this.#stored.steps]
    const to = index + by
    if (to < 0 || to >= steps.length) return
    ;[steps[index], steps[to]] = [steps[to], steps[index]]
    return this.#store(steps, `Move ${this.nameOf(steps[to])} ${by < 0 ? 'up' : 'down'}`)
  }

  toggle(index: number) {
    const { on } = this.#stored.steps[index]
    return this.#change(index, { on: !on }, on ? 'Switch off' : 'Switch on')
  }

  set(index: number, key: string, value: ParamValue) {
    this.#draft = null
    const { params } = this.#stored.steps[index]
    if (params[key] === value) return this.#again()
    return this.#change(index, { params: { ...params, [key]: value } }, 'Change')
  }

  /** Typed, not finished: seen in the preview alone. */
  type(index: number, key: string, value: ParamValue) {
    this.#draft = { index, key, value }
    this.#again()
  }

  choose(index: number, channels: string[]) {
    return this.#change(index, { channels }, 'Change the channels of')
  }

  turn(to: 'undo' | 'redo') {
    const dataset = this.#dataset
    if (dataset === null) return
    return this.#notices.attempt(async () => this.#take(dataset, await this.#api.call(`cleaning.${to}`, { dataset })))
  }

  #change(index: number, change: Partial<CleaningStep>, what: string) {
    const steps = this.#stored.steps.map((step, i) => (i === index ? { ...step, ...change } : step))
    return this.#store(steps, `${what} ${this.nameOf(steps[index])}`)
  }

  #store(steps: CleaningStep[], what: string) {
    const dataset = this.#dataset
    if (dataset === null) return
    this.#draft = null
    return this.#notices.attempt(async () =>
      this.#take(dataset, await this.#api.call('cleaning.set', { dataset, steps, what })),
    )
  }

  async #refresh() {
    const dataset = this.#dataset
    if (dataset === null) return
    await this.#notices.attempt(async () => {
      if (this.kinds.length === 0) this.kinds = await this.#api.call('cleaning.kinds', {})
      this.#take(dataset, await this.#api.call('cleaning.get', { dataset }))
    })
  }

  #take(dataset: number, state: CleaningState) {
    if (dataset !== this.#dataset) return
    this.#stored = state
    this.#again()
  }

  #again() {
    if (this.#range) this.see(this.#range)
  }

  async #read(range: TimeRange): Promise<void> {
    const dataset = this.#dataset
    if (dataset === null || this.#range === null) return
    try {
      const preview = await this.#api.call('cleaning.preview', {
        dataset,
        steps: [...this.steps],
        channel: this.channel,
        ...range,
        points,
      })
      if (dataset !== this.#dataset || this.#range === null) return
      this.preview = preview
      this.failed = null
    } catch (error) {
      if (dataset === this.#dataset) this.failed = problemOf(error).message
    }
  }
}
