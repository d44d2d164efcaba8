import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { badInput, StudioError } from '../../../shared/errors.ts'
import { startsWith, type Container } from './container.ts'
import { pour } from './pour.ts'

/** gzip: one file, checked to its end by its length and check sum. */
export const gzip: Container = {
  id: 'gzip',
  name: 'gzip archive',
  extensions: ['.gz'],
  part: 'file',
  holds: 'files',
  recognises: (_, head) => startsWith(head, [0x1f, 0x8b]),
  parts: async (_, name) => [{ name: name.replace(/\.gz$/i, '') || 'file', bytes: 1 }],

  async unpack(path, _, { to, limit }, job) {
    const { size } = await stat(path)
    const source = createReadStream(path, { highWaterMark: 1 << 18 })
    const gunzip = createGunzip({ chunkSize: 1 << 18 })
    source.on('error', (error) => gunzip.destroy(error))
    source.pipe(gunzip)
    try {
      const { whole, bytes } = await pour(gunzip, to, limit, job, () => ({
        phase: 'Unpacking',
        done: source.bytesRead,
        total: size,
        unit: 'bytes',
      }))
      if (whole && bytes === 0) throw badInput('The gzip file is empty.')
      return { whole, share: whole ? 1 : Math.min(1, gunzip.bytesWritten / size), problems: [] }
    } catch (error) {
      throw error instanceof StudioError ? error : explained(error as NodeJS.ErrnoException)
    } finally {
      source.destroy()
      gunzip.destroy()
    }
  },
}

/** The sentence for what unpacking says; other errors, as of the disk, stay what they are. */
function explained(error: NodeJS.ErrnoException): Error {
  if (error.code === 'Z_BUF_ERROR')
    return badInput(
      'The gzip file is cut off before its end, so nothing of it was imported. Copy or download it again.',
      error.message,
    )
  if (error.code?.startsWith('Z_'))
    return badInput(
      'The gzip file is damaged: what comes out of it does not agree with its check sum, so nothing of it was imported. Copy or download it again.',
      error.message,
    )
  return error
}
