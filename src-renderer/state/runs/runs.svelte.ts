import type { FileRef } from '../../../src-main/shared/contract.ts'
import { counted } from '../../../src-main/shared/counted.ts'
import type { JudgedOn } from '../../../src-main/shared/models/hold-out.ts'
import type { ParamValues } from '../../../src-main/shared/models/params.ts'
import type { Detection, Run, ThresholdSetting } from '../../../src-main/shared/project.ts'
import { type Api, problemOf } from '../../api.ts'
import { LatestOnly } from '../latest-only.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

interface Judgement {
  run: number
  threshold: ThresholdSetting
  labelSet: number | null
  judgedOn?: JudgedOn
}

/** The runs of the dataset that is looked at, the selected one, its detections. */
export class Runs {
  list = $state.raw<Run[]>([])
  selectedId = $state<number | null>(null)
  detections = $state.raw<Detection[]>([])
  /** Index into detections. */
  selectedDetection = $state<number | null>(null)
  /** Why the last judging failed, shown beside the threshold. */
  problem = $state<string | null>(null)
  /** Labels were edited after the selected run was judged. */
  labelsChanged = $state(false)
  /** Where the threshold line is being dragged to; null when it is not. */
  dragged = $state<number | null>(null)
  /** While a hand holds it; after that it stays where it was dropped until the answer is there, so that it does not jump back for a moment. */
  held = $state(false)
  /** Runs shown on the chart beside the selected one, and what they detected. */
  #ticked = $state.raw<ReadonlySet<number>>(new Set())
  #found = $state.raw<ReadonlyMap<number, { run: Run; detections: Detection[] }>>(new Map())
  readonly selected: Run | null = $derived(this.list.find((r) => r.id === this.selectedId) ?? null)
  /** The runs that have a lane, in the order of the list. */
  readonly onChart: Run[] = $derived(
    this.list.filter((r) => r.status === 'ready' && (r.id === this.selectedId || this.#ticked.has(r.id))),
  )
  readonly thresholdShown: number | null = $derived(this.dragged ?? this.selected?.thresholdValue ?? null)
  #api: Api
  #notices: Notices
  #dataset: number | null = null
  /** Of each run, the settings of the rules that it had before. */
  #rulesHad = new Map<number, Map<string, ParamValues>>()
  #judgements = new LatestOnly<Judgement>((asked) => this.#judge(asked))

  constructor(api: Api, notices: Notices) {
    this.#api = api
    this.#notices = notices
    api.on('runs.changed', ({ dataset }) => {
      if (dataset === this.#dataset && !this.judging) void this.refresh()
    })
  }

  async look(dataset: number | null) {
    this.#dataset = dataset
    this.list = []
    this.detections = []
    this.letGo()
    this.selectedId = null
    this.problem = null
    this.#ticked = new Set()
    this.#found = new Map()
    this.#rulesHad = new Map()
    if (dataset !== null) await this.refresh()
  }

  async refresh() {
    const dataset = this.#dataset
    if (dataset === null) return
    const list = await this.#notices.attempt(() => this.#api.call('runs.list', { dataset }))
    if (!list || dataset !== this.#dataset) return
    const before = this.selectedId
    const selected = list.find((r) => r.id === before) ?? list.findLast((r) => r.status === 'ready') ?? null
    const detections = await this.#detectionsOf(selected)
    if (dataset !== this.#dataset) return
    // A run and what it detected are shown together: a new one must not seem to have found nothing.
    this.list = list
    if (this.selectedId === before) {
      this.selectedId = selected?.id ?? null
      if (detections) this.#show(detections)
    }
    await this.#readOthers()
  }

  isOnChart = (id: number) => id === this.selectedId || this.#ticked.has(id)

  /** Shows a run in a lane of its own, or no longer. */
  async toggle(id: number) {
    const next = new Set(this.#ticked)
    if (!next.delete(id)) next.add(id)
    this.#ticked = next
    await this.#readOthers()
  }

  detectionsOf = (id: number): readonly Detection[] =>
    id === this.selectedId ? this.detections : (this.#found.get(id)?.detections ?? [])

  async select(id: number) {
    this.selectedId = id
    this.selectedDetection = null
    this.letGo()
    this.problem = null
    this.labelsChanged = false
    await Promise.all([this.#readDetections(), this.#readOthers()])
  }

  /** Judges anew. A dragged threshold asks more often than can be answered, so only its newest place is. */
  judge(threshold: ThresholdSetting, labelSet: number | null, judgedOn?: JudgedOn) {
    if (this.selectedId === null) return
    this.#remember(this.selected)
    const { next } = this.#judgements
    const asked = judgedOn ?? (next?.run === this.selectedId ? next.judgedOn : undefined)
    void this.#judgements.ask({ run: this.selectedId, threshold, labelSet, ...(asked && { judgedOn: asked }) })
  }

  /** The settings that a rule had for the selected run, so that whoever comes back to it finds it as it was. */
  ruleHad(rule: string): ParamValues | undefined {
    return this.selectedId === null ? undefined : this.#rulesHad.get(this.selectedId)?.get(rule)
  }

  #remember(run: Run | null) {
    if (!run) return
    const had = this.#rulesHad.get(run.id) ?? new Map<string, ParamValues>()
    this.#rulesHad.set(run.id, had.set(run.threshold.rule, run.threshold.params))
  }

  get judging() {
    return this.#judgements.busy
  }

  stepDetection(by: 1 | -1, from: number): Detection | null {
    const list = this.detections
    const at =
      this.selectedDetection !== null
        ? this.selectedDetection + by
        : by > 0
          ? list.findIndex((d) => d.end >= from)
          : list.findLastIndex((d) => d.start <= from)
    if (!list[at]) return null
    this.selectedDetection = at
    return list[at]
  }

  rename = (run: number, name: string) => this.#notices.attempt(() => this.#api.call('runs.rename', { run, name }))

  async remove(run: number) {
    await this.#notices.attempt(() => this.#api.call('runs.remove', { run }))
    await this.refresh()
  }

  /** Applies the run's model to another dataset; answers whether that has begun. */
  async scoreOn(run: number, dataset: number): Promise<boolean> {
    return (await this.#notices.attempt(() => this.#api.call('runs.score', { run, dataset }))) !== undefined
  }

  async exportScores(file: string) {
    const run = this.selectedId
    if (run === null) return
    const answer = await this.#notices.attempt(() => this.#api.call('runs.export', { run, file }))
    if (answer) this.#notices.say(`Exported the scores of ${counted(answer.rows, 'row')}.`)
  }

  /** file — the name of a folder that is to be made. */
  async exportModel(file: FileRef) {
    const run = this.selectedId
    if (run === null) return
    const answer = await this.#notices.attempt(() => this.#api.call('runs.exportModel', { run, file: file.token }))
    if (answer)
      this.#notices.say(
        answer.graph
          ? `The model is in the folder ${file.name}, with ONNX for other machines.`
          : `The model is in the folder ${file.name}. ${answer.why} The command "anomaly-studio score" takes it all the same.`,
      )
  }

  async #judge(asked: Judgement) {
    this.labelsChanged = false
    try {
      const run = await this.#api.call('runs.judge', asked)
      this.list = this.list.map((r) => (r.id === run.id ? run : r))
      this.problem = null
      await this.#readDetections()
    } catch (error) {
      this.problem = problemOf(error).message
    }
    if (this.#judgements.next === null && !this.held) this.dragged = null
  }

  /** The threshold is shown where it is stored. */
  letGo() {
    this.held = false
    this.dragged = null
  }

  /** Detections of the runs beside the selected one; read again only where the run was judged anew. */
  async #readOthers() {
    const others = this.onChart.filter((r) => r.id !== this.selectedId)
    const read = await Promise.all(
      others.map(async (run) => {
        const known = this.#found.get(run.id)
        if (known && known.run.thresholdValue === run.thresholdValue && known.run.detections === run.detections)
          return [run.id, known] as const
        const detections = (await this.#notices.attempt(() => this.#api.call('runs.detections', { run: run.id }))) ?? []
        return [run.id, { run, detections }] as const
      }),
    )
    this.#found = new Map(read)
  }

  async #readDetections() {
    const run = this.selected
    const found = await this.#detectionsOf(run)
    if (found && run?.id === this.selected?.id) this.#show(found)
  }

  /** undefined where they could not be read. */
  async #detectionsOf(run: Run | null): Promise<Detection[] | undefined> {
    return run?.status === 'ready'
      ? this.#notices.attempt(() => this.#api.call('runs.detections', { run: run.id }))
      : []
  }

  #show(detections: Detection[]) {
    this.detections = detections
    if (this.selectedDetection !== null && this.selectedDetection >= detections.length) this.selectedDetection = null
  }
}
