import type { ParamValues } from '../../shared/models/params.ts'
import type { AnyDetector, Reach } from './detector.ts'

/** The fewest rows without a gap that can be scored. params — of the detector, parsed. */
export const leastScored = (detector: AnyDetector, params: ParamValues, channels: number): number =>
  Math.max(1, detector.needs(params, channels).score)

/** Rows before and after a row that have a say in its score, of those that a detector is given. params — of the detector, parsed. */
export function reachOf(detector: AnyDetector, params: ParamValues, channels: number): Reach {
  const own = detector.reach?.(params)
  if (own) return own
  // One more than a window: what stands out for a single point may be filled by its neighbours.
  const least = leastScored(detector, params, channels)
  // The first and last rows of a stretch have the score of one that a whole window lies before and behind.
  const span = 'points' in detector.params && params.points === 'inner-mean' ? 2 * least : least
  return { before: span, after: looksAhead(detector, params) ? span : 0 }
}

/** Whether windows that begin on a row, or reach beyond it, have a say in its score. */
const looksAhead = (detector: AnyDetector, params: ParamValues) =>
  detector.looksAhead === true ||
  detector.family === 'supervised' ||
  ('points' in detector.params && params.points !== 'last')
