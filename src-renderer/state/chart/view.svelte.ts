import type { Dataset } from '../../../src-main/shared/project.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { kept, type TimeScale, zoomed } from '../../charts/time-scale.ts'

export type Mode = 'select' | 'label' | 'zoom' | 'range' | 'measure'

/** What of the time axis is seen, and what a drag on the chart does. */
export class View {
  start = $state(0)
  end = $state(1)
  /** Width of the lanes' plot in px. */
  width = $state(0)
  mode = $state<Mode>('select')
  /** What a range is dragged for: to be trained on, or to calibrate the threshold of the run that is shown. */
  rangeFor = $state<'training' | 'threshold'>('training')
  /** The pointer's time; null when it is elsewhere. */
  cursor = $state<number | null>(null)
  /** Each lane's axis follows what is seen; otherwise it holds the whole dataset. */
  fitValues = $state(true)
  #limits = $state.raw<TimeRange>({ start: 0, end: 1 })
  #stepMs = $state(1000)
  readonly scale: TimeScale = $derived({ start: this.start, end: this.end, width: this.width })
  readonly limits = $derived(this.#limits)
  readonly isAll = $derived(this.start <= this.#limits.start && this.end >= this.#limits.end)

  /** Begins to look at a dataset: all of it, with a little air at both ends. */
  look(dataset: Dataset) {
    const air = Math.max((dataset.end - dataset.start) * 0.01, dataset.stepMs)
    this.#limits = { start: dataset.start - air, end: dataset.end + air }
    this.#stepMs = dataset.stepMs > 0 ? dataset.stepMs : 1000
    this.cursor = null
    this.showAll()
  }

  /** Another project: a drag does what it does at first. */
  forget() {
    this.mode = 'select'
    this.rangeFor = 'training'
    this.fitValues = true
  }

  showAll() {
    this.show(this.#limits.start, this.#limits.end)
  }

  show(start: number, end: number) {
    const least = this.#stepMs * 4
    const middle = (start + end) / 2
    const span = Math.max(end - start, least)
    const range = kept({ start: middle - span / 2, end: middle + span / 2 }, this.#limits)
    this.start = range.start
    this.end = range.end
  }

  /** Goes to an interval and leaves as much room on each side as it is long. */
  goTo(range: TimeRange) {
    const span = Math.max(range.end - range.start, this.#stepMs * 20)
    this.show(range.start - span * 1.5, range.end + span * 1.5)
  }

  zoom(factor: number, about = (this.start + this.end) / 2) {
    const range = zoomed({ start: this.start, end: this.end }, about, factor, this.#limits, this.#stepMs * 4)
    this.start = range.start
    this.end = range.end
  }

  /** by — share of what is seen; positive goes to later times. */
  pan(by: number) {
    const ms = (this.end - this.start) * by
    this.show(this.start + ms, this.end + ms)
  }
}
