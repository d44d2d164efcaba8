import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Container } from './container.ts'
import { pour } from './pour.ts'
import { regularFile } from '../files/regular-file.ts'

const looked = 200

/** Text that is read line by line as another text. told — what the person should know of it. */
interface Rewriting {
  id: string
  name: string
  /** lines — whole ones of the beginning, with something in each. */
  recognises(lines: string[]): boolean
  rewrite(line: string): string
  told?: string
}

/** A container that gives each line anew, in UTF-8 or whatever its bytes were: only ASCII is looked at. */
export const rewrittenLines = ({ id, name, recognises, rewrite, told }: Rewriting): Container => ({
  id,
  name,
  extensions: [],
  part: 'file',
  holds: 'files',
  recognises: (_, head) => {
    if (head.subarray(0, 200).includes(0)) return false
    const lines = Buffer.from(head).toString('latin1').split(/\r?\n/).slice(0, -1)
    return recognises(lines.filter((line) => line.trim() !== '').slice(0, looked))
  },
  parts: async (_, file) => [{ name: file, bytes: 1 }],

  async unpack(path, _, { to, limit }, job) {
    const { size } = await regularFile(path)
    const source = createReadStream(path, { highWaterMark: 1 << 18, encoding: 'latin1' })
    try {
      const { whole, bytes } = await pour(rewritten(source, rewrite), to, limit, job, () => ({
        phase: 'Unpacking',
        done: source.bytesRead,
        total: size,
        unit: 'bytes',
      }))
      const problems = told ? [{ severity: 'warning' as const, message: told }] : []
      return { whole, share: whole ? 1 : Math.min(1, bytes / size), problems }
    } finally {
      source.destroy()
    }
  },
})

async function* rewritten(
  source: ReturnType<typeof createReadStream>,
  rewrite: (line: string) => string,
): AsyncGenerator<Buffer> {
  let block = ''
  for await (const line of createInterface({ input: source, crlfDelay: Infinity })) {
    block += `${rewrite(line)}\n`
    if (block.length < 1 << 16) continue
    yield Buffer.from(block, 'latin1')
    block = ''
  }
  yield Buffer.from(block, 'latin1')
}
