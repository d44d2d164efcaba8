import type { Api } from '../../api.ts'
import type { Notices } from './notices.svelte.ts'

/** What went wrong on this machine, as a person would send it. */
export class Log {
  /** null while it is not shown. */
  text = $state<string | null>(null)
  path = $state('')
  #api: Api
  #notices: Notices

  constructor(api: Api, notices: Notices) {
    this.#api = api
    this.#notices = notices
  }

  async show() {
    const log = await this.#notices.attempt(() => this.#api.call('app.log', {}))
    if (!log) return
    this.path = log.path
    this.text = log.text
  }

  async copy() {
    if (this.text === null) return
    await navigator.clipboard.writeText(this.text)
    this.#notices.say('The log is copied.')
  }

  close() {
    this.text = null
  }
}
