import { kerasSeconds, networkNames, secondsPerEpoch } from './networks.ts'
import { timeRow, type BenchRow } from './row.ts'

/** Seconds per epoch of training, against Keras with the same layers, sizes and batches. */
export async function trainRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const name of networkNames) {
    const { train, theirs } = kerasSeconds(name)
    rows.push(timeRow('train', `${name}, one epoch`, await secondsPerEpoch(name), train, theirs))
  }
  return rows
}
