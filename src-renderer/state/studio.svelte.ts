import { getContext, setContext } from 'svelte'
import type { FileRef } from '../../src-main/shared/contract.ts'
import type { LabelFormatInfo } from '../../src-main/shared/label-format-info.ts'
import type { JobState } from '../../src-main/shared/project.ts'
import type { Api } from '../api.ts'
import { nearest } from '../charts/time-scale.ts'
import { Classes } from './classes.svelte.ts'
import { Cursor } from './cursor.svelte.ts'
import { Datasets } from './datasets.svelte.ts'
import { Explaining } from './explaining.svelte.ts'
import { Files } from './files.svelte.ts'
import { ImportDraft } from './import-draft.svelte.ts'
import { Jobs } from './jobs.svelte.ts'
import { Labels } from './labels.svelte.ts'
import { Lanes } from './lanes.svelte.ts'
import { Layout } from './layout.svelte.ts'
import { Notices } from './notices.svelte.ts'
import { Project } from './project.svelte.ts'
import { Ranking } from './ranking.svelte.ts'
import { Runs } from './runs.svelte.ts'
import { Theme } from './theme.svelte.ts'
import { Training } from './training.svelte.ts'
import { View } from './view.svelte.ts'

/** All state of the page, one small class per subject, wired together here and nowhere else. */
export class Studio {
  readonly api: Api
  readonly notices = new Notices()
  readonly theme = new Theme()
  readonly layout = new Layout()
  readonly view = new View()
  readonly project: Project
  readonly files: Files
  readonly datasets: Datasets
  readonly lanes: Lanes
  readonly cursor: Cursor
  readonly labels: Labels
  readonly runs: Runs
  readonly explaining: Explaining
  readonly ranking: Ranking
  readonly jobs: Jobs
  readonly training: Training
  readonly importing: ImportDraft

