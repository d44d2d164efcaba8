import type { AppInfo, CallInput, FileRef } from '../../src-main/shared/contract.ts'
import type { Api } from '../api.ts'

export type PickPurpose = CallInput<'files.pick'>['purpose']
export type SavePurpose = CallInput<'files.pickSave'>['purpose']
export type BrowseRequest =
  | { kind: 'open'; purpose: PickPurpose; answer: (file: FileRef | null) => void }
  | { kind: 'save'; purpose: SavePurpose; name: string; answer: (file: FileRef | null) => void }

/** Asks the person for a file: by the host's own dialog, or by the page's folder browser where the host has none. */
export class Files {
  request = $state.raw<BrowseRequest | null>(null)
  #api: Api
  #info: () => AppInfo | null

  constructor(api: Api, info: () => AppInfo | null) {
    this.#api = api
    this.#info = info
  }

  pick(purpose: PickPurpose): Promise<FileRef | null> {
    if (this.#info()?.picker === 'native') return this.#api.call('files.pick', { purpose })
    return this.#ask(answer => ({ kind: 'open', purpose, answer }))
  }

  pickSave(purpose: SavePurpose, name: string): Promise<FileRef | null> {
    if (this.#info()?.picker === 'native') return this.#api.call('files.pickSave', { purpose, name })
    return this.#ask(answer => ({ kind: 'save', purpose, name, answer }))
  }

  #ask(make: (answer: (file: FileRef | null) => void) => BrowseRequest): Promise<FileRef | null> {
    this.request?.answer(null)
    return new Promise(resolve => {
      this.request = make(file => {
        this.request = null
        resolve(file)
      })
    })
  }
}
