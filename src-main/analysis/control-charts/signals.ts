import type { ControlChart, ControlFinding } from '../../shared/data/control.ts'
import type { ChartPoints } from './points.ts'
import { eachPart } from './points.ts'
import type { Plane } from './planes.ts'

/**
 * Where rules were met. met — [point] bits of the rules whose pattern ends there, by the place of the rule in `rules`; covered — of those
 * that it belongs to.
 */
export interface Signals {
  met: Uint16Array
  covered: Uint16Array
  /** By rule: at how many points it was met. */
  counts: number[]
}

/** Looks for each rule of a plane. firstBit — the place of its first rule in the list of all. between — called before each. */
export async function signalsOf(
  points: ChartPoints,
  { rules }: Plane,
  firstBit: number,
  between: () => Promise<void>,
): Promise<Signals> {
  const n = points.values.length
  const found: Signals = { met: new Uint16Array(n), covered: new Uint16Array(n), counts: [] }
  for (const [r, rule] of rules.entries()) {
    await between()
    const bit = 1 << (firstBit + r)
    let count = 0
    // What one pattern covers up to here, the next one need not cover again.
    let done = 0
    for (const part of eachPart(points))
      rule.find(part.first, part.end, (first, last) => {
        count++
        found.met[last] |= bit
        for (let i = Math.max(first, done); i <= last; i++) found.covered[i] |= bit
        done = last + 1
      })
    found.counts.push(count)
  }
  return found
}

/**
 * Stretches whose points belong to a pattern, those that touch as one, the `most` that lie farthest beyond their limits, in order of time;
 * all — how many there are. needs — points that each rule takes.
 */
export function findingsOf(
  points: ChartPoints,
  of: readonly { plane: Plane; signals: Signals }[],
  rules: readonly { text: string; points: number }[],
  most: number,
): { findings: ControlFinding[]; all: number } {
  const found: ControlFinding[] = []
  let [all, least] = [0, 0]
  const keep = (finding: ControlFinding) => {
    all++
    if (found.length >= 2 * most) {
      found.sort((a, b) => b.far - a.far).length = most
      least = found[most - 1].far
    }
    if (finding.far >= least) found.push(finding)
  }
  const covered = of[0].signals.covered.slice()
  for (const { signals } of of.slice(1)) for (let i = 0; i < covered.length; i++) covered[i] |= signals.covered[i]
  for (const { first, end } of eachPart(points)) {
    let from = -1
    let [bits, far, peak] = [0, 0, first]
    for (let i = first; i <= end; i++) {
      const here = i < end ? covered[i] : 0
      if (here !== 0) {
        if (from < 0) [from, bits, far, peak] = [i, 0, -1, i]
        bits |= here
        for (const { plane } of of) {
          const own = plane.far(i)
          if (own > far) [far, peak] = [own, i]
        }
      } else if (from >= 0) {
        keep(described(points, { first: from, last: i - 1, bits, far, peak }, rules))
        from = -1
      }
    }
  }
  found.sort((a, b) => b.far - a.far)
  return { findings: found.slice(0, most).sort((a, b) => a.start - b.start), all }
}

interface Stretch {
  first: number
  last: number
  bits: number
  far: number
  peak: number
}

function described(
  { times, ends, values }: ChartPoints,
  { first, last, bits, far, peak }: Stretch,
  rules: readonly { text: string; points: number }[],
): ControlFinding {
  const met = rules.filter((_, r) => bits & (1 << r))
  const points = last - first + 1
  // Beyond a limit, the farther the surer; a pattern, the longer it goes on beyond what its rule asks for.
  const surety = met.map((rule) => (rule.points === 1 ? 1 - 0.5 / Math.max(1, far) : 1 - (0.5 * rule.points) / Math.max(points, rule.points))) // prettier-ignore
  return {
    start: times[first],
    end: ends[last],
    rules: met.map(({ text }) => text),
    points,
    value: values[peak],
    far,
    certainty: Math.max(...surety),
  }
}

/**
 * What is drawn of a plane: of each of about `buckets` runs of points the lowest and the highest, and of those at which a rule was met the
 * farthest. Lines break between parts.
 */
export function drawn(points: ChartPoints, plane: Plane, { met }: Signals, buckets: number): ControlChart {
  const each = Math.max(1, Math.ceil(points.values.length / buckets))
  // Thousands of little parts would be as many breaks: then the line goes on.
  const parts = eachPart(points)
  const pieces = parts.length <= buckets ? parts : [{ first: 0, end: points.values.length }]
  const marks: number[] = []
  const line = (values: Float64Array, marked: boolean) => {
    const at: number[] = []
    for (const { first, end } of pieces) {
      if (at.length > 0) at.push(-1)
      for (let from = first; from < end; from += each) {
        const to = Math.min(end, from + each)
        at.push(...extremes(values, from, to))
        if (marked) marks.push(...farthestMet(plane, met, from, to))
      }
    }
    return at
  }
  const places = plane.lines.map(({ values }, l) => line(values, l === 0))
  const timesAt = (at: number[]) => Float64Array.from(at, (i, k) => (i < 0 ? points.times[at[k + 1]] : points.times[i]))
  const upwards = (i: number) => plane.lines.find(({ values }) => Math.abs(values[i] - plane.centre) === plane.lines.reduce((most, one) => Math.max(most, Math.abs(one.values[i] - plane.centre)), 0))! // prettier-ignore
  const { centre, halfWidth } = plane
  return {
    name: plane.name,
    centre,
    upper: plane.upper,
    lower: plane.lower,
    bounds: halfWidth && {
      upper: Float64Array.from(places[0], (i) => (i < 0 ? NaN : centre + halfWidth[i])),
      lower: Float64Array.from(places[0], (i) => (i < 0 ? NaN : centre - halfWidth[i])),
    },
    lines: plane.lines.map(({ name, values }, l) => ({
      name,
      times: timesAt(places[l]),
      values: Float64Array.from(places[l], (i) => (i < 0 ? NaN : values[i])),
    })),
    marks: {
      times: Float64Array.from(marks, (i) => points.times[i]),
      values: Float64Array.from(marks, (i) => upwards(i).values[i]),
      rules: Uint16Array.from(marks, (i) => met[i]),
    },
  }
}

/** Where the lowest and the highest of the values are, in order; nothing where all are missing. */
function extremes(values: Float64Array, from: number, to: number): number[] {
  let [low, high] = [-1, -1]
  for (let i = from; i < to; i++) {
    if (Number.isNaN(values[i])) continue
    if (low < 0 || values[i] < values[low]) low = i
    if (high < 0 || values[i] > values[high]) high = i
  }
  return low < 0 ? [] : low === high ? [low] : [Math.min(low, high), Math.max(low, high)]
}

/** The farthest point that lies beyond a limit, and the farthest of those that only end a pattern. */
function farthestMet(plane: Plane, met: Uint16Array, from: number, to: number): number[] {
  let [beyond, within] = [-1, -1]
  for (let i = from; i < to; i++) {
    if (met[i] === 0) continue
    const far = plane.far(i)
    if (far > 1) {
      if (beyond < 0 || far > plane.far(beyond)) beyond = i
    } else if (within < 0 || far > plane.far(within)) within = i
  }
  return [beyond, within].filter((i) => i >= 0).sort((a, b) => a - b)
}
