import { counted } from '../../../src-main/shared/counted.ts'
import type { FileRef } from '../../../src-main/shared/contract.ts'
import type { ExportFormat, ExportKind } from '../../../src-main/shared/contract/report.ts'
import type { JobState, Run } from '../../../src-main/shared/project.ts'
import type { Api } from '../../api.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Files } from '../data/files.svelte.ts'
import type { Jobs } from '../window/jobs.svelte.ts'
import type { Labels } from '../labels/labels.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'
import type { Project } from '../data/project.svelte.ts'
import type { Runs } from './runs.svelte.ts'

/** What of the page files are made of. */
interface Around {
  api: Api
  datasets: Datasets
  files: Files
  jobs: Jobs
  labels: Labels
  notices: Notices
  project: Project
  runs: Runs
}

/** What leaves the app as a file: the report of a run, and its tables. */
export class Reports {
  /** The report that is being written. */
  jobId = $state<number | null>(null)
  /** The last one that was written, of which run; address — where a page that has no file manager can open it. */
  written = $state.raw<{ run: number; file: FileRef; address: string | null } | null>(null)
  what = $state<ExportKind>('scores')
  format = $state<ExportFormat>('csv')
  exporting = $state(false)
  readonly job: JobState | null = $derived.by(
    () => this.#around.jobs.running.find((job) => job.id === this.jobId) ?? null,
  )
  #around: Around
  #asked: { run: number; file: FileRef } | null = null

  constructor(around: Around) {
    this.#around = around
  }

  /** Asks where to, and has the report of the selected run written there. */
  async write(kind: 'html' | 'pdf') {
    const { api, notices, files, runs, labels } = this.#around
    const run = runs.selected
    if (run?.status !== 'ready' || this.job) return
    const file = await notices.attempt(() => files.pickSave('report', `${this.#named(run)} report.${kind}`))
    if (!file) return
    this.#asked = { run: run.id, file }
    this.#forget()
    this.jobId =
      (
        await notices.attempt(() =>
          api.call('report.start', { run: run.id, labelSet: labels.sets.id, file: file.token }),
        )
      )?.job ?? null
  }

  /** Called when any job has ended. */
  async ended(job: JobState) {
    if (job.id !== this.jobId || !this.#asked) return
    const asked = this.#asked
    this.jobId = null
    this.#asked = null
    if (job.status === 'done') this.written = { ...asked, address: await this.#addressOf(asked.file) }
  }

  /** Shows the file in the system's file manager. */
  reveal = () => {
    const { written } = this
    return (
      written &&
      this.#around.notices.attempt(() => this.#around.api.call('files.reveal', { token: written.file.token }))
    )
  }

  async exportTable() {
    const { api, notices, files, runs, labels, datasets } = this.#around
    const run = runs.selected
    if (run?.status !== 'ready' || this.exporting) return
    const { what, format } = this
    const of = what === 'labels' ? (datasets.selected?.name ?? run.name) : this.#named(run)
    const file = await notices.attempt(() => files.pickSave('table', `${of} ${what}.${format}`))
    if (!file) return
    this.exporting = true
    const answer = await notices.attempt(() =>
      api.call('report.export', { run: run.id, labelSet: labels.sets.id, what, format, file: file.token }),
    )
    this.exporting = false
    const one = what === 'scores' ? 'row' : what.slice(0, -1)
    if (answer) notices.say(`Exported ${counted(answer.rows, one)} to ${file.name}.`)
  }

  /** Scores of the selected run, a row each. */
  async exportScores() {
    const { notices, files, runs } = this.#around
    const run = runs.selected
    const file = run && (await notices.attempt(() => files.pickSave('scores', `${this.#named(run)} scores.csv`)))
    if (file) await runs.exportScores(file.token)
  }

  /** The model of the selected run, as a folder that others can score with. */
  async exportModel() {
    const { notices, files, runs } = this.#around
    const run = runs.selected
    const file = run && (await notices.attempt(() => files.pickSave('model', `${this.#named(run)} model`)))
    if (file) await runs.exportModel(file)
  }

  /** Under a shell the file manager shows the file; elsewhere the page itself holds it. */
  async #addressOf(file: FileRef): Promise<string | null> {
    const { api, notices, project } = this.#around
    if (project.info?.host !== 'serve' || !/\.html?$/i.test(file.name)) return null
    const page = await notices.attempt(() => api.call('report.read', { file: file.token }))
    return page ? URL.createObjectURL(new Blob([page.html], { type: 'text/html;charset=utf-8' })) : null
  }

  #forget() {
    if (this.written?.address) URL.revokeObjectURL(this.written.address)
    this.written = null
  }

  /** The run with its dataset, as a name of a file: what files must not be named is left out. */
  #named(run: Run): string {
    const dataset = this.#around.datasets.selected?.name
    return (dataset === undefined || run.name.includes(dataset) ? run.name : `${dataset} ${run.name}`)
      .replace(/[<>:"/\\|?*]/g, ' ')
      .slice(0, 120)
      .trim()
  }
}
