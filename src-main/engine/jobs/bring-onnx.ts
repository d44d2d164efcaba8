import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { broughtOnnx } from '../../analysis/detectors/onnx.ts'
import { layoutOf } from '../../analysis/onnx/layout.ts'
import type { EngineCalls } from '../protocol.ts'

/** The detector that a file is. */
export const detectorIn = (path: string) => broughtOnnx(readFileSync(path), basename(path))

export async function lookAtOnnx({
  path,
}: EngineCalls['lookAtOnnx']['args']): Promise<EngineCalls['lookAtOnnx']['result']> {
  const { name, threshold, params } = await detectorIn(path)
  const { window, channels, gives } = layoutOf(readFileSync(path), basename(path))
  const { window: _fixed, ...free } = params
  return { name, threshold, window, channels, gives, params: free }
}
