import { badInput } from '../../shared/errors.ts'
import type { AnyDetector } from './detector.ts'
import { zScore } from './z-score.ts'

/** Every detector, in the order in which they are shown: classical first, as the bar for the deep ones. */
export const detectors: readonly AnyDetector[] = [
  zScore,
]

export function detectorById(id: string): AnyDetector {
  const found = detectors.find((d) => d.id === id)
  if (!found) throw badInput(`There is no detector "${id}". Known: ${detectors.map((d) => d.id).join(', ')}.`)
  return found
}
