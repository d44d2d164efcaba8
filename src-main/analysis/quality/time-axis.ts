import { counted } from '../../shared/counted.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'
import { usualStep } from '../preprocessing/gaps.ts'
import type { Found } from './look.ts'
import { duration, number, percent } from './words.ts'
import { WorstPlaces } from './worst-places.ts'

/** A step within this share of the usual one is regular. */
const REGULAR = 0.1

/** So many pieces of the time axis are asked for their step. */
const PIECES = 100

/**
 * What is wrong with the times themselves: gaps, equal times, places where the clock was set, a step that changes or drifts.
 * times — [row], epoch ms, never descending; fileRows — [row], where each stood in the file, where that is known.
 */
export function timeFindings(times: Float64Array, fileRows: Float64Array | null): Found[] {
  const step = usualStep(times)
  if (!(step > 0)) return fileRows ? outOfOrder(times, fileRows) : []
  let regular = 0
  let positive = 0
  for (let i = 1; i < times.length; i++) {
    const one = times[i] - times[i - 1]
    positive += Number(one > 0)
    regular += Number(Math.abs(one - step) <= REGULAR * step)
  }
  const longest = gapSteps * step
  return [
    ...gaps(times, longest),
    ...duplicates(times),
    ...(fileRows ? outOfOrder(times, fileRows) : []),
    ...(positive > 0 && regular / positive >= 0.95 ? clockJumps(times, step, longest) : []),
    ...stepChanges(times, longest),
  ]
}

function gaps(times: Float64Array, longest: number): Found[] {
  const worst = new WorstPlaces()
  for (let i = 1; i < times.length; i++) {
    const step = times[i] - times[i - 1]
    if (step > longest)
      worst.add({ kind: 'gap', first: i - 1, last: i, weight: step / longest }, () => `No row for ${duration(step)}.`)
  }
  return worst.found()
}

/** Stretches in which times repeat: one finding for all that follow each other closely. */
function duplicates(times: Float64Array): Found[] {
  const worst = new WorstPlaces()
  const tell = ({ first, last, rows }: Shared) =>
    worst.add({ kind: 'duplicate-time', first, last, weight: rows }, () =>
      rows === 1
        ? 'Two rows have the same time.'
        : `${counted(rows, 'row')} ${last - first === rows ? 'share one time with another' : 'have the time of the row before'}.`,
    )
  let one: Shared | null = null
  for (let i = 1; i < times.length; i++) {
    if (times[i] !== times[i - 1]) continue
    if (one && i - one.last <= 4) {
      one.last = i
      one.rows++
    } else {
      if (one) tell(one)
      one = { first: i - 1, last: i, rows: 1 }
    }
  }
  if (one) tell(one)
  return worst.found()
}

/** Rows first…last, of which so many have the time of the row before. */
interface Shared {
  first: number
  last: number
  rows: number
}

/** Rows that stood in the file behind a row with a later time. The dataset has them in order. */
function outOfOrder(times: Float64Array, fileRows: Float64Array): Found[] {
  const found: Found[] = []
  const rows = times.length
  let least = Infinity
  // From the end: a row is out of order where one that is later in time stood earlier in the file.
  for (let i = rows - 1; i >= 0; i--) {
    if (fileRows[i] > least) {
      const last = found.at(-1)
      if (last && last.first - i <= 5) {
        last.first = i
        last.weight++
      } else found.push({ kind: 'out-of-order', first: i, last: i, text: '', weight: 1 })
    } else least = fileRows[i]
  }
  if (found.length > 0 && found.reduce((sum, one) => sum + one.weight, 0) > 0.5 * rows)
    return [
      {
        kind: 'out-of-order',
        first: 0,
        last: rows - 1,
        text: isReversed(fileRows)
          ? 'The file has its newest rows first; they were put in order.'
          : 'The rows of the file are in no order of time; they were put in order.',
        weight: rows,
      },
    ]
  return found.reverse().map((one) => ({
    ...one,
    text: `${counted(one.weight, 'row')} stood in the file behind later ones; ${one.weight === 1 ? 'it was' : 'they were'} put in order.`,
  }))
}

const isReversed = (fileRows: Float64Array) => fileRows.every((row, i) => i === 0 || row < fileRows[i - 1])

