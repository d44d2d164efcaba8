import type { DetectorFit, DetectorInfo, Suggestion, ThresholdInfo } from '../../../src-main/shared/detector-info.ts'
import type { ChosenOn } from '../../../src-main/shared/hold-out.ts'
import { defaultsOf, type ParamValues } from '../../../src-main/shared/params.ts'
import type { TimeRange } from '../../../src-main/shared/series.ts'
import { type Api, problemOf } from '../../api.ts'
import { HoldingOut, type Times } from './hold-out.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

export type RangeChoice = 'all' | 'unlabelled' | 'ranges'
export interface ThresholdChoice {
  rule: string
  params: ParamValues
}

/** What the person sets before pressing Train. Every setting begins with what is suggested for the data. */
export class Training {
  detectors = $state.raw<DetectorInfo[]>([])
  thresholds = $state.raw<ThresholdInfo[]>([])
  /** null until the data were looked at. */
  suggestion = $state.raw<Suggestion | null>(null)
  /** Looking at the data, which the person waits for only as long as nothing else was chosen. */
  suggesting = $state(false)
  detectorId = $state('')
  /** Changed parameters by detector, so that trying another one loses nothing. */
  #given = $state.raw<Record<string, ParamValues>>({})
  /** null = the rule that the detector begins with. */
  threshold = $state.raw<ThresholdChoice | null>(null)
  /** As suggested together with the detector. */
  #mergeGapMs = 0
  /** Channel ids left out. */
  leftOut = $state.raw<ReadonlySet<number>>(new Set())
  choice = $state<RangeChoice>('all')
  ranges = $state.raw<TimeRange[]>([])
  /** Where the detector was taken from a ranking by labels, which is then no judge of it any more. */
  chosenOn = $state.raw<ChosenOn | null>(null)
  readonly holding: HoldingOut
  seed = $state(1)
  starting = $state(false)
  problem = $state<string | null>(null)
  /** The job that was started last. */
  jobId = $state<number | null>(null)
  readonly detector: DetectorInfo | null = $derived(this.detectors.find((d) => d.id === this.detectorId) ?? null)
  readonly fits: ReadonlyMap<string, DetectorFit> = $derived(
    new Map(this.suggestion?.fits.map((fit) => [fit.detector, fit])),
  )
  /** What is shown is what is trained: defaults, what fits the data, what the person set. */
  readonly params: ParamValues = $derived({
    ...(this.detector ? defaultsOf(this.detector.params) : {}),
    ...this.fits.get(this.detectorId)?.params,
    ...this.#given[this.detectorId],
  })
  readonly isSuggested: boolean = $derived.by(() => {
    const wish = this.suggestion
    return (
      wish !== null &&
      wish.detector === this.detectorId &&
      same(this.#given[wish.detector] ?? {}, wish.params) &&
      same(this.threshold, wish.threshold)
    )
  })
  #api: Api
  #notices: Notices
  /** What the suggestion was made for: the dataset and how many labels it had. */
  #askedFor = ''
  #touched = $state(false)
  readonly waits: boolean = $derived(this.suggesting && !this.#touched && this.suggestion === null)

  constructor(api: Api, notices: Notices) {
    this.#api = api
    this.#notices = notices
    this.holding = new HoldingOut(api)
  }

  async start() {
    const known = await this.#notices.attempt(() => this.#api.call('detectors.list', {}))
    if (!known) return
    this.detectors = known.detectors
    this.thresholds = known.thresholds
    const first =
      known.detectors.find((d) => d.id === 'conv-autoencoder') ??
      known.detectors.find((d) => d.learns === 'normal') ??
      known.detectors[0]
    this.detectorId ||= first?.id ?? ''
  }

  /** A dataset with labels trains on what they leave; one without, on everything. */
  look(labelled: boolean, data: Times) {
    this.leftOut = new Set()
    this.ranges = []
    this.choice = labelled ? 'unlabelled' : 'all'
    this.problem = null
    this.suggestion = null
    this.chosenOn = null
    this.holding.forget(data)
    this.#askedFor = ''
    this.#touched = false
  }

  /** Asks what suits a dataset, once, and again when labels came or went. It is taken unless the person has chosen meanwhile. */
  async suggest(dataset: number, labelCount: number) {
    const asked = `${dataset}:${labelCount}`
    if (asked === this.#askedFor) return
    this.#askedFor = asked
    this.suggesting = true
    try {
      const suggestion = await this.#api.call('detectors.suggest', { dataset })
      if (asked !== this.#askedFor) return
      const follow = !this.#touched
      this.suggestion = suggestion
      if (follow) this.takeSuggestion()
    } catch (error) {
      if (asked === this.#askedFor) this.problem = `Nothing could be suggested: ${problemOf(error).message}`
    } finally {
      if (asked === this.#askedFor) this.suggesting = false
    }
  }

  takeSuggestion() {
    const wish = this.suggestion
    if (!wish || !this.detectors.some((d) => d.id === wish.detector)) return
    this.detectorId = wish.detector
    this.#given = { ...this.#given, [wish.detector]: wish.params }
    this.threshold = wish.threshold
    this.#mergeGapMs = wish.mergeGapMs
    this.chosenOn = null
    this.#touched = false
  }

  /** chosenOn — the labels that recommended it, where some did. */
  choose(detector: string, chosenOn: ChosenOn | null = null) {
    this.detectorId = detector
    this.chosenOn = chosenOn
    this.threshold = null
    this.#mergeGapMs = 0
    this.#touched = true
  }

  chooseThreshold(rule: string | null) {
    const chosen = this.thresholds.find((t) => t.id === rule)
    this.threshold = chosen ? { rule: chosen.id, params: defaultsOf(chosen.params) } : null
    this.#touched = true
  }

  setThreshold(key: string, value: ParamValues[string]) {
    if (this.threshold) this.threshold = { ...this.threshold, params: { ...this.threshold.params, [key]: value } }
    this.#touched = true
  }

  set(key: string, value: ParamValues[string]) {
    this.preset({ ...this.#given[this.detectorId], [key]: value })
  }

  preset(values: ParamValues) {
    this.#given = { ...this.#given, [this.detectorId]: { ...values } }
    this.#touched = true
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
      const channels = allChannels.filter((id) => !this.leftOut.has(id))
      const { job, run } = await this.#api.call('train.start', {
        dataset,
        detector: this.detectorId,
        params: this.params,
        seed: this.seed,
        threshold: this.threshold && {
          ...this.threshold,
          minDurationMs: 0,
          mergeGapMs: this.#mergeGapMs,
          hysteresis: 1,
        },
        channels: channels.length === allChannels.length ? [] : channels,
        ranges: this.choice === 'ranges' ? this.ranges : [],
        labelSet,
        excludeLabels: this.choice === 'unlabelled' && labelSet !== null,
        holdOut: this.detector?.learns === 'nothing' ? { kind: 'nothing' } : this.holding.holdOut,
        chosenOn: this.chosenOn,
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

/** Whether two plain values hold the same, in whatever order. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)))
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
