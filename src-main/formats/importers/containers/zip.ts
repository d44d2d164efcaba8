import { extname } from 'node:path'
import { badInput } from '../../../shared/errors.ts'
import { startsWith, type Container } from './container.ts'
import { pour } from './pour.ts'
import { withZip } from './zip-file.ts'

/** Junk that systems add beside the files. */
const junk = /(^|\/)(__MACOSX\/|\.|thumbs\.db$|desktop\.ini$)/i
/** What goes with data and holds none. */
const besides = new Set([
  '.pdf',
  '.md',
  '.png',
  '.jpg',
  '.jpeg',
  '.gif',
  '.svg',
  '.html',
  '.htm',
  '.xml',
  '.docx',
  '.py',
  '.m',
])

/** ZIP: one or several files. */
export const zip: Container = {
  id: 'zip',
  name: 'ZIP archive',
  extensions: ['.zip'],
  part: 'file',
  holds: 'files',
  recognises: (_, head) => startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6]),

  parts: (path) =>
    withZip(path, async ({ entries }) => {
      const files = entries.filter((entry) => !junk.test(entry.fileName) && entry.uncompressedSize > 0)
      if (files.length === 0) throw badInput('The ZIP archive holds no file with something in it.')
      const data = files.filter((entry) => !besides.has(extname(entry.fileName).toLowerCase()))
      return (data.length > 0 ? data : files).map((entry) => ({ name: entry.fileName, bytes: entry.uncompressedSize }))
    }),

  unpack: (path, part, { to, limit }, job) =>
    withZip(path, async ({ entries, bytes }) => {
      const entry = entries.find((one) => one.fileName === part)
      if (!entry) throw badInput(`There is no file "${part}" in the archive.`)
      let done = 0
      const counted = async function* () {
        for await (const block of bytes(entry)) {
          done += block.length
          yield block
        }
      }
      const { whole } = await pour(counted(), to, limit, job, () => ({
        phase: 'Unpacking',
        done,
        total: entry.uncompressedSize,
        unit: 'bytes',
      }))
      return { whole, share: whole ? 1 : done / entry.uncompressedSize, problems: [] }
    }),
}
