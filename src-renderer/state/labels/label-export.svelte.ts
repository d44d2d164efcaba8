import type { LabelFormatInfo } from '../../../src-main/shared/labels/label-format-info.ts'
import type { Api } from '../../api.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Files } from '../data/files.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'
import type { Labels } from './labels.svelte.ts'

/** What of the page a file of labels is made of. */
interface Around {
  api: Api
  datasets: Datasets
  files: Files
  labels: Labels
  notices: Notices
}

/** Writing a label set to a file. */
export class LabelExport {
  /** Empty until they are asked for. */
  formats = $state.raw<LabelFormatInfo[]>([])
  readonly #around: Around

  constructor(around: Around) {
    this.#around = around
  }

  async readFormats() {
    if (this.formats.length > 0) return
    const { api, notices } = this.#around
    const formats = await notices.attempt(() => api.call('labels.formats', {}))
    if (formats) this.formats = formats
  }

  /** Asks where to, and writes the set that is worked on. */
  async write({ id, extension }: LabelFormatInfo) {
    const { api, datasets, files, labels, notices } = this.#around
    const set = labels.sets.id
    const file = await notices.attempt(() =>
      files.pickSave('labels', `${datasets.selected?.name ?? 'dataset'} labels${extension}`),
    )
    if (!file || set === null) return
    const answer = await notices.attempt(() => api.call('labels.export', { set, format: id, file: file.token }))
    if (!answer) return
    // A loss stays on the screen until it is put away.
    if (answer.leftOut.length === 0) notices.say('Labels exported, with all that they say.')
    else notices.say(['Labels exported. The format does not hold all of them:', ...answer.leftOut].join(' '), 'error')
  }
}
