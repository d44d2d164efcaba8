import { massSquared } from './mass.ts'

/** A window that looks like the example. distance — z-normalised Euclidean per channel and √(2 · length): 0 = the same shape, 1 = unrelated. */
export interface Match {
  first: number
  distance: number
}

/**
 * The windows most like rows first…first+length−1, nearest first, none over another or over the example.
 * channels — [channel][time], NaN = missing, all of one length; the distance is the root mean square over the channels.
 * times — [time]; a window that spans more than 1.5 times the example's time has a gap inside and is left out.
 * Throws RangeError where the example holds a missing value: nothing can be like it.
 */
export function nearestWindows(
  channels: readonly Float64Array[],
  times: Float64Array,
  first: number,
  length: number,
  most: number,
  furthest = 1,
): Match[] {
  const windows = times.length - length + 1
  const squares = new Float64Array(Math.max(0, windows))
  for (const values of channels) {
    const query = values.slice(first, first + length)
    if (query.some(Number.isNaN)) throw new RangeError('The example holds a missing value.')
    const own = massSquared(values, query)
    for (let i = 0; i < windows; i++) squares[i] += own[i]
  }
  const longest = (times[first + length - 1] - times[first]) * 1.5
  for (let i = 0; i < windows; i++) {
    const gap = times[i + length - 1] - times[i] > longest
    if (gap || Math.abs(i - first) < length) squares[i] = NaN
  }
  return peaks(squares, length, most, furthest ** 2 * 2 * length * channels.length).map((start) => ({
    first: start,
    distance: Math.sqrt(squares[start] / (2 * length * channels.length)),
  }))
}

/** Indexes of the smallest values up to `worst`, ascending, each at least `apart` from those chosen before. */
function peaks(values: Float64Array, apart: number, most: number, worst: number): number[] {
  // Only the smallest of each block of `apart` values, and then of its neighbours, can be chosen first: far fewer to sort.
  const chosen: number[] = []
  const taken = new Uint8Array(values.length)
  const candidates = lowest(values, Math.max(1, apart), worst, taken)
  while (chosen.length < most && candidates.length > 0) {
    const next = candidates.reduce((best, block) => (values[block.at] < values[best.at] ? block : best))
    chosen.push(next.at)
    const [from, to] = [Math.max(0, next.at - apart + 1), Math.min(values.length, next.at + apart)]
    taken.fill(1, from, to)
    for (const block of candidates.filter((b) => b.from < to && b.to > from)) {
      block.at = lowestIn(values, block.from, block.to, worst, taken)
      if (block.at < 0) candidates.splice(candidates.indexOf(block), 1)
    }
  }
  return chosen
}

function lowest(
  values: Float64Array,
  size: number,
  worst: number,
  taken: Uint8Array,
): { from: number; to: number; at: number }[] {
  const blocks: { from: number; to: number; at: number }[] = []
  for (let from = 0; from < values.length; from += size) {
    const to = Math.min(values.length, from + size)
    const at = lowestIn(values, from, to, worst, taken)
    if (at >= 0) blocks.push({ from, to, at })
  }
  return blocks
}

function lowestIn(values: Float64Array, from: number, to: number, worst: number, taken: Uint8Array): number {
  let at = -1
  for (let i = from; i < to; i++) if (!taken[i] && values[i] <= worst && (at < 0 || values[i] < values[at])) at = i
  return at
}
