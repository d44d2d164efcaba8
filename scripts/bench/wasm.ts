import { startTensorFlow } from '../../src-main/analysis/tensorflow.ts'
import { networkNames, secondsPerEpoch, secondsPerScoring } from './networks.ts'
import { timeRow, type BenchRow } from './row.ts'

/** Training and scoring on WASM, against native TensorFlow on the same machine. ratio — native time / WASM time. */
export async function wasmRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const name of networkNames) {
    const native = await startTensorFlow('native')
    const [nativeEpoch, nativeScoring] = [await secondsPerEpoch(name, 2), await secondsPerScoring(name)]
    await startTensorFlow('wasm')
    const theirs = `native TensorFlow ${native.version}`
    rows.push(timeRow('wasm', `${name}, one epoch`, await secondsPerEpoch(name, 2), nativeEpoch, theirs))
    rows.push(timeRow('wasm', `${name}, all windows`, await secondsPerScoring(name), nativeScoring, theirs))
  }
  return rows
}