/** Single steps, shorter than a gap, that are no multiple of the usual one: before and after it the rows come in the usual step. */
function clockJumps(times: Float64Array, step: number, longest: number): Found[] {
  const found: Found[] = []
  const isUsual = (i: number) => Math.abs(times[i + 1] - times[i] - step) <= REGULAR * step
  for (let i = 1; i < times.length - 2; i++) {
    const own = times[i + 1] - times[i]
    if (own <= 0 || own > longest || isUsual(i)) continue
    const off = own - Math.max(1, Math.round(own / step)) * step
    // A late row is made up for by the next one; a clock that was set is not.
    if (Math.abs(off) <= 2 * REGULAR * step || !isUsual(i - 1) || !isUsual(i + 1)) continue
    found.push({
      kind: 'clock-jump',
      first: i,
      last: i + 1,
      text: `The clock jumps by ${duration(Math.abs(off))} ${off > 0 ? 'forward' : 'back'}: a step of ${duration(own)} among steps of ${duration(step)}.`,
      weight: Math.abs(off) / step,
    })
  }
  // More often it is how the rows come, and no clock.
  return found.length > Math.max(20, 0.001 * times.length) ? [] : found
}

/** Where the usual step becomes another for good, or drifts. */
function stepChanges(times: Float64Array, longest: number): Found[] {
  const rows = times.length
  const pieces = Math.min(PIECES, Math.floor(rows / 20))
  if (pieces < 5) return []
  const start = (piece: number) => Math.floor(((rows - 1) * piece) / pieces)
  const medians: number[] = []
  const means: number[] = []
  // Not as lists: of millions of numbers the heap grows by tens of megabytes, and keeps them.
  const room = new Float64Array(Math.ceil(rows / pieces))
  for (let p = 0; p < pieces; p++) {
    let [count, sum, alike] = [0, 0, 0]
    for (let i = start(p); i < start(p + 1); i++) {
      const step = times[i + 1] - times[i]
      if (!(step > 0 && step <= longest)) continue
      room[count++] = step
      sum += step
    }
    if (count === 0) return []
    means.push(sum / count)
    const median = room.subarray(0, count).sort()[count >> 1]
    for (let i = 0; i < count; i++) alike += Number(near(room[i], median, 1 + REGULAR))
    // Steps that differ by nature have no usual one that could change.
    if (alike < 0.5 * count) return []
    medians.push(median)
  }
  const changes: Found[] = []
  for (let p = 2; p < pieces - 1; p++) {
    const [before, after] = [medians[p - 2], medians[p + 1]]
    const ratio = after / before
    const holds = near(medians[p - 1], before, 1.2) && near(medians[p], after, 1.2)
    // The piece between may hold the change; it is told once.
    if (!holds || near(ratio, 1, 1.2) || (changes.at(-1) && start(p) - changes.at(-1)!.first < 3 * (rows / pieces)))
      continue
    changes.push({
      kind: 'step-change',
      first: start(p),
      last: Math.min(rows - 1, start(p + 1)),
      text: `The usual step changes from ${duration(before)} to ${duration(after)}.`,
      weight: Math.max(ratio, 1 / ratio),
    })
  }
  if (changes.length > 10) return []
  if (changes.length > 0) return changes
  return drift(means, rows)
}

const near = (a: number, b: number, factor: number) => a <= b * factor && b <= a * factor

/** A step that grows, or shrinks, from piece to piece: at least by a thousandth, and far beyond what it scatters. */
function drift(means: number[], rows: number): Found[] {
  const n = means.length
  if (n < 10) return []
  const middle = (n - 1) / 2
  const mean = means.reduce((sum, one) => sum + one, 0) / n
  let [xy, xx] = [0, 0]
  means.forEach((one, i) => {
    xy += (i - middle) * (one - mean)
    xx += (i - middle) ** 2
  })
  const slope = xy / xx
  const scatter = Math.sqrt(means.reduce((sum, one, i) => sum + (one - mean - slope * (i - middle)) ** 2, 0) / (n - 2))
  const total = slope * (n - 1)
  if (Math.abs(total) < 1e-3 * mean || Math.abs(slope) * Math.sqrt(xx) < 10 * scatter) return []
  return [
    {
      kind: 'step-drift',
      first: 0,
      last: rows - 1,
      text: `The step drifts from ${number(mean - total / 2)} to ${number(mean + total / 2)} ms, ${percent(Math.abs(total) / mean)}.`,
      weight: Math.abs(total) / mean,
    },
  ]
}
