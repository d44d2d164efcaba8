import type { FileRef } from '../../../src-main/shared/contract.ts'
import type { Api } from '../../api.ts'
import type { Notices } from '../window/notices.svelte.ts'
import type { ImportDraft } from './import-draft.svelte.ts'
import type { Project } from './project.svelte.ts'

/** What of the page takes them. */
interface Around {
  api: Api
  importing: ImportDraft
  notices: Notices
  project: Project
}

const isProject = ({ name }: { name: string }) => /\.anomaly$/i.test(name)

/** Files that come without a dialog: dropped on the window, or given to the app by the system. */
export class Arrivals {
  readonly #around: Around

  constructor(around: Around) {
    this.#around = around
    around.api.on('files.arrived', () => void this.takeGiven())
  }

  async drop(files: File[]) {
    const { api, notices } = this.#around
    if (this.#refuses(files)) return
    await this.#begin((await notices.attempt(() => Promise.all(files.map((file) => api.dropped(file))))) ?? [])
  }

  /** Those that the system gave to the app, also before there was a page. */
  async takeGiven() {
    const { api, notices } = this.#around
    const files = (await notices.attempt(() => api.call('files.given', {}))) ?? []
    if (!this.#refuses(files)) await this.#begin(files)
  }

  #refuses(files: { name: string }[]): boolean {
    const { project, notices } = this.#around
    if (!project.readOnly || files.length === 0 || isProject(files[0])) return false
    notices.say(`Nothing can be imported here. ${project.current?.readOnlyReason ?? ''}`, 'error')
    return true
  }

  async #begin(files: FileRef[]) {
    if (files.length === 0) return
    const opened = files.find(isProject)
    if (opened) return this.#around.project.openToken(opened.token)
    await this.#around.importing.open(files)
  }
}
