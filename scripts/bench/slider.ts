import { labPoints } from '../../src-main/analysis/threshold-lab/points.ts'
import { labView } from '../../src-main/analysis/threshold-lab/lab-view.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { emptyRanges, type DetectionOptions } from '../../src-main/shared/runs/detected-ranges.ts'
import { consequences, prepareLab, receivedPoints, type Lab } from '../../src-main/shared/runs/threshold-lab.ts'
import { bandsInView } from '../../src-renderer/charts/point-bands.ts'
import type { BenchRow } from './row.ts'

const rows = 1_000_000
const events = 100
const steps = 200
/** Of so many passes each threshold's best counts: what else the machine does is not measured. */
const repeats = 5
const width = 1280
const bound = 'no counterpart: a frame has 16 ms'

/** What the page computes when the threshold moves: all numbers, and the detections in view where all rows are. */
export function sliderRows(): BenchRow[] {
  const random = seededRandom(1)
  const labels = Uint8Array.from({ length: rows }, (_, i) => Number(i % (rows / events) > 9500))
  const rules: DetectionOptions = { minDurationMs: 5000, mergeGapMs: 30_000, hysteresis: 0.8 }
  const plain: DetectionOptions = { minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
  // A score that wanders and rises in events, as an autoencoder's does; and noise, where every other row crosses the threshold.
  let level = 0
  const wandering = Float64Array.from(
    labels,
    (label) => (level = 0.99 * level + 0.01 * (random.next() + label)) + 0.05 * random.next(),
  )
  const noise = Float64Array.from(labels, () => random.next())
  return [
    ...measured('a score as detectors give it', wandering, labels, plain),
    ...measured('the same with minimum duration, merging and hysteresis', wandering, labels, rules),
    ...measured('white noise', noise, labels, plain),
  ]
}

function measured(name: string, scores: Float64Array, labels: Uint8Array, options: DetectionOptions): BenchRow[] {
  const times = Float64Array.from(scores, (_, i) => i * 1000)
  const lab = prepareLab(receivedPoints(labPoints(scores, times, null)), labView(scores, labels, null).windows)
  const [low, high] = scores.reduce(([a, b], score) => [Math.min(a, score), Math.max(b, score)], [Infinity, -Infinity])
  const passes = Array.from({ length: repeats + 1 }, () => moved(lab, low, high, options)).slice(1)
  const ms = passes[0].map((_, step) => Math.min(...passes.map((pass) => pass[step]))).sort((a, b) => a - b)
  const row = (what: string, ours: number): BenchRow => ({
    group: 'slider',
    name: `${rows.toLocaleString('en')} points, ${name}: ${what} of ${steps} thresholds`,
    unit: 'ms',
    ours,
    peer: null,
    theirs: bound,
    ratio: null,
  })
  return [row('median', ms[ms.length >> 1]), row('slowest', ms[ms.length - 1])]
}

/** From the lowest score to the highest; ms for each threshold. */
function moved(lab: Lab, low: number, high: number, options: DetectionOptions): number[] {
  const into = emptyRanges()
  const scale = { start: lab.points.starts[0], end: lab.points.ends[rows - 1], width }
  return Array.from({ length: steps }, (_, step) => {
    const begun = performance.now()
    consequences(lab, low + ((high - low) * step) / steps, options, into)
    bandsInView(lab.points, into, scale)
    return performance.now() - begun
  })
}
