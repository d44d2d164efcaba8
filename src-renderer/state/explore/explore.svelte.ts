import type {
  AnswerTo,
  ExploreAnswer,
  ExploreKind,
  ExploreProgress,
  ExploreQuestion,
} from '../../../src-main/shared/data/explore.ts'
import { count, counted } from '../../../src-main/shared/counted.ts'
import type { QualityFinding, QualityReport } from '../../../src-main/shared/data/quality.ts'
import type { Channel, Dataset } from '../../../src-main/shared/project.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { type Api, isCancelled, problemOf } from '../../api.ts'
import type { Measure } from '../chart/measure.svelte.ts'
import type { View } from '../chart/view.svelte.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Files } from '../data/files.svelte.ts'
import type { Labels } from '../labels/labels.svelte.ts'
import type { Runs } from '../runs/runs.svelte.ts'
import type { Training } from '../runs/training.svelte.ts'
import type { Announcer } from '../window/announcer.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'
import { midnightBefore } from './midnight.ts'
import { Charting } from './charting.svelte.ts'
import { Comparing } from './comparing.svelte.ts'
import { Cutting } from './cutting.svelte.ts'
import { Findings } from './findings.svelte.ts'

export const exploreParts = [
  'quality',
  'distributions',
  'together',
  'rhythm',
  'overlay',
  'cycles',
  'compare',
  'control',
  'statistics',
] as const
export type ExplorePart = (typeof exploreParts)[number]

/** What of the page is looked at and answered with. */
interface Around {
  api: Api
  announcer: Announcer
  datasets: Datasets
  files: Files
  labels: Labels
  measure: Measure
  notices: Notices
  runs: Runs
  training: Training
  view: View
}

/** The view has to rest so long before it is asked about. */
const restMs = 200
/** So long it is told that something was exported. */
const savedMs = 5000

/** What the pane Explore shows: questions about the stretch and the channels that the chart shows. */
export class Explore {
  part = $state<ExplorePart>('quality')
  /** By kind: scatter and matrix stand side by side. */
  answers = $state.raw<{ [K in ExploreKind]?: AnswerTo<K> }>({})
  problem = $state<string | null>(null)
  /** What is asked does not fit what is shown: no fault, and the same again would help nobody. */
  unfit = $state(false)
  busy = $state(false)
  /** What is shown answers an earlier question. */
  stale = $state(false)
  progress = $state.raw<ExploreProgress | null>(null)
  report = $state.raw<QualityReport | null>(null)
  /** What was exported just now. */
  saved = $state<string | null>(null)
  /** Rows that were picked in a pane, as the chart shows them. */
  picked = $state.raw<TimeRange[]>([])

  log = $state(false)
  shape = $state<'histogram' | 'box' | 'ecdf'>('histogram')
  method = $state<'pearson' | 'spearman'>('pearson')
  matrix = $state<'r' | 'lag' | 'distance'>('r')
  pair = $state.raw<[number, number] | null>(null)
  colour = $state<number | 'time' | 'label' | 'count'>('count')
  /** Two channels, or each pair of the first six. */
  scatterOf = $state<'pair' | 'matrix'>('pair')
  /** null = a grid of counts where there are more rows than can be told apart. */
  dense = $state<boolean | null>(null)
  channelId = $state<number | null>(null)
  period = $state<number | null>(null)
  decompose = $state<'classical' | 'stl'>('stl')
  by = $state<number | 'labels' | 'detections' | 'condition'>(86_400_000)
  anchor = $state<'start' | 'end'>('start')
  stretched = $state(false)
  /** ms that are shown around each event. */
  around = $state(0)
  limit = $state<number | null>(null)

  readonly findings: Findings
  readonly comparing: Comparing
  readonly cutting: Cutting
  readonly charting: Charting
  readonly #around: Around
  #asked = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #savedTimer: ReturnType<typeof setTimeout> | undefined
  #reportOf: number | null = null

  constructor(around: Around) {
    this.#around = around
    this.findings = new Findings(around)
    this.comparing = new Comparing(around.api, around.datasets)
    this.cutting = new Cutting(() => this.shown)
    this.charting = new Charting(around)
    around.api.on('explore.progress', (progress) => (this.progress = progress))
    around.api.on('datasets.changed', () => {
      // Rows may have come: what is asked next is asked anew.
      const dataset = around.datasets.selected
      if (this.report && dataset && dataset.rows !== this.report.rows) this.#reportOf = null
    })
  }

  get dataset(): Dataset | null {
    return this.#around.datasets.selected
  }

