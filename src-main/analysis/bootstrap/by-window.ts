import { delays } from '../metrics/event-view.ts'
import { defineFamily } from './blocks.ts'

/** Of every window: how long it is, and the delay of its detection (NaN where it was missed); of every block: points, points in alarm. */
interface Windows {
  block: Uint32Array
  length: Float64Array
  delay: Float64Array
  points: Float64Array
  flagged: Float64Array
}

/** Metrics that need the windows one by one: a median, and what chance would reach in windows of their length. */
export const byWindow = defineFamily<Windows>({
  ids: ['median delay', 'PA-F1 of random'],
  pooling: 'sum',
  prepare({ input, block, blocks }) {
    const { windows, flags } = input
    const [points, flagged] = [new Float64Array(blocks), new Float64Array(blocks)]
    for (let i = 0; i < flags.length; i++) {
      points[block[i]]++
      flagged[block[i]] += flags[i]
    }
    return {
      block: Uint32Array.from(windows, (w) => block[w.first]),
      length: Float64Array.from(windows, (w) => w.last - w.first + 1),
      delay: Float64Array.from(
        windows,
        (w) =>
          delays({
            ...input,
            windows: [w],
            detections: input.detections.filter((d) => d.last >= w.first && d.first <= w.last),
          })[0] ?? NaN,
      ),
      points,
      flagged,
    }
  },
  evaluate(parts) {
    const found: [delay: number, weight: number][] = []
    let [points, flagged] = [0, 0]
    for (const { part, weights } of parts) {
      for (let b = 0; b < weights.length; b++) {
        points += weights[b] * part.points[b]
        flagged += weights[b] * part.flagged[b]
      }
      part.delay.forEach(
        (delay, w) =>
          Number.isNaN(delay) || weights[part.block[w]] === 0 || found.push([delay, weights[part.block[w]]]),
      )
    }
    const share = flagged / points
    let [positives, credited] = [0, 0]
    for (const { part, weights } of parts)
      part.length.forEach((length, w) => {
        const times = weights[part.block[w]]
        positives += times * length
        credited += times * length * (1 - (1 - share) ** length)
      })
    const random =
      positives === 0
        ? null
        : credited === 0
          ? 0
          : (2 * credited) / (credited + share * (points - positives) + positives)
    return [weightedMedian(found), random]
  },
})

/** The median of values that count several times each; the mean of the middle two where there are two. null of nothing. */
function weightedMedian(values: [value: number, times: number][]): number | null {
  values.sort((a, b) => a[0] - b[0])
  const count = values.reduce((sum, [, times]) => sum + times, 0)
  const at = (place: number) => {
    for (const [value, times] of values) if ((place -= times) < 0) return value
    return NaN
  }
  return count === 0 ? null : (at((count - 1) >> 1) + at(count >> 1)) / 2
}
