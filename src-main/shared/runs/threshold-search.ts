import { emptyRanges, type DetectionOptions } from './detected-ranges.ts'
import { consequences, type Consequences, type Lab } from './threshold-lab.ts'

/** How many thresholds a stretch of scores is tried at before the search goes into the stretch that matters. */
const TRIED = 400

/** What a search found. null: no threshold does. `fewest` — what the highest threshold that detects anything leads to. */
export interface Found {
  best: Consequences | null
  fewest: Consequences | null
  /** How many thresholds were tried. */
  tried: number
}

/** One step of a search per threshold tried, so that the page can draw in between. */
export type Search = Generator<undefined, Found>

/**
 * The lowest threshold that, coming from the highest score, keeps to a budget of alarms per week; the number allowed is rounded
 * up, as in the rule "alarms per week". Alarms that grow together further down do not make room for more.
 * ladder — distinct scores, descending.
 */
export function* withinBudget(lab: Lab, options: DetectionOptions, ladder: Float64Array, budget: number): Search {
  const into = emptyRanges()
  const assessed = lab.assessedBefore[lab.points.scores.length]
  const allowed = Math.ceil((budget * assessed * lab.points.judgedStepMs) / (7 * 24 * 3600 * 1000) - 1e-9)
  let tried = 0
  let kept: Consequences | null = null
  let refused = -Infinity
  let fewest: Consequences | null = null
  for (
    let rungs = ladder;
    rungs.length > 0;
    rungs = kept === null ? rungs.subarray(0, 0) : scoresBetween(lab, refused, kept.threshold)
  ) {
    const before: number = refused
    for (const threshold of rungs) {
      const found = consequences(lab, threshold, options, into)
      tried++
      yield
      if (found.detections > 0) fewest ??= found
      if (found.alarms > allowed) {
        refused = threshold
        break
      }
      kept = found
    }
    if (before === refused && refused === -Infinity) break
  }
  return { best: kept && kept.alarms > 0 ? kept : null, fewest, tried }
}

/** What missed events and false alarms cost together, in false alarms. */
export const costOf = ({ events, eventsFound, falseAlarms }: Consequences, missedCosts: number) =>
  missedCosts * ((events ?? 0) - (eventsFound ?? 0)) + (falseAlarms ?? 0)

/**
 * The cheapest threshold where a missed event costs as much as `missedCosts` false alarms: an oracle threshold. False alarms
 * that grow together at a lower threshold still cost what they cost apart: else one alarm without an end would be the cheapest.
 * Of thresholds that cost the same, one in the middle of the stretch that was tried.
 */
export function* cheapest(lab: Lab, options: DetectionOptions, ladder: Float64Array, missedCosts: number): Search {
  const into = emptyRanges()
  let tried = 0
  let fewest: Consequences | null = null
  let best: { cost: number; from: Consequences; to: Consequences } | null = null
  let rungs = ladder
  let most = 0
  let high = Infinity
  for (let round = 0; round < 3 && rungs.length > 0; round++) {
    let alarms = most
    let above = high
    let around: { high: number; low: number; alarms: number } | null = null
    let isBest = false
    for (const threshold of rungs) {
      const found = consequences(lab, threshold, options, into)
      tried++
      yield
      if (found.detections > 0) fewest ??= found
      const before = alarms
      alarms = Math.max(alarms, found.falseAlarms ?? 0)
      const cost = costOf({ ...found, falseAlarms: alarms }, missedCosts)
      if (best === null || cost < best.cost) {
        best = { cost, from: found, to: found }
        around = { high: above, low: threshold, alarms: before }
        isBest = true
      } else if (isBest && cost === best.cost) best.to = found
      else {
        if (isBest && around) around.low = threshold
        isBest = false
      }
      above = threshold
      // False alarms never grow fewer here: nothing below can be cheaper.
      if (alarms > best.cost) break
    }
    if (!around) break
    most = around.alarms
    high = around.high
    rungs = scoresBetween(lab, around.low, around.high)
  }
  if (!best) return { best: null, fewest, tried }
  const middle = consequences(lab, best.from.threshold + (best.to.threshold - best.from.threshold) / 2, options, into)
  return { best: costOf(middle, missedCosts) <= best.cost ? middle : best.from, fewest, tried }
}

/** Distinct scores between two scores, both left out, descending; thinned where there are very many. */
function scoresBetween({ points }: Lab, low: number, high: number): Float64Array {
  const sorted = points.scores
    .filter((score) => score > low && score < high)
    .sort()
    .reverse()
  return ladderOf(
    sorted.filter((score, i) => score !== sorted[i - 1]),
    TRIED,
  )
}

/** distinct — descending. At most `most` of them: all where they are few, else ever farther apart from the top down. */
export function ladderOf(distinct: Float64Array, most: number): Float64Array {
  if (distinct.length <= most) return distinct
  const out: number[] = []
  // Ranks grow from step to step by the same factor: the strangest few per cent are where thresholds lie.
  for (let i = 0; i < most; i++) {
    const rank = Math.round(distinct.length ** (i / (most - 1))) - 1
    if (distinct[rank] !== out.at(-1)) out.push(distinct[rank])
  }
  return Float64Array.from(out)
}
