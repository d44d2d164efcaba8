import { kerasSeconds, networkNames, secondsPerEpoch } from './networks.ts'
import { timeRow, type BenchRow } from './row.ts'
import { stenName, stenSeconds } from './sten.ts'

/** Seconds per epoch of training, against Keras with the same layers, sizes and batches. */
export async function trainRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const name of networkNames) {
    const { train, theirs } = kerasSeconds(name)
    rows.push(timeRow('train', `${name}, one epoch`, await secondsPerEpoch(name), train, theirs))
  }
  rows.push(
    timeRow('train', `${stenName}, one epoch`, (await stenSeconds()).epoch, null, 'no counterpart: it is a bound'),
  )
  return rows
}
