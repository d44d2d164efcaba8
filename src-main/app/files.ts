import { randomBytes } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Output } from '../files/output.ts'
import { badInput, StudioError } from '../shared/errors.ts'
import type { FileRef, FolderListing } from '../shared/contract.ts'
import { sideFileName } from '../shared/project-file.ts'
import { notAWindowsName } from '../shared/windows-names.ts'
import type { Places } from './places.ts'

interface Known {
  path: string
  kind: 'file' | 'folder'
  /** Found by browsing, so it holds only as long as its place admits it; the others were given by the host's dialog. */
  listed: boolean
}

/**
 * Paths stay in this process: the page holds opaque tokens of single files and folders. One to be read is not one to be
 * written, and a folder's opens no file. The same path keeps its token, so that a listing read twice does not grow the table.
 */
export class FileTokens {
  readonly #known = new Map<string, Known>()
  readonly #tokens = new Map<string, string>()
  readonly #outputs = new Map<string, Output>()
  readonly #places: Places

  constructor(places: Places) {
    this.#places = places
  }

  /** A file that the host got from the person: a dialog of the system, a drop, an argument. */
  admit(path: string): FileRef {
    return this.#fileRef({ path: resolve(path), kind: 'file', listed: false })
  }

  /** The same for a file to be written. replace — the person was asked about what is there, and said yes. */
  admitOutput(path: string, replace = false): FileRef {
    const full = resolve(path)
    const token = newToken()
    this.#outputs.set(token, { path: full, replace })
    return { token, name: basename(full), bytes: 0 }
  }

  /** A file to be read. */
  path(token: string): string {
    const { path, listed } = this.#knownAs(token, 'file')
    if (listed) this.#places.used(path)
    return path
  }

  /** A file or a folder that is to be looked at again and again. */
  place(token: string): string {
    return this.#known.get(token)?.kind === 'folder' ? this.folder(token) : this.path(token)
  }

  /** A folder to be listed, or to be written into. */
  folder(token: string): string {
    return this.#knownAs(token, 'folder').path
  }

  /** Only what was chosen to be written to, never what was only chosen to be read. */
  output(token: string): Output {
    const output = this.#outputs.get(token)
    if (!output) throw notChosen()
    return output
  }

  /** Lists one folder: folders first, then the files that `wanted` accepts. chosen — a file of it that the person named. */
  async list(folder: string, wanted: (name: string) => boolean, chosen: string | null = null): Promise<FolderListing> {
    if (!this.#places.admits(folder)) throw notChosen()
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
      throw badInput(`The folder "${folder}" cannot be read by this account, or is not there any more.`)
    })
    const visible = entries.filter((e) => !e.name.startsWith('.') && !sideFileName.test(e.name))
    const listed = await Promise.all(
      visible.map(async (entry) => {
        const path = join(folder, entry.name)
        const info = await stat(path).catch(() => null)
        if (!info || !(info.isDirectory() || (info.isFile() && wanted(entry.name)))) return null
        if (entry.isSymbolicLink() && !this.#places.admits(path)) return null
        const kind: Known['kind'] = info.isDirectory() ? 'folder' : 'file'
        const token = this.#token({ path, kind, listed: true })
        return { token, name: entry.name, kind, bytes: info.size, modified: info.mtimeMs }
      }),
    )
    const collator = new Intl.Collator(undefined, { numeric: true })
    const rank = (kind: string) => (kind === 'folder' ? 0 : 1)
    const above = dirname(folder)
    const tokenOf = (path: string) => this.#token({ path, kind: 'folder', listed: true })
    return {
      path: folder,
      folder: tokenOf(folder),
      parent: above !== folder && this.#places.admits(above) ? tokenOf(above) : null,
      places: this.#places.list().map(({ name, path }) => ({ name, path, token: tokenOf(path) })),
      chosen: chosen === null ? null : this.#fileRef({ path: chosen, kind: 'file', listed: true }),
      entries: listed
        .filter((e) => e !== null)
        .sort((a, b) => rank(a.kind) - rank(b.kind) || collator.compare(a.name, b.name)),
    }
  }

  /** Looked at again, because what lies behind a path may be another file by now. */
  #knownAs(token: string, kind: Known['kind']): Known {
    const known = this.#known.get(token)
    if (known?.kind !== kind || (known.listed && !this.#places.admits(known.path))) throw notChosen()
    return known
  }

  #fileRef(known: Known): FileRef {
    return {
      token: this.#token(known),
      name: basename(known.path),
      bytes: statSync(known.path, { throwIfNoEntry: false })?.size ?? 0,
    }
  }

  #token(known: Known): string {
    const key = `${known.kind} ${known.listed} ${known.path}`
    const before = this.#tokens.get(key)
    if (before) return before
    const token = newToken()
    this.#tokens.set(key, token)
    this.#known.set(token, known)
    return token
  }
}

const newToken = () => randomBytes(18).toString('base64url')
const notChosen = () =>
  new StudioError('not-found', 'That file was not chosen in this session, or is not there any more. Choose it again.')

const longest = 100

/**
 * The name of a project's file that is named after something else, such as the file that is imported into it: what cannot be the name of a
 * file on every system becomes one that can, and with what lies beside a project and the folders above it stays shorter than Windows allows.
 */
export function projectFileName(name: string): string {
  const short = [...name].slice(0, longest).join('')
  try {
    return safeFileName(short)
  } catch {
    return safeFileName(`Project ${short.replace(/\./g, ' ')}`)
  }
}

/** A name that a person typed, as a file name on every system. */
export function safeFileName(name: string): string {
  const safe = name
    .replace(/[<>:"/\\|?*\u0000-\u001f]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[. ]+$/, '')
    .trim()
  // Also where it is no Windows: a project goes from one machine to another.
  if (!safe || notAWindowsName(safe)) throw badInput(`"${name}" cannot be the name of a file. Choose another name.`)
  return safe
}
