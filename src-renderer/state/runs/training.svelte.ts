import type {
  DetectorFit,
  DetectorInfo,
  Suggestion,
  ThresholdInfo,
} from '../../../src-main/shared/models/detector-info.ts'
import type { ChosenOn, HoldOut } from '../../../src-main/shared/models/hold-out.ts'
import { defaultsOf, type ParamValues } from '../../../src-main/shared/models/params.ts'
import { UNKNOWN_BLOCKS, UNKNOWN_WHY, type Normal, type NormalKind } from '../../../src-main/shared/models/normal.ts'
import type { CleaningStep } from '../../../src-main/shared/data/cleaning.ts'
import { counted } from '../../../src-main/shared/counted.ts'
import type { Run } from '../../../src-main/shared/project.ts'
import type { StartFrom } from '../../../src-main/shared/models/start-from.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { type Api, problemOf } from '../../api.ts'
import { merged } from './merged-ranges.ts'
import { HoldingOut, type Times } from './hold-out.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

/** The answer to "What is normal here?". */
export type RangeChoice = NormalKind
export interface ThresholdChoice {
  rule: string
  params: ParamValues
}

/** What the person sets before pressing Train. Every setting begins with what is suggested for the data. */
export class Training {
  /** The detectors were asked for in vain. */
  unread = $state(false)
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
  #minDurationMs = 0
  /** Channel ids left out. */
  leftOut = $state.raw<ReadonlySet<number>>(new Set())
  choice = $state<RangeChoice>('everything')
  ranges = $state.raw<TimeRange[]>([])
  /** Where the detector was taken from a ranking by labels, which is then no judge of it any more. */
  chosenOn = $state.raw<ChosenOn | null>(null)
  /** A trained network of the project to go on from, instead of beginning anew. */
  startFrom = $state.raw<StartFrom | null>(null)
  /** Those there are for the chosen detector, with the dataset that each was scored on. */
  starts = $state.raw<{ run: number; name: string; channels: string[] }[]>([])
  readonly holding: HoldingOut
  /** Whether the cleaning steps of the dataset are applied first. */
  cleaned = $state(true)
  /** What was suggested to come after them, such as the rate of a counter, and whether it does. */
  steps = $state.raw<CleaningStep[]>([])
  stepped = $state(true)
  /** A decomposition before the detector, which then sees the residual; its period as it is typed. */
  residual = $state<'none' | 'stl' | 'stl-robust' | 'classical'>('none')
  period = $state('1d')
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
  #channels: readonly { id: number; name: string }[] = []
  #data = $state.raw<Times>({ start: 0, end: 0, stepMs: 1 })
  /** Stretches of this dataset that somebody called normal or an anomaly when a run showed them. */
  called = $state.raw<{ normal: readonly TimeRange[]; anomalies: readonly TimeRange[] }>({ normal: [], anomalies: [] })
  /** The ranges that are taken for normal, with what was called normal since; none = all. */
  readonly normalRanges: readonly TimeRange[] = $derived.by(() => {
    const chosen =
      this.choice === 'ranges'
        ? this.ranges
        : this.choice === 'beginning'
          ? [beginningOf(this.suggestion?.normal ?? null, this.#data)]
          : []
    return chosen.length > 0 ? merged([...chosen, ...this.called.normal]) : chosen
  })
  /** What the calls change in the next training, in a sentence; null where nothing was called anything. */
  readonly taught: string | null = $derived.by(() => {
    const { normal, anomalies } = this.called
    const said = [
      ...(normal.length > 0
        ? [
            `${counted(normal.length, 'stretch', 'stretches')} that you called normal ${normal.length === 1 ? 'is' : 'are'} learned from as well`,
          ]
        : []),
      ...(anomalies.length > 0
        ? [`${counted(anomalies.length, 'stretch', 'stretches')} called an anomaly and all labels are left out`]
        : []),
    ]
    return said.length === 0 ? null : `${said.join('; ')}.`
  })
  /** Where nobody knows what is normal, each block is judged by a model that has not seen it. */
  readonly holdOut: HoldOut = $derived.by(() =>
    this.detector?.learns === 'nothing'
      ? { kind: 'nothing' }
      : this.choice === 'unknown'
        ? { kind: 'blocks', blocks: UNKNOWN_BLOCKS, purge: null, agree: true }
        : this.holding.holdOut,
  )
  /** One sentence on why the answer suits these data, or what it means. */
  readonly why: string = $derived(
    this.suggestion?.normal.kind === this.choice ? this.suggestion.normal.why : meaning[this.choice],
  )
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
    this.unread = false
    const known = await this.#notices.attempt(() => this.#api.call('detectors.list', {}))
    this.unread = known === undefined
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
  look(
    labelled: boolean,
    data: Times & { channels?: readonly { id: number; name: string; min: number | null; max: number | null }[] },
  ) {
    const channels = data.channels ?? []
    const still = channels.filter(({ min, max }) => min !== null && min === max)
    // Of one value there is nothing to learn; where a change of it should count, the person puts it back.
    this.leftOut = new Set(still.length < channels.length ? still.map(({ id }) => id) : [])
    this.ranges = []
    this.forgetCalls()
    this.choice = labelled ? 'unlabelled' : 'everything'
    this.problem = null
    this.suggestion = null
    this.chosenOn = null
    this.cleaned = true
    this.steps = []
    this.stepped = true
    this.residual = 'none'
    this.holding.forget(data)
    this.#askedFor = ''
    this.#touched = false
    this.#data = data
    this.#channels = data.channels ?? []
  }

  /** Another project: nothing that was set for the one before is left. */
  forget() {
    this.startFrom = null
    this.starts = []
    this.#given = {}
    this.threshold = null
    this.#mergeGapMs = 0
    this.#minDurationMs = 0
    this.seed = 1
    this.jobId = null
    this.holding.reset()
  }

  /**
   * Asks what suits a dataset, once, and again when labels came or went, or its cleaning is another. It is taken unless the person has
   * chosen meanwhile.
   */
  async suggest(dataset: number, labelSet: number | null, labelCount: number, cleaning: readonly CleaningStep[] = []) {
    const asked = `${dataset}:${labelSet}:${labelCount}:${JSON.stringify(cleaning)}`
    if (asked === this.#askedFor) return
    this.#askedFor = asked
    this.suggesting = true
    try {
      const suggestion = await this.#api.call('detectors.suggest', { dataset, labelSet })
      if (asked !== this.#askedFor) return
      const follow = !this.#touched
      this.suggestion = suggestion
      // They follow from the data, whichever detector looks at them.
      this.steps = suggestion.steps
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
    this.#minDurationMs = wish.minDurationMs
    this.choice = wish.normal.kind
    if (wish.leftOut.length > 0)
      this.leftOut = new Set(this.#channels.filter(({ name }) => wish.leftOut.includes(name)).map(({ id }) => id))
    this.chosenOn = null
    this.#touched = false
  }

  /** chosenOn — the labels that recommended it, where some did. */
  choose(detector: string, chosenOn: ChosenOn | null = null) {
    this.detectorId = detector
    this.chosenOn = chosenOn
    this.threshold = null
    this.#mergeGapMs = 0
    this.#minDurationMs = 0
    this.#touched = true
  }

  /** Looks which runs of these datasets the chosen detector could go on from. */
  async lookForStarts(datasets: readonly { id: number; name: string }[]) {
    const detector = this.detectorId
    const lists = this.detector?.carries
      ? await Promise.all(datasets.map(async ({ id, name }) => ({ name, runs: await this.#runsOf(id) })))
      : []
    if (detector !== this.detectorId) return
    this.starts = lists.flatMap(({ name, runs }) =>
      runs
        .filter(({ status, model }) => status === 'ready' && model.kind === 'detector' && model.detector === detector)
        .filter(({ model }) => model.training?.holdOut.kind !== 'blocks')
        .map((run) => ({ run: run.id, name: `${run.name} on ${name}`, channels: run.model.channels })),
    )
    if (!this.starts.some(({ run }) => run === this.startFrom?.run)) this.startFrom = null
  }

  async #runsOf(dataset: number): Promise<Run[]> {
    return (await this.#notices.attempt(() => this.#api.call('runs.list', { dataset }))) ?? []
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

  /** A stretch that a run found strange is normal, or is not: the next training learns from it, or leaves it out. */
  call(range: TimeRange, what: 'normal' | 'anomaly') {
    const { start, end } = range
    const others = (list: readonly TimeRange[]) => list.filter((one) => one.start !== start || one.end !== end)
    const { normal, anomalies } = { normal: others(this.called.normal), anomalies: others(this.called.anomalies) }
    this.called =
      what === 'normal'
        ? { normal: [...normal, { start, end }], anomalies }
        : { normal, anomalies: [...anomalies, { start, end }] }
  }

  forgetCalls() {
    this.called = { normal: [], anomalies: [] }
  }

  addRange(range: TimeRange) {
    this.choice = 'ranges'
    this.ranges = merged([...this.ranges, range])
  }

  removeRange(at: number) {
    this.ranges = this.ranges.filter((_, i) => i !== at)
  }

  /** What the next training is asked to do, as far as a command can say it. */
  asked(labelSet: number | null) {
    return {
      detector: this.detectorId,
      params: this.params,
      seed: this.seed,
      threshold: this.threshold,
      joinMs: this.#mergeGapMs,
      ranges: this.normalRanges,
      excludesLabels: (this.choice === 'unlabelled' || this.called.anomalies.length > 0) && labelSet !== null,
      holdOut: this.holdOut,
      steps: this.stepped ? this.steps : [],
      decompose: this.residual === 'none' ? null : { how: this.residual, period: this.period.trim() || '1d' },
      startsFrom: this.startFrom !== null,
    }
  }

  /** brought — a model of a file in the place of the chosen detector. */
  async train(
    dataset: number,
    allChannels: readonly number[],
    labelSet: number | null,
    brought: { token: string; params: ParamValues } | null = null,
  ) {
    if (this.starting) return
    this.starting = true
    this.problem = null
    try {
      const channels = allChannels.filter((id) => !this.leftOut.has(id))
      const { job, run } = await this.#api.call('train.start', {
        dataset,
        detector: brought ? 'onnx' : this.detectorId,
        params: brought ? brought.params : this.params,
        onnx: brought?.token ?? null,
        seed: this.seed,
        threshold: brought
          ? null
          : this.threshold && {
              ...this.threshold,
              minDurationMs: this.#minDurationMs,
              mergeGapMs: this.#mergeGapMs,
              hysteresis: 1,
            },
        channels: channels.length === allChannels.length ? [] : channels,
        ranges: [...this.normalRanges],
        labelSet,
        excludeLabels: this.asked(labelSet).excludesLabels,
        holdOut: this.holdOut,
        chosenOn: this.chosenOn,
        cleaned: this.cleaned,
        steps: this.asked(labelSet).steps,
        decompose: this.asked(labelSet).decompose,
        startFrom: brought ? null : this.startFrom,
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

const meaning: Record<NormalKind, string> = {
  beginning: 'The first 30 % are what the rest is compared with.',
  everything: 'Best where anomalies are rare: they hardly count among so many normal rows.',
  ranges: 'Only what you choose is learned as normal.',
  unlabelled: 'Everything outside of the accepted labels is learned as normal.',
  unknown: UNKNOWN_WHY,
}

/** As suggested, else the first 30 % of the time. */
function beginningOf(normal: Normal | null, { start, end }: Times): TimeRange {
  return normal?.kind === 'beginning' && normal.ranges[0]
    ? normal.ranges[0]
    : { start, end: start + 0.3 * (end - start) }
}

/** Whether two plain values hold the same, in whatever order. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)))
}
