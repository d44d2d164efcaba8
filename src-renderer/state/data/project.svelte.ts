import type { AppInfo } from '../../../src-main/shared/contract.ts'
import type { EngineInfo } from '../../../src-main/shared/models/detector-info.ts'
import type { ProjectState, RecentProject } from '../../../src-main/shared/project.ts'
import { cancelled } from '../../../src-main/shared/errors.ts'
import { type Api, problemOf } from '../../api.ts'
import type { Files } from './files.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

/** The open project, the recent ones, and what the app says of itself. */
export class Project {
  current = $state.raw<ProjectState | null>(null)
  recent = $state.raw<RecentProject[]>([])
  info = $state.raw<AppInfo | null>(null)
  engine = $state.raw<EngineInfo | null>(null)
  /** What is being opened, in words; null when nothing is. */
  opening = $state<string | null>(null)
  /** The first notice since a project is being opened; null while none is. */
  #mark: number | null = null
  #closing = $state(false)
  /** The person is leaving the project, or has left it: what was still asked of it need not be answered. */
  readonly left = $derived(this.#closing || this.current === null)
  readonly readOnly = $derived(this.current?.readOnly ?? false)
  #api: Api
  #notices: Notices

  constructor(api: Api, notices: Notices) {
    this.#api = api
    this.#notices = notices
    api.on('project.changed', (project) => this.#show(project))
  }

  async start() {
    this.info = await this.#api.call('app.info', {})
    this.#show(await this.#api.call('project.current', {}))
    await this.refreshRecent()
  }

  async refreshRecent() {
    this.recent = (await this.#notices.attempt(() => this.#api.call('project.recent', {}))) ?? []
  }

  openSample = (files: Files) =>
    this.#make('Making the sample project…', 'Water loop sample', files, (file) =>
      this.#api.call('project.sample', { file }),
    )

  /** forImport — the project goes again where no import into it succeeds. */
  create = (name: string, files: Files, forImport = false) =>
    this.#make('Making the project…', name, files, (file) =>
      this.#api.call('project.create', { name, file, forImport }),
    )

  openRecent = (id: string) => this.#opening('Opening…', () => this.#api.call('project.openRecent', { id }))

  async open(files: Files) {
    const file = await this.#notices.attempt(() => files.pick('project'))
    if (file) await this.#opening(`Opening ${file.name}…`, () => this.#api.call('project.open', { file: file.token }))
  }

  openToken = (token: string) => this.#opening('Opening…', () => this.#api.call('project.open', { file: token }))

  async forget(id: string) {
    await this.#notices.attempt(() => this.#api.call('project.forgetRecent', { id }))
    await this.refreshRecent()
  }

  /** While a job runs the app closes nothing and says so; the project stays on the screen then. */
  async close() {
    this.#closing = true
    const closed = await this.#notices.attempt(() => this.#api.call('project.close', {}).then(() => true))
    this.#closing = false
    if (!closed) return
    this.#show(null)
    await this.refreshRecent()
  }

  /** Also where the project's own file is gone: what is open is written whole into a new one. */
  async saveCopy(files: Files) {
    const name = this.current?.name
    if (name === undefined) return
    const copy = await this.#notices.attempt(async () => {
      const file = await files.pickSave('project', `${name} (copy).anomaly`)
      return file && (await this.#api.call('project.saveCopy', { file: file.token }))
    })
    if (copy) this.#notices.say(`The project was saved as ${copy.name}. Open it there to go on.`, 'note')
  }

  async askEngine() {
    this.engine ??= (await this.#notices.attempt(() => this.#api.call('app.engine', {}))) ?? null
  }

  /** Makes a project where new ones are kept; where none can be made there, at the place that the person then chooses. */
  #make(what: string, name: string, files: Files, make: (file: string | null) => Promise<ProjectState>) {
    return this.#opening(what, async () => {
      try {
        return await make(null)
      } catch (error) {
        if (problemOf(error).code !== 'read-only') throw error
        this.#notices.fail(error)
        const file = await files.pickSave('project', `${name}.anomaly`)
        if (!file) throw cancelled()
        return await make(file.token)
      }
    })
  }

  async #opening(what: string, work: () => Promise<ProjectState>) {
    this.opening = what
    this.#mark = this.#notices.mark
    const project = await this.#notices.attempt(work)
    this.opening = null
    if (project) this.#show(project)
    this.#mark = null
  }

  #show(project: ProjectState | null) {
    const isNew = project && project.path !== this.current?.path
    // What was said while the new one was being opened is about it.
    if (this.current && project?.path !== this.current.path) this.#notices.clear(this.#mark ?? undefined)
    this.current = project
    if (!isNew) return
    for (const what of project.interrupted) this.#notices.say(`The app ended in the midst of this: ${what}.`, 'error')
  }
}
