import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { badInput } from '../shared/errors.ts'

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

/** Written beside and renamed, so that a half-written file never has the name. Throws bad-input where it cannot be written. */
export async function writeScores(path: string, scored: ScoredFile): Promise<void> {
  const partial = `${path}.part`
  const out = createWriteStream(partial)
  const failed = new Promise<never>((_resolve, reject) => out.on('error', reject))
  try {
    let block = ''
    for (const line of scoreLines(scored)) {
      block += line
      if (block.length < 1 << 20) continue
      if (!out.write(block)) await Promise.race([once(out, 'drain'), failed])
      block = ''
    }
    out.end(block)
    await Promise.race([finished(out), failed])
    await rename(partial, path)
  } catch (error) {
    out.destroy()
    await rm(partial, { force: true })
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR' || code === 'EPERM')
      throw badInput(`"${path}" cannot be written (${code}).`)
    throw error
  }
}
