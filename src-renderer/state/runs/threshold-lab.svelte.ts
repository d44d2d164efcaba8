import { counted, plural } from '../../../src-main/shared/counted.ts'
import { emptyRanges, type PointRanges } from '../../../src-main/shared/runs/detected-ranges.ts'
import type { Run } from '../../../src-main/shared/project.ts'
import {
  consequences,
  type Consequences,
  type Lab,
  type LabPoints,
  type LabView,
  prepareLab,
  receivedPoints,
} from '../../../src-main/shared/runs/threshold-lab.ts'
import { cheapest, type Search, withinBudget } from '../../../src-main/shared/runs/threshold-search.ts'
import { type Api, problemOf } from '../../api.ts'
import { LatestOnly } from '../latest-only.svelte.ts'
import type { Runs } from './runs.svelte.ts'
import type { Labels } from '../labels/labels.svelte.ts'
import type { Project } from '../data/project.svelte.ts'
import type { Training } from './training.svelte.ts'

/** What of the page the lab needs. */
interface Around {
  api: Api
  runs: Runs
  labels: Labels
  project: Project
  training: Training
}

/** So long may a search keep the page from drawing. */
const sliceMs = 8

/** What a search has found, in words; `oracle` where labels were used to choose. */
export interface Outcome {
  goal: 'budget' | 'cost'
  threshold: number | null
  oracle: boolean
  text: string
}

/** What the searches are told to find. */
export interface Goals {
  /** Alarms per week at most. */
  budget: number
  /** A missed event costs as much as so many false alarms. */
  missedCosts: number
}

const usualGoals: Goals = { budget: 5, missedCosts: 10 }

interface Wanted {
  run: number
  labelSet: number | null
  judgedOn: Run['judgedOn']
  /** Whatever the answer depends on, compared one by one. */
  key: readonly unknown[]
}

const same = (a: Wanted, b: Wanted | null) =>
  b !== null && a.run === b.run && a.key.every((part, i) => part === b.key[i])

/**
 * The threshold lab: everything that follows from a threshold, computed in the page, so that it keeps up with the hand.
 * The threshold itself is that of `Runs`, which the score lane shows and moves as well.
 */
export class ThresholdLab {
  view = $state.raw<LabView | null>(null)
  /** Why the scores could not be read. */
  problem = $state<string | null>(null)
  goals = $state.raw<Goals>(usualGoals)
  searching = $state(false)
  outcome = $state.raw<Outcome | null>(null)
  logarithmic = $state<boolean | null>(null)
  /** Raised when changed labels have been written: the page shows them before that. */
  #version = $state(0)
  #lab = $state.raw<Lab | null>(null)
  /** The run, its label set and the labels that `#lab` was made of. */
  #of: Wanted | null = null
  #wanted: Wanted | null = null
  #readings = new LatestOnly<Wanted>((wanted) => this.#read(wanted))
  readonly #around: Around
  readonly #ranges = emptyRanges()

