import type { FindingKind, QualityGrade } from '../../shared/data/quality.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'

/** What a stretch of rows has wrong with it. first, last — rows of the dataset, both included. */
export interface Found {
  kind: FindingKind
  first: number
  last: number
  text: string
  /** Greater = told first where there are too many. */
  weight: number
}

/** What a check says of a channel. reason — null where there is nothing to say. */
export interface Verdict {
  found: Found[]
  reason: string | null
  grade: QualityGrade
}

export const nothing: Verdict = { found: [], reason: null, grade: 'good' }

/** One way in which a channel can be bad. One file each, listed in checks/index.ts. */
export type Check = (look: ChannelLook) => Verdict

/**
 * One channel as the checks see it.
 * times — [row]; values — [present], those that are there; rows — [present], the row of each, null where none is missing.
 */
export interface ChannelLook extends ChannelInfo {
  times: Float64Array
  values: Float64Array
  rows: Uint32Array | null
  facts: Facts
  /** null where none were typed. */
  limits: TypedLimits | null
}

/** Values outside are wrong; null = no limit on that side. */
export interface TypedLimits {
  low: number | null
  high: number | null
}

/** What several checks need to know. */
export interface Facts {
  /** At most 100,000 values taken evenly, sorted, and how many of them differ. */
  sample: Float64Array
  levels: number
  low: number
  high: number
  /** The most frequent value of the sample, and its share. */
  mode: number
  modeShare: number
  /** Of the steps between neighbours: those that change the value, rise, fall. */
  changes: number
  rises: number
  falls: number
  /** It counts up or down, and may start anew: a level of it says nothing. */
  isCounter: boolean
  /** Two to five values, each of them again and again: a switch, a state, a setting. */
  isState: boolean
}

const SAMPLED = 100_000

export const rowOf = (look: ChannelLook, present: number) => (look.rows ? look.rows[present] : present)

/** Quantile of the sorted sample. */
export const quantile = ({ facts }: ChannelLook, share: number) => quantileSorted(facts.sample, share)

/**
 * Takes out what is missing. values — [row], NaN = missing: those that are there are moved to its beginning, and the look is a view of it.
 * room — lends [row] for the rows of those that are there.
 */
export function lookAt(
  info: ChannelInfo,
  times: Float64Array,
  values: Float64Array,
  limits: TypedLimits | null = null,
  room: () => Uint32Array = () => new Uint32Array(values.length),
): ChannelLook {
  let present = 0
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) present++
  if (present === values.length) return { ...info, times, values, rows: null, facts: factsOf(values), limits }
  const rows = room().subarray(0, present)
  for (let i = 0, at = 0; i < values.length; i++)
    if (Number.isFinite(values[i])) {
      rows[at] = i
      values[at++] = values[i]
    }
  const kept = values.subarray(0, present)
  return { ...info, times, values: kept, rows, facts: factsOf(kept), limits }
}

function factsOf(values: Float64Array): Facts {
  let [rises, falls, low, high] = [0, 0, Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i]
    if (values[i] > high) high = values[i]
    rises += Number(values[i] > values[i - 1])
    falls += Number(values[i] < values[i - 1])
  }
  const changes = rises + falls
  const sample = evenly(values, SAMPLED).sort()
  let [levels, mode, longest, rarest] = [0, NaN, 0, Infinity]
  for (let from = 0; from < sample.length; levels++) {
    let next = from + 1
    while (next < sample.length && sample[next] === sample[from]) next++
    if (next - from > longest) [mode, longest] = [sample[from], next - from]
    rarest = Math.min(rarest, next - from)
    from = next
  }
  const few = Math.min(rises, falls)
  return {
    sample,
    levels,
    low,
    high,
    mode,
    modeShare: sample.length > 0 ? longest / sample.length : 0,
    changes,
    rises,
    falls,
    isCounter: changes >= 10 && (few <= 1 || few / changes < 0.002),
    // A value that is there once is no state: it may be what is wrong.
    isState:
      levels > 1 &&
      levels <= 5 &&
      rarest > 1 &&
      sample[0] === low &&
      sample[sample.length - 1] === high &&
      values.length >= 10 * levels,
  }
}

/** At most so many of the values, taken evenly. Always a copy. */
export function evenly(values: Float64Array, most: number): Float64Array {
  if (values.length <= most) return values.slice()
  const every = values.length / most
  return Float64Array.from({ length: most }, (_, i) => values[Math.floor(i * every)])
}
