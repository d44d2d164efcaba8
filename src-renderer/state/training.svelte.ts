import type { DetectorInfo, ThresholdInfo } from '../../src-main/shared/detector-info.ts'
import { defaultsOf, type ParamValues } from '../../src-main/shared/params.ts'
import type { TimeRange } from '../../src-main/shared/series.ts'
import { type Api, problemOf } from '../api.ts'
import type { Notices } from './notices.svelte.ts'

export type RangeChoice = 'all' | 'unlabelled' | 'ranges'

/** What the person sets before pressing Train. Every setting has a default that works. */
export class Training {
  detectors = $state.raw<DetectorInfo[]>([])
  thresholds = $state.raw<ThresholdInfo[]>([])
  detectorId = $state('')
  /** Changed parameters by detector, so that trying another one loses nothing. */
  #given = $state.raw<Record<string, ParamValues>>({})
  /** Channel ids left out. */
  leftOut = $state.raw<ReadonlySet<number>>(new Set())
  choice = $state<RangeChoice>('all')
  ranges = $state.raw<TimeRange[]>([])
  seed = $state(1)
  starting = $state(false)
  problem = $state<string | null>(null)
  /** The job that was started last. */
  jobId = $state<number | null>(null)
  readonly detector: DetectorInfo | null = $derived(this.detectors.find(d => d.id === this.detectorId) ?? null)
  readonly params: ParamValues = $derived({ ...(this.detector ? defaultsOf(this.detector.params) : {}), ...this.#given[this.detectorId] })
  #api: Api
  #notices: Notices

  constructor(api: Api, notices: Notices) {
    this.#api = api
    this.#notices = notices
  }

  async start() {
    const known = await this.#notices.attempt(() => this.#api.call('detectors.list', {}))
    if (!known) return
    this.detectors = known.detectors
    this.thresholds = known.thresholds
    const first = known.detectors.find(d => d.id === 'conv-autoencoder') ?? known.detectors.find(d => d.learns === 'normal') ?? known.detectors[0]
    this.detectorId ||= first?.id ?? ''
  }

  /** A dataset with labels trains on what they leave; one without, on everything. */
  look(labelled: boolean) {
    this.leftOut = new Set()
    this.ranges = []
    this.choice = labelled ? 'unlabelled' : 'all'
    this.problem = null
  }

  set(key: string, value: ParamValues[string]) {
    this.#given = { ...this.#given, [this.detectorId]: { ...this.#given[this.detectorId], [key]: value } }
  }

  preset(values: ParamValues) {
    this.#given = { ...this.#given, [this.detectorId]: { ...values } }
  }

  toggleChannel(id: number) {
    const next = new Set(this.leftOut)
    if (!next.delete(id)) next.add(id)
    this.leftOut = next
  }

  addRange(range: TimeRange) {
    this.choice = 'ranges'
    this.ranges = merged([...this.ranges, range])
  }

  removeRange(at: number) {
    this.ranges = this.ranges.filter((_, i) => i !== at)
  }

  async train(dataset: number, allChannels: readonly number[], labelSet: number | null) {
    if (this.starting) return
    this.starting = true
    this.problem = null
    try {
      const channels = allChannels.filter(id => !this.leftOut.has(id))
      const { job, run } = await this.#api.call('train.start', {
        dataset, detector: this.detectorId, params: this.params, seed: this.seed, threshold: null,
        channels: channels.length === allChannels.length ? [] : channels,
        ranges: this.choice === 'ranges' ? this.ranges : [],
        labelSet, excludeLabels: this.choice !== 'ranges' && this.choice === 'unlabelled' && labelSet !== null,
      })
      this.jobId = job
      return run
    } catch (error) {
      this.problem = problemOf(error).message
      return undefined
    } finally {
      this.starting = false
    }
  }
}

/** Sorted, with those that touch joined. */
export function merged(ranges: readonly TimeRange[]): TimeRange[] {
  const out: TimeRange[] = []
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = out.at(-1)
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end)
    else out.push({ ...range })
  }
  return out
}