  constructor(around: Around) {
    this.#around = around
    around.api.on('labels.changed', () => this.#version++)
  }

  /** What a run's labels and judged rows depend on, to be looked at again when it changes. */
  get key(): readonly unknown[] {
    const { labels, runs } = this.#around
    return [this.#version, labels.sets.id, labels.classes.list, runs.selected?.judgedOn]
  }

  readonly points: LabPoints | null = $derived.by(() => this.#lab?.points ?? null)

  /** What follows from the threshold that is shown; with the detections, in points. A new object whenever either changes. */
  readonly now: { numbers: Consequences; ranges: PointRanges } | null = $derived.by(() => {
    const { selected: run, thresholdShown: threshold } = this.#around.runs
    const lab = this.#lab
    if (!run || !lab || threshold === null || this.#of?.run !== run.id) return null
    return { numbers: consequences(lab, threshold, run.threshold, this.#ranges), ranges: this.#ranges }
  })

  /** The same while the threshold is somewhere else than where it is stored: what the chart shows then. */
  readonly moving = $derived.by(() => (this.#around.runs.dragged === null ? null : this.now))

  /** Reads what is needed for a run. */
  look(run: Run | null, key: readonly unknown[]) {
    if (!run || run.status !== 'ready' || run.scores === null) return this.close()
    if (this.#of?.run !== run.id) {
      this.#lab = null
      this.view = null
      this.outcome = null
    }
    this.#wanted = { run: run.id, labelSet: this.#around.labels.sets.id, judgedOn: run.judgedOn, key }
    if (this.#readings.busy || !same(this.#wanted, this.#of)) void this.#readings.ask(this.#wanted)
  }

  get loading() {
    return this.#readings.busy
  }

  /** Another project: its searches begin with the usual goals. */
  forget() {
    this.close()
    this.goals = usualGoals
    this.logarithmic = null
  }

  /** Gives back the memory: the scores of a run are many megabytes. */
  close() {
    this.#wanted = null
    this.#readings.drop()
    this.#of = null
    this.#lab = null
    this.view = null
    this.outcome = null
    this.problem = null
    this.searching = false
    const { runs } = this.#around
    if (runs.held) runs.letGo()
  }

  async #read(wanted: Wanted) {
    if (same(wanted, this.#of)) return
    const { run, labelSet } = wanted
    try {
      const known = this.#of?.run === run && this.#of.judgedOn === wanted.judgedOn ? this.#lab : null
      const { points, view } = await this.#around.api.call('runs.lab', { run, labelSet, points: known === null })
      if (this.#wanted?.run !== run) return
      this.#of = wanted
      this.#lab = prepareLab(points ? receivedPoints(points) : known!.points, view.windows, known)
      this.view = view
      this.outcome = null
      this.problem = null
    } catch (error) {
      this.problem = problemOf(error).message
      this.#readings.drop()
    }
  }

  /** Moves the threshold as a hand does: everything follows, nothing is stored. */
  move(threshold: number) {
    this.searching = false
    this.outcome = null
    this.#around.runs.held = true
    this.#around.runs.dragged = threshold
  }

  /** Stores the threshold where it is; chosenBy — what a search looked at to choose it. A project that can only be read keeps it until the lab is closed. */
  release(chosenBy: 'labels' | 'scores' | null = null) {
    const { runs, project, labels, training } = this.#around
    const run = runs.selected
    if (!run || runs.dragged === null || project.readOnly) return
    const [param] = Object.keys(training.thresholds.find((t) => t.id === 'fixed')?.params ?? { value: 0 })
    runs.held = false
    const { minDurationMs, mergeGapMs, hysteresis } = run.threshold
    runs.judge(
      {
        rule: 'fixed',
        params: { [param]: runs.dragged },
        minDurationMs,
        mergeGapMs,
        hysteresis,
        ...(chosenBy && { [chosenBy === 'labels' ? 'oracleValue' : 'chosenOnJudged']: runs.dragged }),
      },
      labels.sets.id,
    )
  }

  /** Looks for the best threshold in slices between frames and goes there. */
  async search(goal: Outcome['goal']): Promise<void> {
    const [lab, run, view] = [this.#lab, this.#around.runs.selected, this.view]
    if (!lab || !run || !view || this.searching) return
    const { budget, missedCosts } = this.goals
    const search =
      goal === 'budget'
        ? withinBudget(lab, run.threshold, view.ladder, budget)
        : cheapest(lab, run.threshold, view.ladder, missedCosts)
    this.searching = true
    this.outcome = null
    const found = await this.#inSlices(search, lab)
    // The hand has moved, or another run is looked at.
    if (!found || !this.searching || this.#lab !== lab) return
    this.searching = false
    const text = goal === 'budget' ? budgetText(found.best, found.fewest, budget) : costText(found.best, missedCosts)
    if (found.best) {
      this.move(found.best.threshold)
      this.release(goal === 'cost' ? 'labels' : 'scores')
    }
    this.outcome = {
      goal,
      threshold: found.best?.threshold ?? null,
      oracle: goal === 'cost' && found.best !== null,
      text,
    }
  }

  async #inSlices(search: Search, lab: Lab) {
    for (;;) {
      const until = performance.now() + sliceMs
      do {
        const step = search.next()
        if (step.done) return step.value
      } while (performance.now() < until)
      await new Promise((next) => setTimeout(next))
      if (this.#lab !== lab || !this.searching) return null
    }
  }
}

/** What a person asked for may be a fraction. */
const asked = (n: number, one: string) => `${n.toLocaleString('en-GB')} ${plural(n, one)}`
const perWeek = (n: number | null) =>
  n === null ? '' : `, ${n.toLocaleString('en-GB', { maximumFractionDigits: n < 10 ? 1 : 0 })} per week`

export function budgetText(best: Consequences | null, fewest: Consequences | null, budget: number): string {
  // The number allowed is rounded up: over months that is nothing, over a few hours it is more than was asked for.
  if (best && (best.alarmsPerWeek ?? 0) > budget * 1.1)
    return `The lowest threshold with ${counted(best.alarms, 'alarm')}${perWeek(best.alarmsPerWeek)}: these data are too short to come nearer to ${asked(budget, 'alarm')} per week.`
  if (best)
    return `The lowest threshold within the budget: ${counted(best.alarms, 'alarm')}${perWeek(best.alarmsPerWeek)}.`
  if (!fewest) return 'No threshold detects anything.'
  return `No threshold that detects anything keeps to ${asked(budget, 'alarm')} per week; the highest one raises ${counted(fewest.alarms, 'alarm')}${perWeek(fewest.alarmsPerWeek)}.`
}

export function costText(best: Consequences | null, missedCosts: number): string {
  if (!best) return 'There is no labelled event to miss, so no threshold costs less than another.'
  const missed = (best.events ?? 0) - (best.eventsFound ?? 0)
  const cost = missed * missedCosts + (best.falseAlarms ?? 0)
  if (best.alarms === 0)
    return `No alarm at all is cheapest: it misses ${counted(missed, 'event')}, which cost ${asked(cost, 'false alarm')}.`
  return `Cheapest: ${counted(missed, 'missed event')} and ${counted(best.falseAlarms ?? 0, 'false alarm')}, together ${asked(cost, 'false alarm')}.`
}
