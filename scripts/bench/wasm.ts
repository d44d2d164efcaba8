import { startTensorFlow } from '../../src-main/analysis/tensorflow.ts'
import { compileKernels } from '../steps/kernels.ts'
import { networkNames, secondsPerEpoch, secondsPerScoring } from './networks.ts'
import { timeRow, type BenchRow } from './row.ts'

const rounds = 3

/**
 * Training and scoring on WASM, against native TensorFlow on the same machine. ratio — native time / WASM time. The two take turns,
 * and the fastest of each counts: other work on the machine then meets both alike.
 */
export async function wasmRows(): Promise<BenchRow[]> {
  compileKernels()
  const rows: BenchRow[] = []
  for (const name of networkNames) {
    const fastest = { native: { epoch: Infinity, scoring: Infinity }, wasm: { epoch: Infinity, scoring: Infinity } }
    let version = ''
    for (let round = 0; round < rounds; round++)
      for (const engine of ['native', 'wasm'] as const) {
        const started = await startTensorFlow(engine)
        if (engine === 'native') version = started.version
        const best = fastest[engine]
        best.epoch = Math.min(best.epoch, await secondsPerEpoch(name, 1))
        best.scoring = Math.min(best.scoring, await secondsPerScoring(name))
      }
    const { native, wasm } = fastest
    const theirs = `native TensorFlow ${version}`
    rows.push(timeRow('wasm', `${name}, one epoch`, wasm.epoch, native.epoch, theirs))
    rows.push(timeRow('wasm', `${name}, all windows`, wasm.scoring, native.scoring, theirs))
  }
  return rows
}
