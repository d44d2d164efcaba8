import { StudioError } from '../../shared/errors.ts'
import type { FoundModes, ModeThreshold } from '../../shared/models/modes.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'
import { detect, type Detected, type DetectionOptions } from './detections.ts'

/** With more distinct values than this a channel is continuous. */
const MOST_VALUES = 12

/** Fewer scores say too little about what is usual in a mode. */
export const LEAST_ROWS = 50

/** More changes than this are no steps that an eye could tell apart. */
const MOST_STEPS = 500

/** Operating modes. of — [n], index into names, −1 = in none. */
export interface Modes {
  names: string[]
  of: Int16Array
}

/**
 * Modes by a channel: its distinct values where there are at most 12, else `bins` ranges that hold as many of the `fitted`
 * rows each. states — the words that whole numbers from 0 on stand for. values — [n], NaN = in no mode. fitted — [n], 1 = row that the ranges may be fitted on, null = all. modeOf — index into names
 * of a value, also of one that came later; −1 = in none.
 */
export function valueModes(
  name: string,
  unit: string | null,
  values: Float64Array,
  bins: number,
  fitted: Uint8Array | null,
  states: readonly string[] | null = null,
): { names: string[]; modeOf(value: number): number } {
  const distinct = distinctValues(values, states ? states.length : MOST_VALUES)
  const text = (value: number) => states?.[value] ?? `${Number(value.toPrecision(4))}${unit ? ` ${unit}` : ''}`
  if (distinct) {
    const index = new Map(distinct.map((value, m) => [value, m]))
    return {
      names: distinct.map((value) => `${name} = ${text(value)}`),
      modeOf: (value) => index.get(value) ?? -1,
    }
  }
  const known = values.filter((value, row) => !Number.isNaN(value) && (fitted === null || fitted[row] === 1)).sort()
  const sorted = known.length >= bins ? known : values.filter((value) => !Number.isNaN(value)).sort()
  const edges = [...new Set(Array.from({ length: bins - 1 }, (_, b) => quantileSorted(sorted, (b + 1) / bins)))]
  const names = [
    `${name} below ${text(edges[0])}`,
    ...edges.slice(1).map((edge, e) => `${name} ${Number(edges[e].toPrecision(4))} … ${text(edge)}`),
    `${name} from ${text(edges.at(-1)!)}`,
  ]
  return {
    names,
    modeOf: (value) => (Number.isNaN(value) ? -1 : edges.filter((edge) => value >= edge).length),
  }
}

/** The same for the rows of the channel themselves. */
export function modesByValue(...given: Parameters<typeof valueModes>): Modes {
  const { names, modeOf } = valueModes(...given)
  return { names, of: Int16Array.from(given[2], modeOf) }
}

/** Ascending; null where there are more than may each be a mode. */
function distinctValues(values: Float64Array, most: number): number[] | null {
  const found = new Set<number>()
  for (const value of values) {
    if (Number.isNaN(value)) continue
    found.add(value)
    if (found.size > most) return null
  }
  return [...found].sort((a, b) => a - b)
}

/** Inside labels and outside. flags — [n], 1 inside a label of the class. */
export const modesByLabel = (name: string, flags: Uint8Array): Modes => ({
  names: [`in ${name}`, `not in ${name}`],
  of: Int16Array.from(flags, (flag) => 1 - flag),
})

/**
 * A threshold for each mode by one rule. scored — [n], NaN = not assessed. trained — [n], 1 = row of the training data, null
 * where there are none here: then a mode's own scores choose. whole — the threshold of all rows: for rows in no mode, and for
 * modes with too little to choose by. compute — the rule: training scores and scores of a mode (NaN elsewhere), in that order.
 * perRow — [n].
 */
export function thresholdsByMode(
  { names, of }: Modes,
  scored: Float64Array,
  trained: Uint8Array | null,
  whole: number,
  compute: (training: Float64Array, scored: Float64Array) => number,
): { modes: ModeThreshold[]; without: number; perRow: Float64Array } {
  const modes = names.map((name, m): ModeThreshold => {
    const own = scored.map((score, row) => (of[row] === m ? score : NaN))
    const assessed = own.filter((score) => !Number.isNaN(score))
    const training =
      trained === null ? new Float64Array(0) : own.filter((score, row) => trained[row] === 1 && !Number.isNaN(score))
    const by = trained === null ? assessed.length : training.length
    const found = { name, rows: of.reduce((sum, mode) => (mode === m ? sum + 1 : sum), 0), by }
    if (by < LEAST_ROWS)
      return {
        ...found,
        threshold: whole,
        note: `${by.toLocaleString('en')} ${trained === null ? 'assessed' : 'training'} ${by === 1 ? 'row is' : 'rows are'} in it, fewer than ${LEAST_ROWS}: it keeps the threshold of the whole.`,
      }
    try {
      return { ...found, threshold: compute(training, own) }
    } catch (error) {
      if (error instanceof StudioError && error.code === 'bad-input')
        return { ...found, threshold: whole, note: `${error.message} It keeps the threshold of the whole.` }
      throw error
    }
  })
  const perRow = Float64Array.from(of, (mode) => (mode < 0 ? whole : modes[mode].threshold))
  return { modes, without: of.reduce((sum, mode) => (mode < 0 ? sum + 1 : sum), 0), perRow }
}

/** As `detect`, with a threshold for each row: thresholds — [n]. Hysteresis, merging and the shortest duration do not stop at a mode's end. */
export function detectByRow(
  scores: Float64Array,
  times: Float64Array,
  thresholds: Float64Array,
  options: DetectionOptions,
): Detected {
  // Only the order against the two thresholds of a row matters: 2 begins a detection, 1 keeps it going.
  const ranks = scores.map((score, row) => {
    const on = thresholds[row]
    return Number.isNaN(score) ? NaN : score > on ? 2 : score > Math.min(on, options.hysteresis * on) ? 1 : 0
  })
  const { flags, detections } = detect(ranks, times, 1.5, { ...options, hysteresis: 1 / 3 })
  return {
    flags,
    detections: detections.map((detection) => {
      let peakRow = detection.first
      for (let row = detection.first; row <= detection.last; row++)
        if (!(scores[row] <= scores[peakRow])) peakRow = Number.isNaN(scores[row]) ? peakRow : row
      return { ...detection, peak: scores[peakRow], peakRow, peakTime: times[peakRow] }
    }),
  }
}

/** Where the threshold changes; null where it does so too often to be drawn. */
export function thresholdSteps(perRow: Float64Array, times: Float64Array): FoundModes['steps'] {
  const steps: { start: number; threshold: number }[] = []
  for (let row = 0; row < perRow.length; row++) {
    if (row > 0 && perRow[row] === perRow[row - 1]) continue
    if (steps.length === MOST_STEPS) return null
    steps.push({ start: times[row], threshold: perRow[row] })
  }
  return steps
}
