import type { DetectorInfo } from '../../../src-main/shared/models/detector-info.ts'
import type { ParamValues } from '../../../src-main/shared/models/params.ts'
import type { MadeBy, Model } from '../../../src-main/shared/project.ts'
import { meaningOf } from '../../../src-main/shared/models/score-meaning.ts'

/** The usual reading of the population stability index. */
export function driftInWords(psi: number): 'none' | 'some' | 'strong' | 'unknown' {
  if (Number.isNaN(psi)) return 'unknown'
  return psi < 0.1 ? 'none' : psi < 0.25 ? 'some' : 'strong'
}

const standardised: Record<string, string> = {
  z: 'in standard deviations above each one’s mean',
  rank: 'as the share of points that each scores lower',
  unify: 'as the chance, 0 to 1, that each finds it unusual',
}
const combined: Record<string, string> = {
  mean: 'The mean of the members’ scores',
  max: 'The highest of the members’ scores',
  weighted: 'The weighed mean of the members’ scores',
}

/** What the score of a run is, as the beginning of a sentence; null for a detector that this version does not have. */
export function scoreMeaning(model: MadeBy & Pick<Model, 'params'>, detectors: readonly DetectorInfo[]): string | null {
  const { params } = model
  if (model.kind === 'ensemble') return ensembleMeaning(params)
  if (model.kind === 'adaptive') {
    const name = detectors.find((d) => d.id === model.adapts)?.name
    return `The score of ${name ? `“${name}”` : 'its detector'} as a multiple of the threshold that it had at that time`
  }
  const found = detectors.find((d) => d.id === model.detector)
  return found ? meaningOf(found.scoreMeaning, params) : null
}

function ensembleMeaning({ combine, standardise }: ParamValues): string {
  const what = combined[String(combine)]
  return what
    ? `${what}, ${standardised[String(standardise)] ?? 'on one scale'}`
    : 'The share of the members that alarm'
}

/** How alike two shapes are, from their distance: the correlation of what was compared. */
export function likeness(distance: number): string {
  if (distance < 0.35) return 'very like it'
  if (distance < 0.6) return 'like it'
  return distance < 0.85 ? 'a little like it' : 'hardly like it'
}
