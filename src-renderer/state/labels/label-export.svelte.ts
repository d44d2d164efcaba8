import type { LabelFormatInfo } from '../../../src-main/shared/labels/label-format-info.ts'
import type { Api } from '../../api.ts'
import type { Notices } from '../window/notices.svelte.ts'

/** Writing a label set to a file. */
export class LabelExport {
  /** Empty until they are asked for. */
  formats = $state.raw<LabelFormatInfo[]>([])
  #api: Api
  #notices: Notices

  constructor(api: Api, notices: Notices) {
    this.#api = api
    this.#notices = notices
  }

  async readFormats() {
    if (this.formats.length > 0) return
    const formats = await this.#notices.attempt(() => this.#api.call('labels.formats', {}))
    if (formats) this.formats = formats
  }

  async write(set: number, token: string, format: string) {
    const answer = await this.#notices.attempt(() => this.#api.call('labels.export', { set, format, file: token }))
    if (!answer) return
    // A loss stays on the screen until it is put away.
    if (answer.leftOut.length === 0) this.#notices.say('Labels exported, with all that they say.')
    else
      this.#notices.say(
        ['Labels exported. The format does not hold all of them:', ...answer.leftOut].join(' '),
        'error',
      )
  }
}
