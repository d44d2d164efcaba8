import type { DriftReport } from '../../../src-main/shared/watch/drift.ts'
import type {
  ChannelImportances,
  ExplainProgress,
  MemberExplanation,
  NearestLabels,
  WindowExplanation,
} from '../../../src-main/shared/runs/explanation.ts'
import type { Run } from '../../../src-main/shared/project.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { type Api, isCancelled, problemOf } from '../../api.ts'
import { LatestOnly } from '../latest-only.svelte.ts'
import type { Runs } from './runs.svelte.ts'

/** Why the selected detection is strange, how much the run leans on each channel, and what of it is drawn into the lanes. */
export class Explaining {
  baseline = $state<'background' | 'median'>('background')
  /** What was explained last, and what for. */
  found = $state.raw<{ run: number; window: TimeRange; explanation: WindowExplanation } | null>(null)
  problem = $state<string | null>(null)
  importance = $state.raw<{ run: number; found: ChannelImportances } | null>(null)
  weighing = $state(false)
  /** How far the explanation under way is. */
  progress = $state.raw<ExplainProgress | null>(null)
  /** The window whose explanation the person ended. */
  stopped = $state.raw<TimeRange | null>(null)
  nearest = $state.raw<{ asked: string; found: NearestLabels } | null>(null)
  members = $state.raw<{ asked: string; found: MemberExplanation } | null>(null)
  nearestProblem = $state<string | null>(null)
  membersProblem = $state<string | null>(null)
  drift = $state.raw<{ run: number; found: DriftReport | null } | null>(null)
  /** Each channel's share of the score as a heat map under the lanes; the expected value as a line in them. */
  heat = $state(false)
  overlay = $state(false)
  /** Series to be read with the lanes for what is switched on. */
  readonly series: number[] = $derived.by(() => {
    const run = this.#runs.selected
    return run?.status === 'ready'
      ? [...(this.heat ? run.contributions : []), ...(this.overlay ? run.expected : [])]
      : []
  })
  #api: Api
  #runs: Runs
  /** What was asked for last: labels to compare with, and what members said. */
  #compared = ''
  #asked = ''
  /** Counts the projects looked at: an answer that was asked for in another one is not shown. */
  #epoch = 0
  #questions = new LatestOnly<{ run: number; window: TimeRange }>((asked) => this.#explain(asked))

  constructor(api: Api, runs: Runs) {
    this.#api = api
    this.#runs = runs
    api.on('explain.progress', (progress) => (this.progress = progress))
  }

  /** Another project: its runs may have the ids of those before. */
  forget() {
    this.#epoch++
    this.#questions.drop()
    this.baseline = 'background'
    this.heat = false
    this.overlay = false
    this.found = null
    this.problem = null
    this.importance = null
    this.progress = null
    this.stopped = null
    this.nearest = null
    this.members = null
    this.nearestProblem = null
    this.membersProblem = null
    this.drift = null
    this.#compared = ''
    this.#asked = ''
  }

  /** The series with the expected values of a channel, where the selected run has them and they are switched on. */
  expectedOf(channel: string): number | null {
    const run = this.#runs.selected
    if (!this.overlay || run?.status !== 'ready' || run.expected.length === 0) return null
    const at = run.model.channels.indexOf(channel)
    return at < 0 ? null : run.expected[at]
  }

  /** Explains a window. */
  explain(run: number, window: TimeRange) {
    void this.#questions.ask({ run, window: { start: window.start, end: window.end } })
  }

  get busy() {
    return this.#questions.busy
  }

  /** Ends the explanations under way. */
  async stop() {
    await this.#api.call('explain.cancel', {})
  }

  /** Looks for the labels that are most like a window. version — changes when labels do. */
  async compare(run: number, labelSet: number, { start, end }: TimeRange, version: number) {
    const asked = nearestKey(run, labelSet, { start, end }, version)
    if (asked === this.#compared) return
    this.#compared = asked
    this.nearestProblem = null
    try {
      const found = await this.#api.call('explain.nearest', { run, labelSet, start, end })
      if (asked === this.#compared) this.nearest = { asked, found }
    } catch (error) {
      if (asked === this.#compared) this.nearestProblem = problemOf(error).message
    }
  }

  /** Asks what the members of an ensemble said of a window. */
  async ask(run: number, { start, end }: TimeRange) {
    const asked = membersKey(run, { start, end })
    if (asked === this.#asked) return
    this.#asked = asked
    this.membersProblem = null
    try {
      const found = await this.#api.call('explain.members', { run, start, end })
      if (asked === this.#asked) this.members = { asked, found }
    } catch (error) {
      if (asked === this.#asked) this.membersProblem = problemOf(error).message
    }
  }

  async weigh(run: number, labelSet: number | null) {
    if (this.weighing) return
    this.weighing = true
    this.problem = null
    const epoch = this.#epoch
    try {
      const found = await this.#api.call('explain.importance', { run, labelSet })
      if (epoch === this.#epoch) this.importance = { run, found }
    } catch (error) {
      if (epoch === this.#epoch && !isCancelled(error)) this.problem = problemOf(error).message
    }
    this.weighing = false
  }

  /** Reads what an adaptive run saw; of another run nothing. */
  async readDrift(run: Run) {
    if (run.model.kind !== 'adaptive' || this.drift?.run === run.id) return
    const epoch = this.#epoch
    try {
      const found = await this.#api.call('adaptive.drift', { run: run.id })
      if (epoch === this.#epoch) this.drift = { run: run.id, found }
    } catch (error) {
      if (epoch === this.#epoch) this.problem = problemOf(error).message
    }
  }

  async #explain({ run, window }: { run: number; window: TimeRange }) {
    const epoch = this.#epoch
    try {
      const explanation = await this.#api.call('explain.window', { run, ...window, baseline: this.baseline })
      if (epoch !== this.#epoch) return
      this.found = { run, window, explanation }
      this.problem = null
      this.stopped = null
    } catch (error) {
      if (epoch !== this.#epoch) return
      this.found = null
      this.problem = isCancelled(error) ? null : problemOf(error).message
      this.stopped = isCancelled(error) ? window : null
    }
  }
}

export const nearestKey = (run: number, labelSet: number, { start, end }: TimeRange, version: number) =>
  [run, labelSet, start, end, version].join(' ')
export const membersKey = (run: number, { start, end }: TimeRange) => [run, start, end].join(' ')
