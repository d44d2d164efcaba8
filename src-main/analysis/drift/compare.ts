import type { ChannelDrift, DriftKind, Estimate } from '../../shared/watch/drift-board.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'
import { seededRandom } from '../math/random.ts'
import { binMedians, type Cycle } from './cycle.ts'
import { binShares, decileEdges, indexOfShares, wasserstein, weighted, weightedKs, type Weighted } from './distances.ts'
import { departureOf, windowLength, windowsOf, type Course, type Departure, type Windows } from './level.ts'
import { noiseOf } from './noise.ts'
import { spreadOf, type ModeModel, type ModesOfRows } from './modes.ts'
import { changePoints, onsetOf } from './onset.ts'

/** One side of the comparison. values — [n] as they are; modes — of these rows; missing, range — of all rows, where these are a part of them. */
export interface Side extends Course {
  modes: ModesOfRows
  missing: number
  range: [number, number] | null
}

/** What all channels share. channel — index into the modes' centres, null for what was not there when they were found. */
export interface Frame {
  cycle: Cycle
  model: ModeModel
  channel: number | null
  /** Probability of calling a channel that has not changed drifted. */
  p: number
}

/** A level must move by so many usual spreads before anybody is told: less is of no use to know. */
const LEAST_SHIFT = 0.35
/** The spread must grow by so much; a machine that runs more calmly for a while is no drift. */
const LEAST_RATIO = 2
/** Noise of less than this share of the spread bothers nobody, however it grew. */
const LEAST_NOISE = 0.2
/** A channel that moves so little of what it did stands still. */
const FLAT = 0.05
/** Missing values must grow by so large a share of the rows. */
const LEAST_MISSING = 0.1
/** A distance of the distributions that matters although level and spread are the same. */
const LEAST_KS = 0.3
/** Of fewer windows a distribution may look different by chance. */
const LEAST_SHAPES = 3
const DRAWS = 200
/** Blocks of time that intervals are drawn from, on each side; of fewer than the least there is none. */
const BLOCKS = 20
const LEAST_BLOCKS = 4
/** Pieces of the recent data among which the beginning of a departure is looked for. */
const PIECES = 60

/**
 * Holds a channel's recent data against its training data of the same hours and modes. What is usual of a mode and an hour is taken out of
 * both, so that level and spread are those of the rest; distributions are compared with the training rows weighed as often as their
 * hour and mode are in the recent ones.
 */
