import type { DetectorFit } from '../shared/models/detector-info.ts'
import { parseParams, type ParamSpecs, type ParamValues } from '../shared/models/params.ts'
import type { Segment } from '../shared/data/series.ts'
import { shapeOf } from './train-and-score.ts'
import type { AnyDetector } from './detectors/detector.ts'
import { detectors } from './detectors/index.ts'

/**
 * How every detector fits the gap-free segments of some data: what it would set by itself, and whether the longest stretch is long enough.
 * proposed — parameters by detector that are proposed for these data in place of what it would set.
 * isBeginning — the segments are only the beginning of the data, so that a longer stretch may follow.
 */
export function fitsOf(
  segments: Segment[],
  channels: number,
  isBeginning: boolean,
  proposed: Readonly<Record<string, ParamValues>> = {},
): DetectorFit[] {
  const shape = segments.length > 0 ? shapeOf(segments) : null
  return detectors.map((detector) => {
    const params = {
      ...(shape && detector.adapt ? held(detector, detector.adapt(shape)) : {}),
      ...proposed[detector.id],
    }
    const needs = detector.needs(parseParams<ParamSpecs>(detector.params, params), channels).train
    return { detector: detector.id, params, needs, enough: isBeginning || needs <= (shape?.longest ?? 0) }
  })
}

/** Values held within what the detector declares; numbers of points are whole. */
export function held(detector: AnyDetector, params: Record<string, unknown>): ParamValues {
  return Object.fromEntries(
    Object.entries(params).flatMap(([key, value]): [string, ParamValues[string]][] => {
      const spec = detector.params[key]
      if (!spec || value === undefined) return []
      if (typeof value !== 'number' || (spec.kind !== 'integer' && spec.kind !== 'number'))
        return typeof value === 'string' || typeof value === 'boolean' ? [[key, value]] : []
      return [[key, Math.min(spec.max, Math.max(spec.min, spec.kind === 'integer' ? Math.round(value) : value))]]
    }),
  )
}
