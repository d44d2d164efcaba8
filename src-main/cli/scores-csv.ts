import { writeOutput, type Output } from '../files/output.ts'

/**
 * rows — data rows of the file; fileRows — [n] which of them each point is; times — [n] epoch ms;
 * scores — [n], NaN = not assessed; flags — [n], 1 = anomalous.
 */
export interface ScoredFile {
  rows: number
  fileRows: Float64Array
  times: Float64Array
  scores: Float64Array
  flags: Uint8Array
}

/** The lines of scores.csv in the order of the file: one for every data row, also for those that had no usable time. */
export function* scoreLines({ rows, fileRows, times, scores, flags }: ScoredFile): Generator<string> {
  const pointOf = new Int32Array(rows).fill(-1)
  fileRows.forEach((row, point) => (pointOf[row] = point))
  yield 'time,score,anomaly\n'
  for (const point of pointOf)
    if (point < 0) yield ',,0\n'
    else
      yield `${new Date(times[point]).toISOString()},${Number.isNaN(scores[point]) ? '' : scores[point]},${flags[point]}\n`
}

export async function writeScores(output: Output, scored: ScoredFile): Promise<void> {
  await writeOutput(output, async (file) => {
    let block = ''
    for (const line of scoreLines(scored)) {
      block += line
      if (block.length < 1 << 20) continue
      await file.writeFile(block)
      block = ''
    }
    await file.writeFile(block)
  })
}
