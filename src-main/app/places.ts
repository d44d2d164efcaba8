import { mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { badInput } from '../shared/errors.ts'
import type { Host, Place } from './host.ts'
import { isSystemFolder } from './system-folders.ts'
import { writeSettings } from '../files/settings-file.ts'

const keptFolders = 6
/** Folders that the person named, newest first, and the one that the last file was taken from or put into. */
const stored = z.object({ named: z.array(z.string()), last: z.string().nullable() })
type Stored = z.infer<typeof stored>

/**
 * Where the page may browse: the host's places, folders of recent projects, and folders that the person named by typing
 * a path, in this session or the last ones. Everything else of the machine is out of its reach, also by links, and so is
 * what begins with a dot: a script that got into the page could ask for no more than the page can.
 */
export class Places {
  readonly #host: Host
  readonly #file: string
  readonly #recent: () => string[]

  /** recent — folders of the projects opened last. */
  constructor(host: Host, recent: () => string[]) {
    this.#host = host
    this.#file = join(host.dataFolder, 'folders.json')
    this.#recent = recent
  }

  /** Those that are there now, each once. */
  list(): Place[] {
    const folders: Place[] = [
      { name: 'Projects', path: this.#host.projectsFolder },
      ...(this.#host.places?.() ?? []),
      // A project in the root of a file system does not open the whole machine.
      ...[...this.#stored().named, ...this.#recent()]
        .filter((path) => !isSystemFolder(path))
        .map((path) => ({ name: basename(path), path })),
    ]
    const seen = new Set<string>()
    return folders.flatMap(({ name, path }) => {
      const real = realFolder(path)
      if (real === null || seen.has(real)) return []
      seen.add(real)
      return [{ name, path: real }]
    })
  }

  /** Whether a file or folder that is there may be shown to the page. */
  admits(path: string): boolean {
    const real = realPath(path)
    return real !== null && this.#holds(real)
  }

  /** Whether a file may be written at a path: its folder is admitted. */
  admitsNew(path: string): boolean {
    return this.admits(dirname(path)) && !basename(path).startsWith('.')
  }

  /**
   * A folder, or a file's, that the person typed or pasted, also in quotes and as a file manager copies it: from now on a place.
   * "~" is the home folder. Throws bad-input.
   */
  name(typed: string): { folder: string; file: string | null } {
    const text = pathIn(typed).replace(/^~(?=$|[\\/])/, homedir())
    if (!isAbsolute(text))
      throw badInput(`"${short(typed)}" is not the whole path of a folder: begin with "${rootHere}" or "~".`)
    const real = realPath(resolve(text))
    if (real === null) throw badInput(`There is no folder or file "${short(text)}" that this account can see.`)
    const isFolder = statSync(real).isDirectory()
    if (!isFolder && !statSync(real).isFile()) throw badInput(`"${short(text)}" is neither a folder nor a file.`)
    const folder = isFolder ? real : dirname(real)
    if (!this.#holds(folder)) this.#add(folder, text)
    return { folder, file: isFolder ? null : real }
  }

  /** The next browsing starts in the folder of this file, also after a restart. */
  used(path: string): void {
    const last = dirname(path)
    const before = this.#stored()
    if (before.last === last) return
    try {
      this.#store({ ...before, last })
    } catch {
      // A folder that cannot be remembered is no reason to refuse its file.
    }
  }

  start(): string {
    const { last } = this.#stored()
    if (last !== null && this.admits(last)) return last
    try {
      mkdirSync(this.#host.projectsFolder, { recursive: true })
    } catch {
      // Where it cannot be made, what is there is shown.
    }
    const [first] = this.list()
    if (!first) throw badInput('No folder is known here. Type the path of the folder that holds your files.')
    return first.path
  }

  #holds(real: string): boolean {
    return this.list().some(({ path }) => {
      const inside = relative(path, real)
      if (inside === '') return true
      const parts = inside.split(sep)
      // A place within a system folder was put there on purpose.
      const system = isSystemFolder(real) && !isSystemFolder(path)
      return !isAbsolute(inside) && !parts.some((part) => part.startsWith('.')) && !system
    })
  }

  #add(folder: string, typed: string): void {
    if (folder.split(sep).some((part) => part.startsWith('.')))
      throw badInput(`"${short(typed)}" is hidden: its name, or that of a folder above it, begins with a dot.`)
    if (isSystemFolder(folder))
      throw badInput(`"${short(typed)}" belongs to the system. Name the folder that holds your files.`)
    const before = this.#stored()
    const named = [folder, ...before.named.filter((one) => one !== folder)].slice(0, keptFolders)
    this.#store({ ...before, named })
  }

  #store(folders: Stored): void {
    writeSettings(this.#file, folders)
  }

  /** A broken file is an empty list: nothing of worth is in it. */
  #stored(): Stored {
    try {
      return stored.parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch {
      return { named: [], last: null }
    }
  }
}

function pathIn(typed: string): string {
  const text = typed.trim().replace(/^(["'])(.*)\1$/, '$2')
  try {
    return text.startsWith('file://') ? fileURLToPath(text) : text
  } catch {
    return text
  }
}

const rootHere = process.platform === 'win32' ? 'C:\\' : '/'
const short = (path: string) => (path.length > 200 ? `${path.slice(0, 80)}…${path.slice(-80)}` : path)

function realPath(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}

function realFolder(path: string): string | null {
  const real = realPath(path)
  return real !== null && statSync(real, { throwIfNoEntry: false })?.isDirectory() ? real : null
}
