import { randomBytes } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Output } from '../files/output.ts'
import { badInput, StudioError } from '../shared/errors.ts'
import type { FileRef, FolderListing } from '../shared/contract.ts'

/**
 * Paths stay in this process: the page holds opaque tokens for files that the person chose.
 * The same path keeps its token, so that a listing read twice does not grow the table.
 */
export class FileTokens {
  readonly #paths = new Map<string, string>()
  readonly #outputs = new Map<string, Output>()
  readonly #tokens = new Map<string, string>()

  admit(path: string): FileRef {
    const full = resolve(path)
    return {
      token: this.#token(full),
      name: basename(full),
      bytes: statSync(full, { throwIfNoEntry: false })?.size ?? 0,
    }
  }

  /** The same for a file to be written. replace — the person was asked about what is there, and said yes. */
  admitOutput(path: string, replace = false): FileRef {
    const full = resolve(path)
    const token = randomBytes(18).toString('base64url')
    this.#outputs.set(token, { path: full, replace })
    return { token, name: basename(full), bytes: 0 }
  }

  path(token: string): string {
    return this.#paths.get(token) ?? notChosen()
  }

  /** Only what was chosen to be written to, never what was only chosen to be read. */
  output(token: string): Output {
    return this.#outputs.get(token) ?? notChosen()
  }

  /** Lists one folder: folders first, then the files that `wanted` accepts. */
  async list(folder: string, wanted: (name: string) => boolean): Promise<FolderListing> {
    const entries = await readdir(folder, { withFileTypes: true }).catch((e: NodeJS.ErrnoException) => {
      throw badInput(`The folder ${folder} cannot be read (${e.code}).`)
    })
    const visible = entries.filter((e) => !e.name.startsWith('.'))
    const listed = await Promise.all(
      visible.map(async (entry) => {
        const path = join(folder, entry.name)
        const info = await stat(path).catch(() => null)
        if (!info || !(info.isDirectory() || (info.isFile() && wanted(entry.name)))) return null
        const kind: 'folder' | 'file' = info.isDirectory() ? 'folder' : 'file'
        return { token: this.#token(path), name: entry.name, kind, bytes: info.size, modified: info.mtimeMs }
      }),
    )
    const collator = new Intl.Collator(undefined, { numeric: true })
    const rank = (kind: string) => (kind === 'folder' ? 0 : 1)
    return {
      path: folder,
      folder: this.#token(folder),
      parent: dirname(folder) === folder ? null : this.#token(dirname(folder)),
      entries: listed
        .filter((e) => e !== null)
        .sort((a, b) => rank(a.kind) - rank(b.kind) || collator.compare(a.name, b.name)),
    }
  }

  #token(path: string): string {
    const known = this.#tokens.get(path)
    if (known) return known
    const token = randomBytes(18).toString('base64url')
    this.#tokens.set(path, token)
    this.#paths.set(token, path)
    return token
  }
}

const notChosen = (): never => {
  throw new StudioError('not-found', 'That file was not chosen in this session. Choose it again.')
}

/** A name that a person typed, as a file name on every system. */
export function safeFileName(name: string): string {
  const safe = name
    .replace(/[<>:"/\\|?*\u0000-\u001f]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[. ]+$/, '')
    .trim()
  if (!safe || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(safe)) throw badInput(`"${name}" cannot be the name of a file.`)
  return safe
}
