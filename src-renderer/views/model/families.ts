import { counted } from '../../../src-main/shared/counted.ts'
import type { DetectorInfo } from '../../../src-main/shared/models/detector-info.ts'

const names: [DetectorInfo['family'], string][] = [
  ['classical', 'Classical'],
  ['deep', 'Deep, learning from normal data'],
  ['supervised', 'Supervised, learning from labels'],
  ['combination', 'Combining'],
  ['baseline', 'Baselines, for comparison'],
]

/** The detectors by family, in the order in which a person meets them: what trains in a second first. */
export const families = (detectors: readonly DetectorInfo[]): [string, DetectorInfo[]][] =>
  names
    .map(([family, name]): [string, DetectorInfo[]] => [name, detectors.filter((d) => d.family === family)])
    .filter(([, list]) => list.length > 0)

const learning = { nothing: 'No training, no labels', normal: 'No labels', labels: 'Needs labels' } as const

/** What a detector asks of the data, in words: labels or not, how many points. */
export function needsOf(detector: DetectorInfo, points: number | undefined): string[] {
  const least = points === undefined ? [] : [`${counted(points, 'row')} or more`]
  return [learning[detector.learns], 'one channel or many', ...least]
}
