import type { Segment } from '../../shared/data/series.ts'

/**
 * Where sliding windows of `width` points lie in a stretch of n points: starts 0, s, 2s, …, and one more that ends on the
 * last point where the stride does not hit it, so that no tail is left out. None where n < width.
 */
export function windowCount(n: number, width: number, stride = 1): number {
  return n < width ? 0 : Math.ceil((n - width) / stride) + 1
}

/** Start of window i of `windowCount(n, width, stride)`. */
export const windowStart = (i: number, n: number, width: number, stride: number) => Math.min(i * stride, n - width)

/** A list of windows that never cross a segment's edge: window i is points start[i] … start[i] + width − 1 of segment[i]. */
export interface WindowList {
  width: number
  count: number
  segment: Uint32Array
  start: Uint32Array
}

/** Every window of the segments, in order, without copying a value. */
export function listWindows(segments: Segment[], width: number, stride = 1): WindowList {
  const counts = segments.map((segment) => windowCount(segment.times.length, width, stride))
  const count = counts.reduce((a, b) => a + b, 0)
  const list = { width, count, segment: new Uint32Array(count), start: new Uint32Array(count) }
  let at = 0
  segments.forEach((segment, s) => {
    for (let i = 0; i < counts[s]; i++, at++) {
      list.segment[at] = s
      list.start[at] = windowStart(i, segment.times.length, width, stride)
    }
  })
  return list
}

/**
 * Copies windows into one batch. pick — indices into the list (a slice of a shuffled order, say).
 * Returns [pick.length, width, channel] row-major, in `out` where it is given and large enough.
 */
export function gatherWindows(
  segments: Segment[],
  list: WindowList,
  pick: ArrayLike<number>,
  out?: Float32Array,
): Float32Array {
  const channels = segments[0]?.values.length ?? 0
  const size = list.width * channels
  const batch =
    out && out.length >= pick.length * size ? out.subarray(0, pick.length * size) : new Float32Array(pick.length * size)
  for (let b = 0; b < pick.length; b++) {
    const { values } = segments[list.segment[pick[b]]]
    const start = list.start[pick[b]]
    for (let c = 0; c < channels; c++) {
      const channel = values[c]
      for (let t = 0, to = b * size + c; t < list.width; t++, to += channels) batch[to] = channel[start + t]
    }
  }
  return batch
}

/**
 * How window scores become point scores:
 * last — a point gets the latest window that ends at or before it; mean, max — over the windows that cover it;
 * inner-mean — the mean, that of the first and the last point which all their windows cover held to the edges;
 * all — their minimum: above a threshold only if all covering windows are; center — the window around it, the first and
 * last window's score held to the edges.
 */
export const pointSteps = ['last', 'mean', 'inner-mean', 'max', 'all', 'center'] as const
export type PointStep = (typeof pointSteps)[number]

/**
 * Point scores from window scores in O(n). windowScores — [windowCount(n, width, stride)], NaN = not assessed (such
 * windows are left out). Returns [n]; NaN where no assessed window speaks for the point.
 */
export function pointScores(
  windowScores: ArrayLike<number>,
  n: number,
  width: number,
  stride: number,
  how: PointStep,
): Float64Array {
  const windows = windowCount(n, width, stride)
  if (windowScores.length !== windows)
    throw new Error(
      `${n} points have ${windows} windows of ${width} at stride ${stride}, but ${windowScores.length} window scores were given.`,
    )
  if (windows === 0) return new Float64Array(n).fill(NaN)
  const starts = Float64Array.from({ length: windows }, (_, i) => windowStart(i, n, width, stride))
  if (how === 'last') return held(windowScores, starts, n, width - 1, false)
  if (how === 'center') return held(windowScores, starts, n, Math.ceil((width - 1) / 2), true)
  if (how === 'max' || how === 'all') return covering(windowScores, starts, n, width, extreme(how === 'max' ? 1 : -1))
  const mean = covering(windowScores, starts, n, width, runningMean())
  return how === 'mean' ? mean : heldAtEnds(mean, starts, width)
}

/** At both ends points lie in fewer windows: a mean over them is rougher, and of few phases of a period, so that ends are strange for being ends. */
function heldAtEnds(points: Float64Array, starts: Float64Array, width: number): Float64Array {
  const n = points.length
  const front = Math.min(width - 1, starts[starts.length - 1])
  const back = Math.max(n - width, starts.length > 1 ? width - 1 : 0)
  points.fill(points[front], 0, front)
  points.fill(points[back], back + 1)
  return points
}

/** Each window speaks from `offset` after its start until the next one does. */
function held(
  scores: ArrayLike<number>,
  starts: Float64Array,
  n: number,
  offset: number,
  fromFirst: boolean,
): Float64Array {
  const points = new Float64Array(n).fill(NaN)
  let w = -1
  for (let p = 0; p < n; p++) {
    while (w + 1 < starts.length && starts[w + 1] + offset <= p) w++
    if (w >= 0) points[p] = scores[w]
    else if (fromFirst) points[p] = scores[0]
  }
  return points
}

/** A summary of a sliding set of windows: they enter and leave in order. */
interface SlidingSummary {
  enter(index: number, score: number): void
  leave(index: number, score: number): void
  value(): number
}

function covering(
  scores: ArrayLike<number>,
  starts: Float64Array,
  n: number,
  width: number,
  summary: SlidingSummary,
): Float64Array {
  const points = new Float64Array(n)
  let entering = 0
  let leaving = 0
  for (let p = 0; p < n; p++) {
    while (entering < starts.length && starts[entering] <= p) {
      if (!Number.isNaN(scores[entering])) summary.enter(entering, scores[entering])
      entering++
    }
    while (leaving < entering && starts[leaving] + width <= p) {
      if (!Number.isNaN(scores[leaving])) summary.leave(leaving, scores[leaving])
      leaving++
    }
    points[p] = summary.value()
  }
  return points
}

/** A compensated sum (Neumaier 1974): what has left leaves no rounding behind that a later point would show. */
function runningMean(): SlidingSummary {
  let sum = 0
  let lost = 0
  let count = 0
  const add = (v: number) => {
    const next = sum + v
    lost += Math.abs(sum) >= Math.abs(v) ? sum - next + v : v - next + sum
    sum = next
  }
  return {
    enter: (_, score) => {
      add(score)
      count++
    },
    leave: (_, score) => {
      add(-score)
      if (--count === 0) sum = lost = 0
    },
    value: () => (count === 0 ? NaN : (sum + lost) / count),
  }
}

/** Maximum (sign 1) or minimum (−1) by a monotonic queue: every window enters and leaves once. */
function extreme(sign: 1 | -1): SlidingSummary {
  const queue: { index: number; score: number }[] = []
  let head = 0
  return {
    enter(index, score) {
      while (queue.length > head && sign * queue[queue.length - 1].score <= sign * score) queue.pop()
      queue.push({ index, score })
    },
    leave(index) {
      if (queue.length > head && queue[head].index === index) head++
      if (head > 4096 && head * 2 > queue.length) {
        queue.splice(0, head)
        head = 0
      }
    },
    value: () => (queue.length > head ? queue[head].score : NaN),
  }
}
