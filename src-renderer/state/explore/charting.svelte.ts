import type {
  Control,
  ControlChartKind,
  ControlFinding,
  ControlSettings,
} from '../../../src-main/shared/data/control.ts'
import type { ExploreQuestion } from '../../../src-main/shared/data/explore.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { counted } from '../../../src-main/shared/counted.ts'
import type { Labels } from '../labels/labels.svelte.ts'
import type { Training } from '../runs/training.svelte.ts'

/** Which rows the limits of a control chart come from. stretch — one that was taken from the chart and stays. */
export type NormalFrom = 'training' | 'unlabelled' | 'all' | 'view' | 'stretch'

interface Around {
  labels: Labels
  training: Training
}

/** Where the standard deviation comes from, as the detectors of the same names begin with. */
const usualSpread = { 'i-mr': 'moving-range', 'xbar-s': 'moving-range', cusum: 'deviation', ewma: 'deviation' } as const

/** How the control chart of Explore is made, and which of its stretches is looked at. */
export class Charting {
  chart = $state<ControlChartKind>('i-mr')
  book = $state<ControlSettings['book']>('western-electric')
  subgroup = $state(5)
  allowance = $state(0.5)
  decision = $state(5)
  most = $state(10)
  weight = $state(0.2)
  width = $state(3)
  from = $state<NormalFrom>('training')
  stretch = $state.raw<TimeRange | null>(null)
  /** The stretch that is charted while the chart above shows a place in it. */
  #held = $state.raw<{ charted: TimeRange; seen: TimeRange } | null>(null)
  #spreads = $state.raw<Partial<Record<ControlChartKind, ControlSettings['spread']>>>({})
  readonly #around: Around

  constructor(around: Around) {
    this.#around = around
  }

  readonly spread: ControlSettings['spread'] = $derived.by(() => this.#spreads[this.chart] ?? usualSpread[this.chart])

  setSpread(spread: ControlSettings['spread']) {
    this.#spreads = { ...this.#spreads, [this.chart]: spread }
  }

  /** Takes a stretch of the chart for normal, and keeps it however the chart moves on. */
  take(range: TimeRange) {
    this.stretch = { start: range.start, end: range.end }
    this.from = 'stretch'
  }

  /** The rows that are called normal; ranges — none = all. */
  normal(view: TimeRange): Extract<ExploreQuestion, { kind: 'control' }>['normal'] {
    const { from, stretch } = this
    const plain = ({ start, end }: TimeRange) => ({ start, end })
    if (from === 'view') return { ranges: [plain(view)], unlabelled: false }
    if (from === 'stretch') return { ranges: stretch ? [stretch] : [], unlabelled: false }
    if (from === 'training') {
      const { normalRanges, choice } = this.#around.training
      return { ranges: normalRanges.map(plain), unlabelled: choice === 'unlabelled' }
    }
    return { ranges: [], unlabelled: from === 'unlabelled' }
  }

  question(channel: number, view: TimeRange): Extract<ExploreQuestion, { kind: 'control' }> {
    const { chart, book, spread, subgroup, allowance, decision, most, weight, width } = this
    const settings = { chart, book, spread, subgroup, allowance, decision, most, weight, width }
    return { kind: 'control', channel, ...settings, normal: this.normal(view) }
  }

  hold(charted: TimeRange, seen: TimeRange) {
    this.#held = { charted, seen }
  }

  /** What is charted: what is seen, or what was before a place in it was gone to. */
  charted(seen: TimeRange): TimeRange {
    const held = this.#held
    return held && held.seen.start === seen.start && held.seen.end === seen.end ? held.charted : seen
  }

  forget() {
    this.#held = null
    this.stretch = null
    if (this.from === 'stretch') this.from = 'training'
  }

  /** What was found becomes proposals of the class that is chosen, in one edit that can be taken back as one. */
  async propose(answer: Control, name: string): Promise<void> {
    const { labels } = this.#around
    const [cls, set] = [await labels.classes.ensure(), await labels.sets.ensure()]
    if (!cls || set === null || answer.findings.length === 0) return
    const drafts = answer.findings.map((one) => draftOf(one, answer.channel, name))
    await labels.replace([], drafts.map((draft) => ({ set, class: cls.id, ...draft })), `Proposed ${counted(drafts.length, 'stretch', 'stretches')} of a control chart`) // prettier-ignore
  }
}

const draftOf = ({ start, end, certainty, rules }: ControlFinding, channel: number, name: string) => ({
  start,
  end,
  channels: [channel],
  certainty,
  status: 'proposed' as const,
  origin: 'detector' as const,
  note: `${name}: ${rules.join('; ')}`,
})
