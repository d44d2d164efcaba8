import { startTensorFlow } from '../../src-main/analysis/tensorflow.ts'
import { compileKernels } from '../steps/kernels.ts'
import { networkNames, secondsPerEpoch, secondsPerScoring } from './networks.ts'
import { asPublished, kerasExample } from './keras-example.ts'
import { hasReferenceData } from './reference-data.ts'
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
  if (hasReferenceData) rows.push(await kerasExampleRow())
  return rows
}

/** Both find what published runs find, or it is no measure of time. */
async function kerasExampleRow(): Promise<BenchRow> {
  const [native, wasm] = [await kerasExample('native'), await kerasExample('wasm')]
  for (const [engine, run] of Object.entries({ native, wasm }))
    if (!asPublished(run)) throw new Error(`The Keras example finds something else on ${engine}.`)
  const { version } = await startTensorFlow('native')
  const name = 'the Keras example, training and scoring'
  return timeRow('wasm', name, wasm.seconds, native.seconds, `native TensorFlow ${version}`)
}