export function compareChannel(
  name: string,
  unit: string | null,
  training: Side,
  recent: Side,
  frame: Frame,
): ChannelDrift {
  const { cycle, model, channel, p } = frame
  const usual = usualOf(training, frame)
  const [ours, theirs] = [training, recent].map((side) => ({ ...side, values: usual(side) }))
  const length = windowLength(ours, theirs)
  const known = windowsOf(ours, length)
  const now = windowsOf(theirs, length)
  const spread = Math.max(spreadOf(ours.values.filter(Number.isFinite).sort()), 1e-300)
  // Of hardly more than one period nobody knows how much the next may differ.
  const learned = cycle.kind === null ? Infinity : cycle.times
  // A slow drift of few windows shows in its last third alone, and sooner in twice as many windows half as long.
  const [finer, finerNow] = [ours, theirs].map((side) => windowsOf(side, length / 2).medians)
  const level = [
    departureOf(known.medians, now.medians, learned, p),
    departureOf(known.medians, lastOf(now.medians), learned, p),
    beyondAll(departureOf(finer, lastOf(finerNow), learned, p), finer),
  ].reduce((a, b) => (b.departs && !a.departs ? b : b.departs === a.departs && Math.abs(b.t) > Math.abs(a.t) ? b : a))
  const logs = (windows: Windows) => windows.spreads.map((one) => Math.log(one + 1e-3 * spread))
  const wider = departureOf(logs(known), logs(now), learned, p)
  const noisier = channel === null ? null : noiseDeparture()
  const kept = weighing(training, recent, frame)
  const a = weighted(ours.values, kept.training)
  const b = weighted(theirs.values, kept.recent)
  const sketch = sketchOf(a)
  const shape = departureOf(ksOfWindows(ours, length, sketch), ksOfWindows(theirs, length, sketch), learned, p)
  const ratio = Math.exp(wider.shift)
  const isMissing = recent.missing - training.missing > LEAST_MISSING
  const values = theirs.values.filter(Number.isFinite)
  const isFlat = spread > 1e-12 && values.length > 20 && standsStill(recent.values, training.values)
  const ks = weightedKs(a, b)
  const cautious = learned < 2 ? 3 : 1
  const pieces = windowsOf(
    theirs,
    Math.max(length / 4, (recent.times[recent.times.length - 1] - recent.times[0]) / PIECES),
  )
  const centre = known.medians.reduce((sum, v) => sum + v, 0) / Math.max(1, known.medians.length)
  const levels = pieces.medians.map((v) => v - centre)
  const onset = level.departs && levels.length > 0 ? onsetOf(levels) : null
  // What is told is how it is since then: of a departure that goes on, its last third.
  const since = onset === null ? levels : onset.course === 'slowly' ? lastOf(levels) : levels.slice(onset.at)
  const shift = since.reduce((sum, v) => sum + v, 0) / Math.max(1, since.length)
  const size = shift / spread
  const drifted: DriftKind | null = isMissing
    ? 'missing'
    : isFlat
      ? 'flat'
      : level.departs && Math.abs(size) >= cautious * LEAST_SHIFT
        ? 'level'
        : wider.departs && wider.shift >= cautious * Math.log(LEAST_RATIO)
          ? 'spread'
          : noisier?.departs && noisier.shift >= cautious * Math.log(LEAST_RATIO)
            ? 'noise'
            : shape.departs && ks >= LEAST_KS && cautious === 1 && now.medians.length >= LEAST_SHAPES
              ? 'shape'
              : null
  const draws = intervals(ours, theirs, kept, levels.length > 0 ? pieces.starts[levels.length - since.length] : 0)
  return {
    name,
    unit,
    based: { training: a.values.length, recent: b.values.length },
    shift: { value: shift, ...draws.shift },
    size,
    spread: { value: ratio, ...ratioBounds(logs(known), logs(now)) },
    psi: holding(indexOfShares(binShares(b, decileEdges(a)), binShares(a, decileEdges(a))), draws.psi),
    ks: holding(ks, draws.ks),
    wasserstein: holding(wasserstein(a, b), draws.wasserstein),
    noise: noisier && Math.exp(noisier.shift),
    missing: { training: training.missing, recent: recent.missing },
    range: { training: training.range, recent: recent.range },
    outside: outsideOf(recent.values, training.range),
    drifted,
    since: onset && drifted === 'level' ? pieces.starts[onset.at] : null,
    course: onset && drifted === 'level' ? onset.course : null,
    changes: changePoints(pieces.medians).map((at) => pieces.starts[at]),
    sentence: null,
  }

  /** Noise of single values against that of training; a channel whose noise is nothing beside what it does otherwise has none. */
  function noiseDeparture(): Departure | null {
    const noise = noiseOf(training, recent)
    if (noise === null) return null
    const [before, after] = noise.map((side) => windowsOf(side, length))
    const usually = quantileSorted(Float64Array.from(after.spreads).sort(), 0.5)
    return usually >= LEAST_NOISE * spread ? departureOf(logs(before), logs(after), Infinity, p) : null
  }

  /** Values with the mode's and the hour's usual taken out, in the unit of the channel. */
  function usualOf(side: Side, { channel }: Frame): (of: Side) => Float64Array {
    const centreOf = (mode: number) => (channel === null ? 0 : model.centres[mode][channel])
    const rest = (of: Side) => of.values.map((v, row) => v - centreOf(of.modes.of[row]))
    const medians = cycle.kind === null ? null : binMedians(side.times, rest(side), cycle.binOf, cycle.bins)
    return (of) => {
      const values = rest(of)
      return medians ? values.map((v, row) => v - medians[cycle.binOf(of.times[row])]) : values
    }
  }
}

