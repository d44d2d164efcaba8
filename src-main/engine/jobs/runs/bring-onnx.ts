import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { broughtOnnx } from '../../../analysis/detectors/onnx.ts'
import { layoutOf } from '../../../analysis/onnx/layout.ts'
import type { EngineCalls } from '../../protocol.ts'

/** The detector that a file is. */
export const detectorIn = (path: string) => broughtOnnx(readFileSync(path), basename(path))

export async function lookAtOnnx({
  path,
}: EngineCalls['lookAtOnnx']['args']): Promise<EngineCalls['lookAtOnnx']['result']> {
  const bytes = readFileSync(path)
  const { name, threshold, params } = await broughtOnnx(bytes, basename(path))
  const { window, channels, gives } = layoutOf(bytes, basename(path))
  const { window: _fixed, ...free } = params
  return { name, threshold, window, channels, gives, params: free }
}
