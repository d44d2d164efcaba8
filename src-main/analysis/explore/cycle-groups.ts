import { quantilesOf } from '../math/select.ts'
import { type Grouping, kMeans, silhouette } from './k-means.ts'

/** Cycles of one shape. rare — few of all: the ones to look at first; mean, low, high — [point], low and high the 10 % and 90 % quantile. */
export interface CycleGroup {
  size: number
  rare: boolean
  mean: Float64Array
  low: Float64Array
  high: Float64Array
}

const mostGroups = 6
/** Groups that are less apart than this are one shape: no substantial structure was found (Kaufman and Rousseeuw 1990). */
const apart = 0.4
/** A group of less than this share of all cycles is rare. */
const few = 0.15
/** How far groups are apart is told by so many cycles, taken evenly. */
const judged = 400

/**
 * Groups cycles by their shapes, the largest group first. shapes — [cycle][point], finite; groups — how many, or null = as many as are
 * well apart, one where none are. → group — of each cycle; apart — the mean silhouette width, null for one group.
 */
export function groupCycles(
  shapes: readonly Float64Array[],
  groups: number | null,
): { group: Uint8Array; groups: CycleGroup[]; apart: number | null } {
  const distinct = new Set(shapes.map((shape) => shape.join())).size
  const choices = groups === null ? [2, 3, 4, 5, mostGroups] : [groups]
  let best: { found: Grouping; apart: number } | null = null
  for (const k of choices) {
    if (k < 2 || k > distinct || (groups === null && k > shapes.length / 2)) continue
    const found = kMeans(shapes, k)
    const width = silhouette(...someOf(shapes, found.group), k)
    if (!best || width > best.apart) best = { found, apart: width }
  }
  if (best && groups === null && best.apart < apart) best = null
  const group = best?.found.group ?? new Uint8Array(shapes.length)
  return { ...ordered(shapes, group), apart: best?.apart ?? null }
}

/** Evenly taken of each group, so that a small one is among them. */
function someOf(shapes: readonly Float64Array[], group: Uint8Array): [Float64Array[], number[]] {
  const every = Math.max(1, shapes.length / judged)
  const seen = new Float64Array(256)
  const rows = [...shapes.keys()].filter((i) => Math.floor(seen[group[i]]++ % every) === 0)
  return [rows.map((i) => shapes[i]), rows.map((i) => group[i])]
}

function ordered(shapes: readonly Float64Array[], group: Uint8Array) {
  const members = new Map<number, number[]>()
  group.forEach((g, i) => {
    const rows = members.get(g)
    if (rows) rows.push(i)
    else members.set(g, [i])
  })
  const bySize = [...members.values()].sort((a, b) => b.length - a.length)
  const renamed = new Uint8Array(group.length)
  bySize.forEach((rows, g) => rows.forEach((i) => (renamed[i] = g)))
  const groups = bySize.map((rows, g): CycleGroup => ({
    size: rows.length,
    rare: g > 0 && rows.length < few * shapes.length,
    ...envelope(rows.map((i) => shapes[i])),
  }))
  return { group: renamed, groups }
}

function envelope(shapes: readonly Float64Array[]): Pick<CycleGroup, 'mean' | 'low' | 'high'> {
  const across = Array.from(shapes[0], (_, p) => {
    const values = Float64Array.from(shapes, (shape) => shape[p])
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length
    return [mean, ...quantilesOf(values, [0.1, 0.9])]
  })
  const column = (c: number) => Float64Array.from(across, (row) => row[c])
  return { mean: column(0), low: column(1), high: column(2) }
}
