import type { CallInput, FileRef } from '../../../src-main/shared/contract.ts'
import { defaultsOf, type ParamValue, type ParamValues } from '../../../src-main/shared/models/params.ts'
import type { JobState } from '../../../src-main/shared/project.ts'
import type { FederationLook, MergeSettings, UpdateLook } from '../../../src-main/shared/sites/federation.ts'
import { type Api, problemOf } from '../../api.ts'
import type { Training } from '../runs/training.svelte.ts'
import type { Files } from './files.svelte.ts'

export type FederationStep = 'begin' | 'train' | 'merge' | 'use'
/** Rows of this project that train as one site. */
export interface SiteRows {
  site: string
  datasets: number[]
}
export type HandedBack = FileRef & { look: UpdateLook }
interface Around {
  api: Api
  files: Files
  training: Training
}

const noNoise: MergeSettings = { proximal: 0, clip: 0, noise: 0, delta: 1e-5, sites: 0, sample: 1 }

/** One model of many sites that keep their data: a file goes round, and each step reads one and writes the next. */
export class Federation {
  shown = $state(false)
  step = $state<FederationStep>('begin')
  /** What goes round, as it was opened or written last. */
  file = $state.raw<(FileRef & { look: FederationLook }) | null>(null)
  /** What sites have handed back, to be merged. */
  updates = $state.raw<HandedBack[]>([])
  /** Of a federation that is begun. */
  detectorId = $state('')
  settings = $state.raw<MergeSettings>(noNoise)
  trainPercent = $state(50)
  jobId = $state<number | null>(null)
  problem = $state<string | null>(null)
  /** What came of the last step. */
  said = $state<string | null>(null)
  /** Set when the model of all sites has been used: where its newest run is. */
  usedAt = $state<number | null>(null)
  readonly carriers = $derived.by(() => this.#around.training.detectors.filter((one) => one.carries))
  readonly detector = $derived.by(() => this.carriers.find(({ id }) => id === this.detectorId) ?? null)
  /** Changed ones; one epoch in each round, because sites that train on apart drift apart. */
  #given = $state.raw<ParamValues>({})
  readonly params: ParamValues = $derived.by(() =>
    this.detector ? { ...defaultsOf(this.detector.params), epochs: 1, ...this.#given } : {},
  )
  #around: Around
  #whenDone: (() => Promise<void>) | null = null

  constructor(around: Around) {
    this.#around = around
  }

  forget() {
    this.shown = false
    this.step = 'begin'
    this.file = null
    this.updates = []
    this.settings = noNoise
    this.#clear()
    this.#given = {}
  }

  open() {
    const { training } = this.#around
    this.shown = true
    if (this.detector) return
    this.detectorId = (training.detector?.carries ? training.detector : this.carriers[0])?.id ?? ''
    if (training.detector?.id === this.detectorId) this.#given = { ...training.params, epochs: 1 }
  }

  choose(detector: string) {
    this.detectorId = detector
    this.#given = {}
  }

  set(key: string, value: ParamValue) {
    this.#given = { ...this.#given, [key]: value }
  }

  change(changed: Partial<MergeSettings>) {
    this.settings = { ...this.settings, ...changed }
  }

  openFile = () =>
    this.#asked(async () => {
      const file = await this.#around.files.pick('federation')
      if (!file) return
      await this.#look(file)
      this.updates = []
      this.step = 'train'
    })

  begin = (chosen: readonly { name: string; unit: string | null }[]) =>
    this.#asked(async () => {
      const out = await this.#around.files.pickSave('federation', 'round 0.federation')
      if (!out) return
      const { detectorId: detector, params, settings } = this
      const { file, look } = await this.#api.call('federation.begin', {
        detector,
        params,
        channels: chosen.map(({ name }) => name),
        units: chosen.map(({ unit }) => unit),
        settings,
        out: out.token,
      })
      this.file = { ...file, look }
      this.updates = []
      this.said = `${file.name} is what every site needs. First each of them hands back sums.`
      this.step = 'train'
    })

  train = (rows: SiteRows) =>
    this.#asked(async () => {
      const { round } = this.file!.look
      const out = await this.#around.files.pickSave('site-update', `${rows.site} round ${round}.update`)
      if (!out) return
      const { job, file } = await this.#api.call('federation.train', { ...this.#asks(rows), out: out.token })
      this.#began(job, async () => this.#take([file]))
    })

  /** Adds what was handed back; a site that comes again replaces what it brought. */
  addUpdates = () =>
    this.#asked(async () => {
      await this.#take(await this.#around.files.pickAll('site-update'))
    })

  leaveOut(update: HandedBack) {
    this.updates = this.updates.filter((one) => one !== update)
  }

  merge = () =>
    this.#asked(async () => {
      const { token, look } = this.file!
      const out = await this.#around.files.pickSave('federation', `round ${look.round + 1}.federation`)
      if (!out) return
      const updates = this.updates.map((update) => update.token)
      const { job, file } = await this.#api.call('federation.merge', { file: token, updates, out: out.token })
      this.#began(job, async () => {
        await this.#look(file)
        this.updates = []
      })
    })

  use = (rows: SiteRows) =>
    this.#asked(async () => {
      const { job } = await this.#api.call('federation.apply', this.#asks(rows))
      this.#began(job, async () => {
        this.usedAt = rows.datasets[0]
      })
    })

  /** Told of every job that has ended. */
  async ended({ id, status, message }: JobState) {
    if (id !== this.jobId || !this.#whenDone) return
    const done = this.#whenDone
    this.#whenDone = null
    if (status !== 'done') this.problem = message
    else {
      this.said = message
      await this.#work(done)
    }
  }

  #asks(rows: SiteRows): Omit<CallInput<'federation.apply'>, never> {
    return { file: this.file!.token, ...rows, trainShare: this.trainPercent / 100 }
  }

  #began(job: number, whenDone: () => Promise<void>) {
    this.jobId = job
    this.#whenDone = whenDone
  }

  async #look(file: FileRef) {
    this.file = { ...file, look: await this.#api.call('federation.look', { file: file.token }) }
  }

  async #take(files: FileRef[]) {
    for (const file of files) {
      const look = await this.#api.call('federation.lookAtUpdate', { file: file.token })
      this.updates = [...this.updates.filter((one) => one.look.site !== look.site), { ...file, look }]
    }
  }

  get #api() {
    return this.#around.api
  }

  #clear() {
    this.problem = null
    this.said = null
    this.usedAt = null
  }

  async #asked(work: () => Promise<unknown>) {
    this.#clear()
    await this.#work(work)
  }

  async #work(work: () => Promise<unknown>) {
    try {
      await work()
    } catch (error) {
      this.problem = problemOf(error).message
    }
  }
}
