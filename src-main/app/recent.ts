import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { StudioError } from '../shared/errors.ts'
import type { RecentProject } from '../shared/project.ts'
import { writeSettings } from '../files/settings-file.ts'

const keptProjects = 12
const stored = z.array(z.object({ path: z.string(), opened: z.number() }))

/** The projects opened last, newest first, in one small file. A broken file is an empty list: nothing of worth is in it. */
export class RecentProjects {
  readonly #file: string

  constructor(folder: string) {
    this.#file = join(folder, 'recent.json')
  }

  list(): RecentProject[] {
    return this.#read().map(({ path, opened }) => ({
      id: idOf(path),
      name: basename(path, '.anomaly'),
      path,
      opened,
      exists: existsSync(path),
    }))
  }

  path(id: string): string {
    const found = this.#read().find(({ path }) => idOf(path) === id)
    if (!found) throw new StudioError('not-found', 'That project is no longer in the list of recent projects.')
    return found.path
  }

  add(path: string): void {
    this.#write(
      [{ path, opened: Date.now() }, ...this.#read().filter((entry) => entry.path !== path)].slice(0, keptProjects),
    )
  }

  forget(id: string): void {
    this.#write(this.#read().filter(({ path }) => idOf(path) !== id))
  }

  forgetPath(path: string): void {
    this.forget(idOf(path))
  }

  #read(): z.infer<typeof stored> {
    try {
      return stored.parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch {
      return []
    }
  }

  #write(entries: z.infer<typeof stored>): void {
    try {
      writeSettings(this.#file, entries)
    } catch {
      // What was opened last is no reason not to open it.
    }
  }
}

const idOf = (path: string) => createHash('sha256').update(path).digest('hex').slice(0, 16)