/** One that is farther away than any window of training: short windows differ most where a cycle is steep, which no deviation tells. */
function beyondAll(one: Departure, training: readonly number[]): Departure {
  const centre = training.reduce((sum, v) => sum + v, 0) / Math.max(1, training.length)
  return { ...one, departs: one.departs && training.every((v) => Math.abs(v - centre) < Math.abs(one.shift)) }
}

/** The last third: how it is by now. */
const lastOf = (levels: readonly number[]) => levels.slice(Math.floor((2 * levels.length) / 3))

/** Hardly any movement from value to value where training moved all the time. */
function standsStill(recent: Float64Array, training: Float64Array): boolean {
  const moved = (values: Float64Array) => {
    let [same, n] = [0, 0]
    for (let i = 1; i < values.length; i++) {
      if (!Number.isFinite(values[i]) || !Number.isFinite(values[i - 1])) continue
      n++
      if (values[i] === values[i - 1]) same++
    }
    return n === 0 ? 1 : 1 - same / n
  }
  const before = moved(training)
  return before > 0.2 && moved(recent) < FLAT * before
}

/** How much a row counts: training's rows as often as their hour and mode are in the recent ones; recent ones that training does not know not at all. */
function weighing(training: Side, recent: Side, { cycle, model }: Frame) {
  const strata = cycle.bins * model.count
  const stratum = ({ times, modes }: Side, row: number) => cycle.binOf(times[row]) * model.count + modes.of[row]
  const count = (side: Side) => {
    const counts = new Float64Array(strata)
    for (let row = 0; row < side.times.length; row++)
      if (Number.isFinite(side.values[row])) counts[stratum(side, row)]++
    return counts
  }
  const [has, wants] = [count(training), count(recent)]
  return {
    training: (row: number) => wants[stratum(training, row)] / has[stratum(training, row)],
    recent: (row: number) => Number(has[stratum(recent, row)] > 0),
  }
}

/** Two hundred quantiles stand for a distribution that many windows are held against. */
function sketchOf(of: Weighted): Weighted {
  if (of.values.length <= 400) return of
  const values = new Float64Array(200)
  let [at, sum] = [0, of.weights[0]]
  for (let i = 0; i < values.length; i++) {
    while (sum < (i + 0.5) / values.length && at < of.values.length - 1) sum += of.weights[++at]
    values[i] = of.values[at]
  }
  return { values, weights: values.map(() => 1 / 200) }
}

function ksOfWindows(course: Course, length: number, whole: Weighted): number[] {
  const found: { n: number; ks: number }[] = []
  for (let from = 0; from < course.times.length;) {
    let to = from
    while (to < course.times.length && course.times[to] < course.times[from] + length) to++
    const part = weighted(course.values.subarray(from, to), () => 1)
    if (part.values.length >= 3) found.push({ n: part.values.length, ks: weightedKs(whole, part) })
    from = to
  }
  const fullest = found.reduce((most, { n }) => Math.max(most, n), 0)
  return found.filter(({ n }) => n >= fullest / 2).map(({ ks }) => ks)
}

const outsideOf = (values: Float64Array, range: [number, number] | null) => {
  const present = values.filter(Number.isFinite)
  if (!range || present.length === 0) return 0
  return present.reduce((n, v) => n + Number(v < range[0] || v > range[1]), 0) / present.length
}

type Bounds = Pick<Estimate, 'low' | 'high'>

const none: Bounds = { low: null, high: null }

/** 95 % of what was drawn. */
function bounds(drawn: number[]): Bounds {
  const finite = Float64Array.from(drawn.filter(Number.isFinite)).sort()
  return finite.length < DRAWS / 2 ? none : { low: quantileSorted(finite, 0.025), high: quantileSorted(finite, 0.975) }
}

/** Draws are of binned values, which are less far apart than the values themselves: the interval reaches to the value in any case. */
const holding = (value: number, { low, high }: Bounds): Estimate => ({
  value,
  low: low === null ? null : Math.min(low, value),
  high: high === null ? null : Math.max(high, value),
})

