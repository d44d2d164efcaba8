import { quietJob } from '../job.ts'
import { symmetricEigen } from '../math/eigen.ts'
import { matrix } from '../math/matrix.ts'
import { lloyd } from '../detectors/parts/clusters.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'

/** A channel with so few different values says by itself in which mode the machine is. */
const MOST_STATES = 6
const MOST_MODES = 12
/** Groups are modes where their centres lie so many times the sum of their spreads apart… */
const APART = 2
/** … and hardly a row lies in the middle between them: of a sine, which has two ends as well, a tenth does. */
const MIDDLE = 0.1
const MOST_BETWEEN = 0.05
/** A direction with less of the variance than this is rounding. */
const LEAST_DIRECTION = 1e-6
/** A mode that is so rare is a transition. */
const LEAST_SHARE = 0.02
/** A channel that is this far from its mode, in spreads, counts as out; no channel counts more than that. */
const OUT = 5

/** Rows of no mode that are kept to know others like them by; one or two alike may be faults that nobody saw. */
const MOST_SEEN = 500
const LEAST_SEEN = 5

/** Operating modes of a machine, found in the training data. */
export interface ModeModel {
  count: number
  /** [mode][channel] */
  centres: Float64Array[]
  spreads: Float64Array[]
}

/** of — [n], the mode of each row; unknown — [n], 1 where it looks like none of them. */
export interface ModesOfRows {
  of: Int32Array
  unknown: Uint8Array
}

/**
 * Finds operating modes: every combination of channels with a few states, or groups of rows that lie far apart. One mode where there is
 * neither. values — [channel][n] training rows, NaN = missing.
 */
export async function findModes(values: readonly Float64Array[]): Promise<ModeModel> {
  const n = values[0]?.length ?? 0
  const one = describe(values, new Int32Array(n), 1)
  if (n < 50) return one
  const states = stateChannels(values)
  if (states.length > 0) {
    const keys = new Map<string, number>()
    const of = Int32Array.from({ length: n }, (_, row) => {
      const key = states.map((c) => values[c][row]).join()
      if (!keys.has(key)) keys.set(key, keys.size)
      return keys.get(key)!
    })
    if (keys.size > 1 && keys.size <= MOST_MODES) return withoutRare(values, of, keys.size)
  }
  const rows = standardised(values, one)
  for (const k of [4, 3, 2])
    for (const space of [rows, whitened(rows)]) {
      const of = await groups(space, k)
      if (isApart(space, of, k)) return describe(values, of, k)
    }
  return one
}

function stateChannels(values: readonly Float64Array[]): number[] {
  return values.flatMap((channel, c) => {
    const seen = new Set<number>()
    for (const v of channel) if (Number.isFinite(v) && seen.add(v).size > MOST_STATES) return []
    return seen.size > 1 ? [c] : []
  })
}

/** [n][channel], in spreads; what is missing is as usual. */
function standardised(values: readonly Float64Array[], { centres, spreads }: ModeModel): Float64Array[] {
  return Array.from({ length: values[0].length }, (_, row) =>
    Float64Array.from(values, (channel, c) => {
      const z = (channel[row] - centres[0][c]) / spreads[0][c]
      return Number.isFinite(z) ? Math.max(-OUT, Math.min(OUT, z)) : 0
    }),
  )
}

/** Rows turned and scaled so that no direction varies more than another: what moves most is not what parts the modes. */
function whitened(rows: readonly Float64Array[]): Float64Array[] {
  const n = rows.length
  const dims = rows[0].length
  const means = Float64Array.from({ length: dims }, (_, c) => rows.reduce((sum, row) => sum + row[c], 0) / n)
  const centred = rows.map((row) => row.map((v, c) => v - means[c]))
  const covariance = matrix(dims, dims)
  for (let a = 0; a < dims; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0
      for (let row = 0; row < n; row++) sum += centred[row][a] * centred[row][b]
      covariance.data[a * dims + b] = covariance.data[b * dims + a] = sum / n
    }
  const { values: sizes, vectors } = symmetricEigen(covariance)
  const kept = [...sizes.keys()].filter((k) => sizes[k] > LEAST_DIRECTION * sizes.reduce((a, b) => Math.max(a, b), 0))
  return centred.map((row) =>
    Float64Array.from(kept, (k) => {
      let along = 0
      for (let c = 0; c < dims; c++) along += row[c] * vectors.data[k * dims + c]
      return along / Math.sqrt(sizes[k])
    }),
  )
}

/** rows — [n][direction]. */
async function groups(rows: readonly Float64Array[], k: number): Promise<Int32Array> {
  const every = Math.max(1, Math.floor(rows.length / 4000))
  const dims = rows[0].length
  const found = await lloyd(
    { count: Math.floor(rows.length / every), dims, read: (i, into, at) => into.set(rows[i * every], at) },
    k,
    1,
    quietJob(),
  )
  return Int32Array.from(rows, (row) => {
    let [best, least] = [0, Infinity]
    for (let m = 0; m < k; m++) {
      const distance = row.reduce((sum, v, d) => sum + (v - found[m * dims + d]) ** 2, 0)
      if (distance < least) [best, least] = [m, distance]
    }
    return best
  })
}

