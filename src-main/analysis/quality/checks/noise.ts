import { quantilesOf } from '../../math/select.ts'
import { nothing, quantile, rowOf, type Check } from '../look.ts'
import { number } from '../words.ts'

/** The channel is cut into so many pieces at most, of at least so many values. */
const PIECES = 200
const LEAST = 30

/** A change of the noise by this factor is told. */
const FACTOR = 3

/** Of the pieces before and behind the change, so many have to lie on the right side of the middle between the two. */
const AGREE = 0.9

/**
 * The place at which the noise of a channel suddenly becomes another, for good. Noise: the median size of second differences, which
 * neither level, slope nor single spikes change. What comes and goes, such as a machine by day, is no change for good.
 */
export const noise: Check = (look) => {
  const { values, facts } = look
  const pieces = Math.min(PIECES, Math.floor(values.length / LEAST))
  if (pieces < 10 || facts.isState || facts.isCounter || facts.levels < 10) return nothing
  const levels = noiseOf(values, pieces)
  const floor = smallest(levels, 1e-6 * (quantile(look, 0.99) - quantile(look, 0.01)))
  if (floor === null) return nothing
  const logs = levels.map((level) => Math.log(Math.max(level, floor)))
  const change = bestSplit(logs)
  if (!change) return nothing
  const { at, before, after } = change
  const [first, last] = [pieceStart(values.length, pieces, at), values.length - 1]
  const factor = Math.exp(Math.abs(after - before))
  const text = `Its noise is suddenly ${number(Number(factor.toPrecision(2)))} times as ${after > before ? 'great' : 'small'} as before.`
  return {
    found: [{ kind: 'noise', first: rowOf(look, first), last: rowOf(look, last), text, weight: factor }],
    reason: text,
    grade: 'fair',
  }
}

const pieceStart = (n: number, pieces: number, piece: number) => Math.floor((n * piece) / pieces)

/** [piece], the median size of second differences. Of a long piece, its first 2,000 values. */
function noiseOf(values: Float64Array, pieces: number): Float64Array {
  return Float64Array.from({ length: pieces }, (_, p) => {
    const from = pieceStart(values.length, pieces, p)
    const to = Math.min(pieceStart(values.length, pieces, p + 1), from + 2000)
    const sizes = new Float64Array(Math.max(0, to - from - 2))
    for (let i = 0; i < sizes.length; i++)
      sizes[i] = Math.abs(values[from + i] - 2 * values[from + i + 1] + values[from + i + 2])
    return quantilesOf(sizes, [0.5])[0]
  })
}

/** A tenth of the least noise that is more than rounding: a channel that does not move has none, which has no logarithm. */
function smallest(levels: Float64Array, rounding: number): number | null {
  const there = levels.filter((level) => level > rounding)
  // Mostly still: steps of a measurement in steps, no noise.
  return there.length < 0.8 * levels.length ? null : Math.min(...there) / 10
}

/** Where the medians on both sides differ most, if by enough and if nearly all pieces agree. */
function bestSplit(logs: Float64Array): { at: number; before: number; after: number } | null {
  const margin = Math.max(3, Math.ceil(0.05 * logs.length))
  let [at, best] = [-1, 0]
  let left = 0
  const total = logs.reduce((sum, v) => sum + v, 0)
  for (let i = 1; i < logs.length; i++) {
    left += logs[i - 1]
    if (i < margin || i > logs.length - margin) continue
    // The split that leaves the least squares: the difference of the means, weighted by the sizes.
    const gain = (left / i - (total - left) / (logs.length - i)) ** 2 * i * (logs.length - i)
    if (gain > best) [at, best] = [i, gain]
  }
  if (at < 0) return null
  const [before] = quantilesOf(logs.slice(0, at), [0.5])
  const [after] = quantilesOf(logs.slice(at), [0.5])
  if (Math.abs(after - before) < Math.log(FACTOR)) return null
  const middle = (before + after) / 2
  const isRight = (v: number, i: number) => v > middle === (i < at ? before > middle : after > middle)
  const right = [logs.subarray(0, at), logs.subarray(at)].map(
    (part, p) => part.filter((v, i) => isRight(v, p === 0 ? i : at + i)).length / part.length,
  )
  return right.every((share) => share >= AGREE) ? { at, before, after } : null
}
