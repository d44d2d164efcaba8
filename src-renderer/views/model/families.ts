import type { DetectorInfo } from '../../../src-main/shared/detector-info.ts'

const names: [DetectorInfo['family'], string][] = [
  ['deep', 'Deep, learning from normal data'], ['classical', 'Classical'], ['supervised', 'Supervised, learning from labels'],
  ['combination', 'Combining'], ['baseline', 'Baselines, for comparison'],
]

/** The detectors by family, in the order in which a person meets them. */
export const families = (detectors: readonly DetectorInfo[]): [string, DetectorInfo[]][] =>
  names.map(([family, name]): [string, DetectorInfo[]] => [name, detectors.filter(d => d.family === family)]).filter(([, list]) => list.length > 0)