/** Whether every two modes lie apart along the line between them, with hardly a row half way, and none is rare. */
function isApart(rows: readonly Float64Array[], of: Int32Array, count: number): boolean {
  const parts = Array.from({ length: count }, (_, m) => rows.filter((_, row) => of[row] === m))
  if (parts.some((part) => part.length < LEAST_SHARE * rows.length)) return false
  const centres = parts.map((part) => rows[0].map((_, d) => part.reduce((sum, row) => sum + row[d], 0) / part.length))
  for (let a = 0; a < count; a++)
    for (let b = 0; b < a; b++) {
      const line = centres[a].map((v, d) => v - centres[b][d])
      const length = line.reduce((sum, v) => sum + v * v, 0)
      // 0 at the centre of b, 1 at that of a.
      const [ofA, ofB] = [parts[a], parts[b]].map((part) =>
        Float64Array.from(
          part,
          (row) => row.reduce((sum, v, d) => sum + (v - centres[b][d]) * line[d], 0) / length,
        ).sort(),
      )
      const between = [...ofA, ...ofB].filter((at) => Math.abs(at - 0.5) < MIDDLE).length
      if (!(1 / (spreadOf(ofA) + spreadOf(ofB)) >= APART)) return false
      if (between > MOST_BETWEEN * Math.min(ofA.length, ofB.length) * 2) return false
    }
  return true
}

function withoutRare(values: readonly Float64Array[], of: Int32Array, count: number): ModeModel {
  const sizes = new Float64Array(count)
  for (const m of of) sizes[m]++
  const kept = [...sizes.keys()].filter((m) => sizes[m] >= Math.max(20, LEAST_SHARE * of.length))
  return describe(
    values,
    of.map((m) => kept.indexOf(m)),
    Math.max(1, kept.length),
  )
}

function describe(values: readonly Float64Array[], of: Int32Array, count: number): ModeModel {
  const per = (mode: number, channel: Float64Array) =>
    channel.filter((v, row) => of[row] === mode && Number.isFinite(v)).sort()
  const spreads = values.map((channel) => spreadOf(channel.filter(Number.isFinite).sort()))
  const sorted = Array.from({ length: count }, (_, m) => values.map((channel) => per(m, channel)))
  return {
    count,
    centres: sorted.map((mode) => Float64Array.from(mode, (v) => (v.length > 0 ? quantileSorted(v, 0.5) : NaN))),
    // A channel that stands still in one mode is held against a hundredth of what it does in all of them.
    spreads: sorted.map((mode) => Float64Array.from(mode, (v, c) => Math.max(spreadOf(v), 0.01 * spreads[c], 1e-12))),
  }
}

/** 1.4826 · MAD; the deviation where more than half of the values are the same. */
export function spreadOf(sorted: Float64Array): number {
  if (sorted.length === 0) return 0
  const centre = quantileSorted(sorted, 0.5)
  const mad = 1.4826 * quantileSorted(sorted.map((v) => Math.abs(v - centre)).sort(), 0.5)
  if (mad > 0) return mad
  const mean = sorted.reduce((sum, v) => sum + v, 0) / sorted.length
  return Math.sqrt(sorted.reduce((sum, v) => sum + (v - mean) ** 2, 0) / sorted.length)
}

/**
 * The nearest mode of each row. A channel counts at most so much, so that one sensor that is off does not make another mode.
 * A row is of no known mode where at least two channels, and half of them, are out of the nearest one, and of `seen`, [channel][k] rows that
 * were of none either, hardly one is like it: what a machine does once a week is too rare for a mode, and was seen for all that.
 */
export function modesOf(
  { count, centres, spreads }: ModeModel,
  values: readonly Float64Array[],
  seen?: readonly Float64Array[],
): ModesOfRows {
  const n = values[0]?.length ?? 0
  const of = new Int32Array(n)
  const unknown = new Uint8Array(n)
  const least = Math.max(2, Math.ceil(values.length / 2))
  for (let row = 0; row < n; row++) {
    let [nearest, shortest, out] = [0, Infinity, 0]
    for (let m = 0; m < count; m++) {
      let [distance, outside] = [0, 0]
      for (let c = 0; c < values.length; c++) {
        const z = Math.abs(values[c][row] - centres[m][c]) / spreads[m][c]
        if (!(z >= 0)) continue
        if (z > OUT) outside++
        distance += Math.min(z, OUT) ** 2
      }
      if (distance < shortest) [nearest, shortest, out] = [m, distance, outside]
    }
    of[row] = nearest
    unknown[row] = Number(out >= least && !(seen && wasSeen(row, spreads[nearest])))
  }
  return { of, unknown }

  function wasSeen(row: number, spread: Float64Array): boolean {
    let alike = 0
    for (let k = 0; k < seen![0].length && alike < LEAST_SEEN; k++) {
      let out = 0
      for (let c = 0; c < values.length; c++) if (Math.abs(values[c][row] - seen![c][k]) > OUT * spread[c]) out++
      if (out < least) alike++
    }
    return alike >= LEAST_SEEN
  }
}

/** The rows of no known mode, [channel][k]; so many of them as tell what they are. */
export function rowsOfNone(values: readonly Float64Array[], { unknown }: ModesOfRows): Float64Array[] {
  const rows = [...unknown.keys()].filter((row) => unknown[row] === 1)
  const every = Math.ceil(rows.length / MOST_SEEN) || 1
  return values.map((channel) =>
    Float64Array.from(
      rows.filter((_, i) => i % every === 0),
      (row) => channel[row],
    ),
  )
}
