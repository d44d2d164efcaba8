import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Job, Progress } from '../../../analysis/job.ts'

/**
 * Writes blocks to a file until `limit` bytes, never holding more than one. Answers whether all blocks were written.
 * Throws what the source throws, and cancelled.
 */
export async function pour(
  source: AsyncIterable<string | Uint8Array>,
  to: string,
  limit: number,
  job: Job,
  progress: () => Progress,
): Promise<{ whole: boolean; bytes: number }> {
  const output = createWriteStream(to)
  const failed = new Promise<never>((_, reject) => output.once('error', reject))
  failed.catch(() => undefined)
  let bytes = 0
  let whole = true
  try {
    for await (const block of source) {
      bytes += block.length
      if (!output.write(block)) await Promise.race([once(output, 'drain'), failed])
      await job.checkpoint(progress())
      if (bytes >= limit) {
        whole = false
        break
      }
    }
    output.end()
    await Promise.race([once(output, 'close'), failed])
  } finally {
    output.destroy()
  }
  return { whole, bytes }
}