  /** The channels that the chart shows. */
  readonly shown: Channel[] = $derived.by(() => this.#around.datasets.shown)
  readonly channel: Channel | null = $derived.by(
    () => this.shown.find((one) => one.id === this.channelId) ?? this.shown[0] ?? null,
  )

  /** The stretch that is seen, within the data. */
  readonly range: TimeRange = $derived.by(() => {
    const { view } = this.#around
    const dataset = this.dataset
    if (!dataset) return { start: 0, end: 0 }
    return { start: Math.max(view.start, dataset.start), end: Math.min(view.end, dataset.end) }
  })

  /** What is selected on the chart: between the two cursors, or the label. */
  readonly selected: TimeRange | null = $derived.by(() => {
    const { measure, labels } = this.#around
    return measure.range ?? labels.selection.label
  })

  /** What is asked about: the numbers are those of what is selected, where something is. */
  readonly asked: TimeRange = $derived.by(() => {
    if (this.part === 'control') return this.charting.charted(this.range)
    return this.part === 'statistics' && this.selected ? this.selected : this.range
  })

  /** What the part asks, one after the other. */
  readonly questions: ExploreQuestion[] = $derived.by(() => {
    const { part, channel } = this
    if (part === 'distributions')
      return [
        {
          kind: part,
          log: this.log,
          selected: this.selected && { start: this.selected.start, end: this.selected.end },
        },
      ]
    if (part === 'statistics') return [{ kind: part, limit: this.limit }]
    if (part === 'together') {
      const [x, y] = this.axes
      return [
        { kind: part, method: this.method },
        ...(x === null || y === null
          ? []
          : this.scatterOf === 'matrix'
            ? [{ kind: 'scatter-matrix' as const }]
            : [{ kind: 'scatter' as const, x, y, colour: this.colour === 'count' ? ('time' as const) : this.colour }]),
      ]
    }
    if (part === 'compare') {
      const question = this.comparing.question(this.range)
      return question ? [question] : []
    }
    if (!channel) return []
    if (part === 'cycles') {
      const question = this.cutting.question(channel.id)
      return question ? [question] : []
    }
    if (part === 'control') return [this.charting.question(channel.id, this.asked)]
    if (part === 'rhythm') return [{ kind: part, channel: channel.id, period: this.period, method: this.decompose }]
    if (part === 'overlay')
      return [
        {
          kind: part,
          channel: channel.id,
          by: this.by,
          offset: this.dataset ? midnightBefore(this.dataset) : 0,
          anchor: this.anchor,
          stretched: this.stretched,
          run: this.by === 'detections' ? this.#around.runs.selectedId : null,
          cut: this.by === 'condition' ? this.cutting.cut : null,
          before: this.around,
          after: this.around,
        },
      ]
    return []
  })

  /** The channels of the scatter: the pair that was chosen, or the first two. */
  get axes(): [number | null, number | null] {
    const known = (id: number | undefined) => this.shown.find((one) => one.id === id)?.id ?? null
    const [x, y] = this.pair ?? []
    return [known(x) ?? this.shown[0]?.id ?? null, known(y) ?? this.shown[1]?.id ?? null]
  }

  /** What an answer depends on. */
  readonly key = $derived.by(() =>
    JSON.stringify([
      this.dataset?.id,
      this.dataset?.rows,
      this.asked,
      this.shown.map(({ id }) => id),
      this.questions,
      this.#around.labels.sets.id,
    ]),
  )

  /** Asks what the part shows, once the view has come to rest. */
  look() {
    clearTimeout(this.#timer)
    if (this.part === 'quality') return void this.#lookAtQuality()
    this.busy = this.stale = this.dataset !== null && this.shown.length > 0 && this.questions.length > 0
    this.#timer = setTimeout(() => void this.#ask(), restMs)
  }

  forget() {
    this.leave()
    this.answers = {}
    this.report = null
    this.#reportOf = null
    this.picked = []
    this.pair = null
    this.channelId = null
    this.period = null
    this.problem = null
    this.findings.forget()
    this.comparing.forget()
    this.#around.measure.clear()
    this.cutting.forget()
    this.charting.forget()
  }

  /** The pane is closed: nobody waits any more. */
  leave() {
    clearTimeout(this.#timer)
    this.#asked++
    this.picked = []
    if (this.busy) void this.#around.api.call('explore.cancel', {}).catch(() => undefined)
    this.busy = false
  }

  again() {
    this.#reportOf = null
    this.look()
  }

  answer<K extends ExploreKind>(kind: K): AnswerTo<K> | null {
    return (this.answers[kind] as AnswerTo<K> | undefined) ?? null
  }

  goTo(finding: QualityFinding) {
    this.#around.view.goTo(finding)
    this.picked = [{ start: finding.start, end: finding.end }]
  }

  /** A stretch of the control chart, which stays as it is until the view is moved by hand. */
  goToCharted({ start, end }: TimeRange) {
    const charted = this.asked
    this.#around.view.goTo({ start, end })
    this.charting.hold(charted, this.range)
    this.picked = [{ start, end }]
  }

  async proposeCharted() {
    const answer = this.answer('control')
    const channel = this.dataset?.channels.find(({ id }) => id === answer?.channel)
    if (answer && channel) await this.charting.propose(answer, channel.name)
  }

  /** All rows whose points lie in a box of two channels: those of the scatter, or one twice. */
  async pickWithin(box: { x: [number, number]; y: [number, number] }, [x, y] = this.axes) {
    const { api, notices } = this.#around
    const scope = this.#scope()
    if (!scope || x === null || y === null) return
    const question = { kind: 'within' as const, x, y, box }
    try {
      const found = (await api.call('explore.ask', { ...scope, question, exact: true })) as AnswerTo<'within'>
      this.picked = found.ranges
      this.#around.announcer.say(`${counted(found.rows, 'row')} picked`)
      if (found.ranges.length < found.all)
        notices.say(
          `${count(found.all)} stretches lie in the box: the ${count(found.ranges.length)} longest are picked.`,
        )
    } catch (error) {
      if (!isCancelled(error)) notices.fail(error)
    }
  }

  /** The picked stretches become labels of the class that is chosen, in one edit that can be taken back as one. */
  async labelPicked() {
    const { labels } = this.#around
    const ranges = this.picked
    const [cls, set] = [await labels.classes.ensure(), await labels.sets.ensure()]
    if (!cls || set === null || ranges.length === 0) return
    this.picked = []
    const what = `Labelled ${counted(ranges.length, 'picked stretch', 'picked stretches')}`
    await labels.replace([], ranges.map(({ start, end }) => ({ set, class: cls.id, start, end })), what) // prettier-ignore
  }

  /** What every question is about; null where nothing is shown. */
  #scope() {
    const { dataset, shown } = this
    if (!dataset || shown.length === 0) return null
    return {
      dataset: dataset.id,
      channels: shown.map(({ id }) => id),
      labelSet: this.#around.labels.sets.id,
      ...this.asked,
    }
  }

  async #ask() {
    const asked = ++this.#asked
    const { api } = this.#around
    const scope = this.#scope()
    if (!scope) return
    this.busy = true
    this.problem = null
    try {
      const all: ExploreAnswer[] = []
      for (const exact of [false, true])
        for (const [i, question] of this.questions.entries()) {
          if (exact && all[i].from.rows >= all[i].from.of) continue
          const answer = await api.call('explore.ask', { ...scope, question, exact })
          if (asked !== this.#asked) return
          all[i] = answer
          this.answers = { ...this.answers, [answer.kind]: answer }
          this.stale = false
        }
    } catch (error) {
      if (asked !== this.#asked || isCancelled(error)) return
      const { code, message } = problemOf(error)
      ;[this.problem, this.unfit] = [message, code === 'bad-input']
      // What an earlier question was answered with is no answer to this one.
      const left = { ...this.answers }
      for (const { kind } of this.questions) delete left[kind]
      this.answers = left
      this.stale = false
    } finally {
      if (asked === this.#asked) this.busy = false
    }
  }

  async #lookAtQuality() {
    const dataset = this.dataset
    if (!dataset || dataset.status !== 'ready' || this.#reportOf === dataset.id) return
    const asked = ++this.#asked
    this.#reportOf = dataset.id
    this.report = null
    ;[this.problem, this.unfit] = [null, false]
    this.busy = true
    try {
      const report = await this.#around.api.call('explore.quality', { dataset: dataset.id })
      if (asked === this.#asked) this.report = report
      await this.findings.read(dataset.id)
    } catch (error) {
      this.#reportOf = null
      if (asked === this.#asked && !isCancelled(error)) this.problem = problemOf(error).message
    } finally {
      if (asked === this.#asked) this.busy = false
      else if (!this.report) this.#reportOf = null
    }
  }

  /** In the pane itself: a notice would lie over the lanes. */
  #tellSaved(sentence: string) {
    clearTimeout(this.#savedTimer)
    this.saved = sentence
    this.#savedTimer = setTimeout(() => (this.saved = null), savedMs)
  }

  /** Writes a picture or a table where the person wants it. */
  async save(name: string, kind: 'csv' | 'svg' | 'png', content: () => string) {
    const { notices, files, api } = this.#around
    const file = await notices.attempt(() =>
      files.pickSave('picture', `${this.dataset?.name ?? 'dataset'} ${name}.${kind}`),
    )
    if (!file) return
    const done = await notices.attempt(async () => (await api.call('explore.save', { file: file.token, kind, content: content() }), true)) // prettier-ignore
    if (done) this.#tellSaved(`Exported ${file.name}.`)
  }
}
