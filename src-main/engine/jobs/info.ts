import type { EngineInfo } from '../../shared/models/detector-info.ts'

/** Loads TensorFlow, so that the answer is what training will really use. */
export async function info(): Promise<EngineInfo> {
  const { startTensorFlow } = await import('../../analysis/tensorflow.ts')
  return startTensorFlow('auto')
}