/** Of the ratio of two means of logarithms, one a window: windows are drawn with replacement. */
function ratioBounds(before: readonly number[], now: readonly number[]): Bounds {
  if (before.length < LEAST_BLOCKS || now.length < LEAST_BLOCKS) return none
  const random = seededRandom(1)
  const drawn = (logs: readonly number[]) =>
    logs.reduce((sum) => sum + logs[random.below(logs.length)], 0) / logs.length
  return bounds(Array.from({ length: DRAWS }, () => Math.exp(drawn(now) - drawn(before))))
}

/**
 * 95 % intervals by the block bootstrap (Künsch 1989): blocks of time are drawn with replacement on both sides. Distributions are held as
 * counts in 100 bins, so that a draw costs little; its error of the distances is below a hundredth.
 */
function intervals(
  training: Side,
  recent: Side,
  kept: { training(row: number): number; recent(row: number): number },
  since: number,
): Record<'shift' | 'psi' | 'ks' | 'wasserstein', Bounds> {
  const all = [...training.values, ...recent.values].filter(Number.isFinite)
  const sorted = Float64Array.from(all).sort()
  const edges =
    sorted.length === 0 ? [] : [...new Set(Array.from({ length: 99 }, (_, i) => quantileSorted(sorted, (i + 1) / 100)))]
  const bins = edges.length + 1
  const middles = Float64Array.from({ length: bins }, (_, i) => {
    const [low, high] = [edges[i - 1] ?? sorted[0], edges[i] ?? sorted[sorted.length - 1]]
    return (low + high) / 2
  })
  const blocksOf = ({ times, values }: Course, weight: (row: number) => number) => {
    const blocks = Math.min(BLOCKS, Math.floor(values.length / 5))
    const counts = Array.from({ length: blocks }, () => new Float64Array(bins))
    const spanned = times[times.length - 1] - times[0]
    for (let row = 0; row < values.length; row++) {
      if (!Number.isFinite(values[row]) || !(weight(row) > 0)) continue
      const block = Math.min(blocks - 1, Math.floor(((times[row] - times[0]) / (spanned || 1)) * blocks))
      if (block < 0) continue
      counts[block][binAt(edges, values[row])] += weight(row)
    }
    return counts.filter((one) => one.some((n) => n > 0))
  }
  const [a, b] = [blocksOf(training, kept.training), blocksOf(recent, kept.recent)]
  const first = recent.times.findIndex((time) => time >= since)
  const shifted = {
    times: recent.times.subarray(first),
    values: recent.values.subarray(first),
  }
  const c = blocksOf(shifted, (row) => kept.recent(first + row))
  if (a.length < LEAST_BLOCKS || b.length < LEAST_BLOCKS) return { shift: none, psi: none, ks: none, wasserstein: none }
  const random = seededRandom(1)
  const drawn = (blocks: Float64Array[]) => {
    const sum = new Float64Array(bins)
    for (let i = 0; i < blocks.length; i++) {
      const one = blocks[random.below(blocks.length)]
      for (let bin = 0; bin < bins; bin++) sum[bin] += one[bin]
    }
    const total = sum.reduce((n, v) => n + v, 0)
    return { values: middles, weights: sum.map((v) => v / total) }
  }
  const found = {
    shift: [] as number[],
    psi: [] as number[],
    ks: [] as number[],
    wasserstein: [] as number[],
  }
  for (let draw = 0; draw < DRAWS; draw++) {
    const [p, q] = [drawn(a), drawn(b)]
    const deciles = decileEdges(p)
    if (c.length >= LEAST_BLOCKS) found.shift.push(quantileOf(drawn(c), 0.5) - quantileOf(p, 0.5))
    found.psi.push(indexOfShares(binShares(q, deciles), binShares(p, deciles)))
    found.ks.push(weightedKs(p, q))
    found.wasserstein.push(wasserstein(p, q))
  }
  return {
    shift: bounds(found.shift),
    psi: bounds(found.psi),
    ks: bounds(found.ks),
    wasserstein: bounds(found.wasserstein),
  }
}

function binAt(edges: readonly number[], v: number): number {
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (v >= edges[middle]) low = middle + 1
    else high = middle
  }
  return low
}

function quantileOf({ values, weights }: Weighted, share: number): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) if ((sum += weights[i]) >= share) return values[i]
  return values[values.length - 1]
}
