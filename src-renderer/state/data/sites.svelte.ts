import type { CallResult } from '../../../src-main/shared/contract.ts'
import {
  siteWays,
  type MapPicture,
  type Place,
  type SitesReport,
  type SitesState,
  type SiteWay,
} from '../../../src-main/shared/sites/sites.ts'
import { type Api, problemOf } from '../../api.ts'
import type { Notices } from '../window/notices.svelte.ts'
import type { Files } from './files.svelte.ts'

interface Around {
  api: Api
  notices: Notices
  files: Files
}
export type SitesPart = 'sites' | 'training' | 'map' | 'distance'
type Correlation = CallResult<'sites.correlation'>

const nothing: SitesState = { sites: [], without: [], picture: null }

/** Machines, lines and plants that the datasets belong to: where they are, and models of them all. */
export class Sites {
  state = $state.raw<SitesState>(nothing)
  report = $state.raw<SitesReport | null>(null)
  part = $state<SitesPart>('sites')
  /** Whether datasets are being put to sites. */
  choosing = $state(false)
  /** A file whose rows belong to several sites, and the columns that could say to which. */
  file = $state.raw<{ token: string; name: string; columns: CallResult<'sites.columns'> } | null>(null)
  correlation = $state.raw<Correlation | null>(null)
  problem = $state<string | null>(null)
  jobId = $state<number | null>(null)
  ways = $state.raw<ReadonlySet<SiteWay>>(new Set(siteWays))
  /** Percent of each site, at its beginning. */
  trainPercent = $state(50)
  keep = $state(true)
  selected = $state<string | null>(null)
  #around: Around

  constructor(around: Around) {
    this.#around = around
    around.api.on('sites.changed', () => void this.refresh())
    around.api.on('runs.changed', () => this.state.sites.length > 0 && void this.refresh())
  }

  forget() {
    this.state = nothing
    this.report = null
    this.choosing = false
    this.file = null
    this.correlation = null
    this.problem = null
    this.jobId = null
    this.selected = null
  }

  async refresh() {
    const { api, notices } = this.#around
    const [state, report] = await Promise.all([
      notices.attempt(() => api.call('sites.state', {})),
      notices.attempt(() => api.call('sites.report', {})),
    ])
    if (state) this.state = state
    if (report !== undefined) this.report = report
  }

  assign = (datasets: number[], site: string | null) =>
    this.#change(() => this.#api.call('sites.assign', { datasets, site }))

  assignBy = (by: 'file' | 'folder') =>
    this.#change(async () => {
      const { notes } = await this.#api.call('sites.assignBy', { by })
      for (const note of notes) this.#around.notices.say(note)
    })

  place = (site: string, place: Place | null) => this.#change(() => this.#api.call('sites.place', { site, place }))

  placesFrom = () =>
    this.#change(async () => {
      const file = await this.#around.files.pick('labels')
      if (!file) return
      const { placed, notes } = await this.#api.call('sites.placesFrom', { file: file.token })
      this.#around.notices.say(
        [`${placed} ${placed === 1 ? 'site has' : 'sites have'} a place from ${file.name}.`, ...notes].join(' '),
      )
    })

  /** Looks for columns of a file that name the site of a row. */
  chooseFile = () =>
    this.#change(async () => {
      const file = await this.#around.files.pick('import')
      if (!file) return
      this.file = { ...file, columns: await this.#api.call('sites.columns', { file: file.token }) }
    })

  importBy = (column: string) =>
    this.#change(async () => {
      const { file } = this
      if (!file) return
      await this.#api.call('sites.import', { file: file.token, column })
      this.file = null
      this.choosing = false
    })

  choosePicture = () =>
    this.#change(async () => {
      const file = await this.#around.files.pick('background')
      if (file) await this.#api.call('sites.picture', { file: file.token })
    })

  removePicture = () => this.#change(() => this.#api.call('sites.picture', { file: null }))

  movePicture = (lies: MapPicture) => this.#change(() => this.#api.call('sites.movePicture', lies))

  toggleWay(way: SiteWay) {
    const next = new Set(this.ways)
    if (!next.delete(way)) next.add(way)
    if (next.size > 0) this.ways = next
  }

  train(
    detectors: { id: string; params: Record<string, string | number | boolean> }[],
    ways = [...this.ways],
    keep = this.keep,
  ) {
    return this.#asked(async () => {
      this.jobId = (
        await this.#api.call('sites.train', { detectors, ways, trainShare: this.trainPercent / 100, keep })
      ).job
    })
  }

  /** channel — null = the first that all sites have. */
  compare(channel: string | null) {
    return this.#asked(async () => {
      this.correlation = await this.#api.call('sites.correlation', { channel })
    })
  }

  get #api() {
    return this.#around.api
  }

  #change = (work: () => Promise<unknown>) => this.#around.notices.attempt(work)

  async #asked(work: () => Promise<unknown>) {
    this.problem = null
    try {
      await work()
    } catch (error) {
      this.problem = problemOf(error).message
    }
  }
}
