import type { ChannelLimits, QualityFinding } from '../../../src-main/shared/data/quality.ts'
import type { Api } from '../../api.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Labels } from '../labels/labels.svelte.ts'
import type { Announcer } from '../window/announcer.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

interface Around {
  api: Api
  announcer: Announcer
  datasets: Datasets
  labels: Labels
  notices: Notices
}

/** The class of labels that findings become. Bad data is no anomaly of the plant: it does not count when judging. */
const badData = 'Bad data'

export const keyOf = ({ kind, channel, start, end }: Pick<QualityFinding, 'kind' | 'channel' | 'start' | 'end'>) =>
  JSON.stringify([kind, channel, start, end])

/** What the person says of quality findings: bad data, or right as it is. */
export class Findings {
  /** Keys of what is right as it is. */
  right = $state.raw<ReadonlySet<string>>(new Set())
  labelled = $state.raw<ReadonlySet<string>>(new Set())
  /** Limits that were typed, by channel. */
  limits = $state.raw<readonly ChannelLimits[]>([])
  readonly #around: Around

  constructor(around: Around) {
    this.#around = around
  }

  forget() {
    this.right = new Set()
    this.labelled = new Set()
  }

  async read(dataset: number) {
    const known = await this.#around.notices.attempt(() => this.#around.api.call('explore.right', { dataset }))
    this.limits = (await this.#around.notices.attempt(() => this.#around.api.call('explore.limits', { dataset }))) ?? []
    this.labelled = new Set()
    this.right = new Set((known ?? []).map(keyOf))
  }

  /** Makes a label of it, on its channel. */
  async label(finding: QualityFinding) {
    const { api, labels, notices, datasets, announcer } = this.#around
    const channel = datasets.selected?.channels.find(({ name }) => name === finding.channel)
    const made = await notices.attempt(async () => {
      const classes = await api.call('labels.classes', {})
      const cls =
        classes.find(({ name }) => name === badData) ??
        (await api.call('labels.createClass', { name: badData, colour: '#7d8590', anomalous: false }))
      const set = await labels.sets.ensure()
      if (set === null) return null
      const { start, end, text } = finding
      return api.call('labels.create', {
        labels: [
          { set, class: cls.id, start, end, channels: channel ? [channel.id] : [], note: text, origin: 'detector' },
        ],
      })
    })
    if (!made) return
    this.labelled = new Set([...this.labelled, keyOf(finding)])
    await labels.readAll()
    announcer.say(`Labelled as ${badData}`)
  }

  /** Stores what was typed for a channel. Answers whether it could be. */
  async setLimits(limits: ChannelLimits): Promise<boolean> {
    const dataset = this.#around.datasets.selectedId
    if (dataset === null) return false
    const known = await this.#around.notices.attempt(() => this.#around.api.call('explore.setLimits', { dataset, ...limits })) // prettier-ignore
    if (known) this.limits = known
    return known !== undefined
  }

  /** Says that it is right as it is, or takes that back. */
  async setRight(finding: QualityFinding, right: boolean) {
    const dataset = this.#around.datasets.selectedId
    if (dataset === null) return
    const { kind, channel, start, end } = finding
    const done = await this.#around.notices.attempt(async () => (await this.#around.api.call('explore.setRight', { dataset, finding: { kind, channel, start, end }, right }), true)) // prettier-ignore
    if (!done) return
    const known = new Set(this.right)
    if (right) known.add(keyOf(finding))
    else known.delete(keyOf(finding))
    this.right = known
    this.#around.announcer.say(right ? 'Marked as right' : 'No longer marked as right')
  }
}
