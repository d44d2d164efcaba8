import type { AnyDetector } from '../../analysis/detectors/detector.ts'
import type { EngineInfo } from '../../shared/models/detector-info.ts'
import type { DetectPlan } from './plan.ts'

/** Starts what a detector works on. A file of its own, because `single.ts` brings everything that reads files. */
export async function startEngine(
  detector: AnyDetector,
  want: DetectPlan['engine'],
): Promise<EngineInfo['kind'] | 'none'> {
  if (detector.family !== 'deep' && detector.family !== 'supervised') return 'none'
  const { startTensorFlow } = await import('../../analysis/tensorflow.ts')
  return (await startTensorFlow(want)).kind
}