  constructor(api: Api) {
    this.api = api
    this.project = new Project(api, this.notices)
    this.files = new Files(api, () => this.project.info)
    this.datasets = new Datasets(api, this.notices)
    this.lanes = new Lanes(api, this.notices)
    this.cursor = new Cursor(api)
    this.labels = new Labels(api, this.notices, new Classes(api, this.notices))
    this.runs = new Runs(api, this.notices)
    this.explaining = new Explaining(api, this.runs)
    this.ranking = new Ranking(api, this.notices)
    this.jobs = new Jobs(api, this.notices, job => void this.#ended(job))
    this.training = new Training(api, this.notices)
    this.importing = new ImportDraft(api)
    api.on('app.notice', ({ severity, message }) => this.notices.say(message, severity))
  }

  async start() {
    await this.notices.attempt(() => this.project.start())
    await Promise.all([this.jobs.refresh(), this.training.start()])
  }

  /** Called when another project is shown. */
  async lookAtProject() {
    this.datasets.clear()
    this.importing.close()
    if (!this.project.current) return
    await Promise.all([this.datasets.refresh(), this.jobs.refresh(), this.labels.classes.refresh()])
  }

  /** Called when another dataset is shown. */
  async lookAtDataset() {
    const dataset = this.datasets.selected
    this.lanes.clear()
    this.cursor.leave()
    if (dataset) this.view.look(dataset)
    this.training.look((dataset?.labelCount ?? 0) > 0)
    await Promise.all([this.labels.look(dataset?.id ?? null), this.runs.look(dataset?.id ?? null)])
  }

  async importFile() {
    if (!(await this.#projectForImport())) return
    const file = await this.notices.attempt(() => this.files.pick('import'))
    if (file) await this.importing.open([file])
  }

  async drop(files: File[]) {
    const refs = (await this.notices.attempt(() => Promise.all(files.map(file => this.api.dropped(file))))) ?? []
    const projects = refs.filter(ref => /\.anomaly$/i.test(ref.name))
    if (projects.length > 0) return this.project.openToken(projects[0].token)
    if (refs.length > 0 && (await this.#projectForImport(refs[0]))) await this.importing.open(refs)
  }

  async train() {
    const dataset = this.datasets.selected
    if (!dataset) return
    const run = await this.training.train(dataset.id, dataset.channels.map(c => c.id), this.labels.setId)
    if (run !== undefined) this.layout.show('model')
  }

  async newProject() {
    const names = new Set(this.project.recent.map(r => r.name))
    let name = 'New project'
    for (let n = 2; names.has(name); n++) name = `New project ${n}`
    await this.project.create(name)
  }

  labelMode() {
    this.view.mode = 'label'
    this.layout.show('label')
  }

  rangeMode() {
    this.view.mode = 'range'
    this.layout.show('model')
  }

  /** Back from whatever was begun: first the selection, then the mode. */
  escape() {
    if (this.labels.selectedId !== null) this.labels.select(null)
    else this.view.mode = 'select'
  }

  chooseClass(id: number) {
    this.labels.classes.currentId = id
    const selected = this.labels.selectedId
    if (selected !== null) void this.labels.change([{ id: selected, class: id }])
  }

  stepLabel(by: 1 | -1) {
    const label = this.labels.step(by, this.#middle)
    if (label) this.view.goTo(label)
  }

  stepDetection(by: 1 | -1) {
    const detection = this.runs.stepDetection(by, this.#middle)
    if (detection) this.view.goTo(detection)
  }

  /** A label of a tenth of the view, at its middle: for those who have no mouse. */
  markHere() {
    const half = (this.view.end - this.view.start) / 20
    return this.labels.create({ start: this.#snap(this.#middle - half), end: this.#snap(this.#middle + half) })
  }

  /** Moves one edge of the selected label by samples; the edge does not pass the other one. */
  nudge(edge: 'start' | 'end', samples: number) {
    const { selected } = this.labels
    const dataset = this.datasets.selected
    if (!selected || !dataset) return
    const time = Math.min(Math.max(selected[edge] + samples * dataset.stepMs, dataset.start), dataset.end)
    const kept = edge === 'start' ? Math.min(time, selected.end) : Math.max(time, selected.start)
    return this.labels.change([{ id: selected.id, [edge]: kept }])
  }

  async importLabels() {
    const file = await this.notices.attempt(() => this.files.pick('labels'))
    if (file) await this.labels.importFile(file.token)
  }

  async exportScores() {
    const run = this.runs.selected
    const file = run && (await this.notices.attempt(() => this.files.pickSave('scores', `${run.name} scores.csv`)))
    if (file) await this.runs.exportScores(file.token)
  }

  async exportLabels({ id, extension }: LabelFormatInfo) {
    const name = `${this.datasets.selected?.name ?? 'dataset'} labels${extension}`
    const file = await this.notices.attempt(() => this.files.pickSave('labels', name))
    if (file) await this.labels.exportFile(file.token, id)
  }

  /** The dataset's sample nearest to a time, as far as it can be told without reading. */
  #snap(time: number) {
    const dataset = this.datasets.selected
    if (!dataset || !(dataset.stepMs > 0)) return time
    return Math.min(dataset.end, Math.max(dataset.start, dataset.start + Math.round((time - dataset.start) / dataset.stepMs) * dataset.stepMs))
  }

  snap(time: number): number {
    const lane = this.lanes.drawn.lanes.values().next().value
    return lane?.raw && lane.times.length > 0 ? nearest(lane.times, time) : this.#snap(time)
  }

  get #middle() {
    return (this.view.start + this.view.end) / 2
  }

  async #projectForImport(file?: FileRef): Promise<boolean> {
    if (!this.project.current) await this.project.create(file ? file.name.replace(/\.[^.]*$/, '') : 'New project')
    return this.project.current !== null
  }

  async #ended(job: JobState) {
    if (job.status === 'failed' && job.message) this.notices.say(`${job.title}: ${job.message}`, 'error')
    if (job.status !== 'done') return
    if (job.kind === 'import' && job.dataset !== null) {
      await this.datasets.refresh()
      this.datasets.select(job.dataset)
      this.layout.show('data')
    }
    if ((job.kind === 'train' || job.kind === 'score') && job.run !== null) {
      await this.runs.refresh()
      if (!this.runs.list.some(run => run.id === job.run)) return
      await this.runs.select(job.run)
      const { selected } = this.runs
      if (selected && !selected.measures && this.labels.list.length > 0) this.runs.judge(selected.threshold, this.labels.setId)
      this.layout.show('results')
    }
  }
}

const key = Symbol('studio')
export const provideStudio = (studio: Studio) => setContext(key, studio)
export const useStudio = () => getContext<Studio>(key)
