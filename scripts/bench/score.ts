import { kerasSeconds, networkNames, secondsPerScoring } from './networks.ts'
import { timeRow, type BenchRow } from './row.ts'
import { stenName, stenSeconds } from './sten.ts'

/** Seconds to run all windows through a trained network, against Keras' predict with batches of 512. */
export async function scoreRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const name of networkNames) {
    const { score, theirs } = kerasSeconds(name)
    rows.push(timeRow('score', `${name}, all windows`, await secondsPerScoring(name), score, theirs))
  }
  rows.push(
    timeRow('score', `${stenName}, all windows`, (await stenSeconds()).scoring, null, 'no counterpart: it is a bound'),
  )
  return rows
}
