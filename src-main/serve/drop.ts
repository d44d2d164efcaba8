import { randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { App } from '../app/create-app.ts'
import { safeFileName } from '../app/files.ts'
import { temporaryFolder } from '../files/abandoned.ts'
import { badInput, StudioError, toPlainError } from '../shared/errors.ts'
import { removeLeft, removeLeftSync } from '../files/held.ts'

const largestFile = 64 * 2 ** 30

/** Where files dropped on the page go: a browser gives their bytes, not their path. Gone when the server closes; after a kill, when the next one starts to receive. */
export interface DropFolder {
  receive(request: IncomingMessage, response: ServerResponse, name: string): Promise<void>
  remove(): Promise<void>
}

export function createDropFolder(app: App, parent: string = tmpdir()): DropFolder {
  let folder: Promise<string> | null = null
  return {
    async receive(request, response, name) {
      try {
        await refuseTooLarge(request, parent)
        const safe = safeFileName(name)
        folder ??= temporaryFolder('anomaly-studio-drop-', parent)
        const own = join(await folder, randomUUID())
        mkdirSync(own)
        const path = join(own, safe)
        await pipeline(request, createWriteStream(path, { flags: 'wx' })).catch((error: unknown) => {
          removeLeftSync(own)
          throw error
        })
        answer(response, 200, app.admit(path))
      } catch (error) {
        const plain = toPlainError(error)
        response.setHeader('Connection', 'close')
        answer(response, plain.code === 'internal' ? 500 : 400, plain)
      }
    },
    async remove() {
      if (folder) await removeLeft(await folder)
    },
  }
}

async function refuseTooLarge(request: IncomingMessage, parent: string): Promise<void> {
  const bytes = Number(request.headers['content-length'] ?? NaN)
  if (!Number.isSafeInteger(bytes)) throw badInput('The size of the file was not given.')
  if (bytes > largestFile)
    throw badInput(
      `The file has ${Math.round(bytes / 2 ** 30)} GiB; up to ${largestFile / 2 ** 30} can be dropped. Use "Open" instead.`,
    )
  const { bavail, bsize } = await statfs(parent)
  if (bytes > bavail * bsize)
    throw new StudioError(
      'disk-full',
      `There is no room for the file in ${parent}. Use "Open" instead, which copies nothing.`,
    )
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(value))
}
