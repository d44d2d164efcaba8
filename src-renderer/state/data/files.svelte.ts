import type { AppInfo, CallInput, FileRef } from '../../../src-main/shared/contract.ts'
import type { Api } from '../../api.ts'

export type PickPurpose = CallInput<'files.pick'>['purpose']
export type SavePurpose = CallInput<'files.pickSave'>['purpose']
export type BrowseRequest =
  | { kind: 'open'; purpose: PickPurpose; answer: (files: FileRef[]) => void }
  | { kind: 'save'; purpose: SavePurpose; name: string; answer: (files: FileRef[]) => void }

/** Asks the person for a file: by the host's own dialog, or by the page's folder browser where the host has none. */
export class Files {
  request = $state.raw<BrowseRequest | null>(null)
  #api: Api
  #info: () => AppInfo | null

  constructor(api: Api, info: () => AppInfo | null) {
    this.#api = api
    this.#info = info
  }

  async pick(purpose: PickPurpose): Promise<FileRef | null> {
    return (await this.pickAll(purpose))[0] ?? null
  }

  /** As many as the person chose: several to be imported or merged; none where they changed their mind. */
  async pickAll(purpose: PickPurpose): Promise<FileRef[]> {
    if (this.#info()?.picker === 'native') return this.#api.call('files.pick', { purpose })
    return this.#ask((answer) => ({ kind: 'open', purpose, answer }))
  }

  async pickSave(purpose: SavePurpose, name: string): Promise<FileRef | null> {
    if (this.#info()?.picker === 'native') return this.#api.call('files.pickSave', { purpose, name })
    return (await this.#ask((answer) => ({ kind: 'save', purpose, name, answer })))[0] ?? null
  }

  #ask(make: (answer: (files: FileRef[]) => void) => BrowseRequest): Promise<FileRef[]> {
    this.request?.answer([])
    return new Promise((resolve) => {
      this.request = make((files) => {
        this.request = null
        resolve(files)
      })
    })
  }
}
