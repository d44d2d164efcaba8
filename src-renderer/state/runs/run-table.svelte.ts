import { counted } from '../../../src-main/shared/counted.ts'
import { tick } from 'svelte'
import type { Detection } from '../../../src-main/shared/project.ts'
import type { RunTable, TableMetric, TableRow } from '../../../src-main/shared/runs/run-table.ts'
import { sortedRows, type TableSort } from '../../../src-main/shared/runs/run-table-text.ts'
import { type Api, problemOf } from '../../api.ts'
import { Lanes } from '../chart/lanes.svelte.ts'
import { firstErrorOf } from './run-table-error.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Files } from '../data/files.svelte.ts'
import type { Jobs } from '../window/jobs.svelte.ts'
import type { Labels } from '../labels/labels.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'
import type { Project } from '../data/project.svelte.ts'
import type { Runs } from './runs.svelte.ts'
import type { View } from '../chart/view.svelte.ts'

/** What of the page the table needs. */
interface Around {
  api: Api
  datasets: Datasets
  files: Files
  jobs: Jobs
  labels: Labels
  notices: Notices
  project: Project
  runs: Runs
  view: View
}

/** A table that takes no longer follows every change by itself. */
const QUICK_MS = 2000

const key = 'run table'
const place = ({ usual }: TableMetric) => usual ?? Number.MAX_SAFE_INTEGER

/** All runs side by side: what is in the table, how it is sorted, and which lanes are shown. */
export class RunTables {
  table = $state.raw<RunTable | null>(null)
  /** False where runs, thresholds or labels are no longer those of the table. */
  current = $state(true)
  /** False until the table was asked for once. */
  known = $state(false)
  pooled = $state(false)
  shows = $state<'table' | 'scores'>('table')
  problem = $state<string | null>(null)
  /** The job that makes the table. */
  jobId = $state<number | null>(null)
  /** Ids of the columns that the person wants; null = the usual ones. */
  #chosen = $state.raw<readonly string[] | null>(null)
  #sort = $state.raw<TableSort | null>(null)
  readonly lanes: Lanes
  detections = $state.raw<ReadonlyMap<number, readonly Detection[]>>(new Map())
  readonly offered: TableMetric[] = $derived(
    (this.table?.metrics ?? []).filter(({ id }, _, all) => !all.some(({ companion }) => companion === id)),
  )
  /** The chosen columns that this table has: the usual ones first, the others in the order in which they are offered. */
  readonly columns: TableMetric[] = $derived(
    this.offered.filter((metric) => this.isChosen(metric)).sort((a, b) => place(a) - place(b)),
  )
  /** What the person clicked, or where there is no such column the first one. */
  readonly sort: TableSort = $derived.by(() => {
    if (this.#sort && (this.#sort.column === 'name' || this.columns.some((metric) => metric.id === this.#sort!.column)))
      return this.#sort
    const first =
      this.columns.find((metric) => metric.id === 'VUS-PR') ??
      this.columns.find((metric) => metric.id === 'agreement') ??
      this.columns[0]
    return { column: first?.id ?? 'name', descending: first?.better !== 'lower' && first !== undefined }
  })
  readonly rows: TableRow[] = $derived(sortedRows(this.table?.rows ?? [], this.sort))
  #around: Around
  #timer: ReturnType<typeof setTimeout> | undefined
  #looking = false
  /** How long the last table took to make, in ms; null where none was made in this sitting. */
  #took: number | null = null
  #began = 0
  /** A table was asked for, and nothing has changed since. */
  #asked = false

  constructor(around: Around) {
    this.#around = around
    this.lanes = new Lanes(around.api, around.notices)
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as { columns?: string[]; sort?: TableSort } | null
    if (Array.isArray(kept?.columns) && kept.columns.length > 0) this.#chosen = kept.columns
    if (kept?.sort) this.#sort = kept.sort
    for (const event of ['runs.changed', 'labels.changed'] as const)
      around.api.on(event, () => {
        this.#asked = false
        this.#soon()
      })
    around.api.on('run-table.changed', () => {
      if (this.#began > 0) this.#took = performance.now() - this.#began
      this.#began = 0
      this.#soon()
    })
  }

  get #scope() {
    return this.pooled
      ? { dataset: null }
      : { dataset: this.#around.datasets.selectedId!, labelSet: this.#around.labels.sets.id }
  }

  /** Called while the pane is open, whenever what it speaks of changes; `leave` when it closes. */
  async look() {
    this.#looking = true
    if (this.table && this.table.dataset !== this.#scope.dataset) {
      this.table = null
      this.known = false
    }
    this.problem = null
    await this.#read()
  }

  /** Another project. */
  forget() {
    this.leave()
    this.table = null
    this.known = false
    this.current = true
    this.pooled = false
    this.shows = 'table'
    this.problem = null
    this.jobId = null
    this.detections = new Map()
    this.#took = null
    this.#asked = false
  }

  leave() {
    this.#looking = false
    clearTimeout(this.#timer)
  }

  /** Measures all runs again. */
  async make() {
    this.problem = null
    this.#asked = true
    this.#began = performance.now()
    try {
      this.jobId = (await this.#around.api.call('run-table.start', this.#scope)).job
    } catch (error) {
      this.problem = problemOf(error).message
    }
  }

  isChosen({ id, usual }: TableMetric): boolean {
    return this.#chosen ? this.#chosen.includes(id) : usual !== undefined
  }

  choose(metric: TableMetric) {
    const chosen = this.#chosen ?? this.offered.filter(({ usual }) => usual !== undefined).map(({ id }) => id)
    this.#chosen = this.isChosen(metric) ? chosen.filter((id) => id !== metric.id) : [...chosen, metric.id]
    this.#remember()
  }

  chooseUsual() {
    this.#chosen = null
    this.#remember()
  }

  /** Sorts by a column, its good end first; again turns it round. */
  sortBy(column: string) {
    const better = this.columns.find((metric) => metric.id === column)?.better
    const descending = this.sort.column === column ? !this.sort.descending : column !== 'name' && better !== 'lower'
    this.#sort = { column, descending }
    this.#remember()
  }

  /** Selects the run and its dataset, and goes to the first thing that costs it this metric, where that is plain. */
  async open(row: TableRow, column: string | null) {
    const { datasets, runs, labels, view } = this.#around
    const target = row.runs.find((run) => run.dataset === datasets.selectedId) ?? row.runs[0]
    if (!target) return
    if (target.dataset !== datasets.selectedId) {
      datasets.select(target.dataset)
      // The page turns to the dataset first, and forgets the runs of the one before.
      await tick()
      await runs.select(target.run)
      await runs.refresh()
    } else await runs.select(target.run)
    if (column === null || runs.selectedId !== target.run) return
    const windows = labels.list.filter(
      (label) => label.status === 'accepted' && labels.classes.byId(label.class)?.anomalous !== false,
    )
    const metric = this.offered.find(({ id }) => id === column)
    const error = metric && firstErrorOf(metric, runs.detections, windows)
    if (error) view.goTo(error)
  }

  async export(format: 'csv' | 'markdown') {
    const { notices, files, datasets, api } = this.#around
    const of = this.pooled ? 'all datasets' : (datasets.selected?.name ?? 'dataset')
    const file = await notices.attempt(() =>
      files.pickSave('run-table', `${of} runs.${format === 'csv' ? 'csv' : 'md'}`),
    )
    if (!file) return
    const answer = await notices.attempt(() =>
      api.call('run-table.export', {
        ...this.#scope,
        file: file.token,
        format,
        columns: this.columns.map((metric) => metric.id),
        sort: this.sort,
      }),
    )
    if (answer) notices.say(`Exported ${counted(answer.rows, 'row')} to ${file.name}.`)
  }

  /** Reads what the runs of the dataset detected, for their lanes. */
  async readDetections(runs: readonly number[]) {
    const lists = await this.#around.notices.attempt(() =>
      Promise.all(runs.map(async (run) => [run, await this.#around.api.call('runs.detections', { run })] as const)),
    )
    if (lists) this.detections = new Map(lists)
  }

  #remember() {
    localStorage.setItem(key, JSON.stringify({ columns: this.#chosen, sort: this.#sort }))
  }

  /** A moved threshold is judged many times a second: the table asks when it has come to rest. */
  #soon() {
    clearTimeout(this.#timer)
    if (this.#looking) this.#timer = setTimeout(() => void this.#read(), 300)
  }

  async #read() {
    const { api, notices, datasets, labels, runs, project, jobs } = this.#around
    // While another dataset is turned to, which labels judge it is not known yet: this is called again when it is.
    if (datasets.selectedId === null || (!this.pooled && labels.sets.id === null)) return
    const scope = this.#scope
    const answer = await notices.attempt(() => api.call('run-table.last', scope))
    if (!answer || JSON.stringify(scope) !== JSON.stringify(this.#scope)) return
    const { table, current } = answer
    this.table = table
    this.current = current
    this.known = true
    // A table that lacks a run is made anew at once, and so is one that takes no time; else a moved threshold or label only says so.
    const busy = jobs.running.some((job) => job.id === this.jobId)
    const ready = runs.list.filter((run) => run.status === 'ready')
    const lacks =
      table === null ||
      (!this.pooled && ready.some((run) => !table.rows.some((row) => row.runs.some((one) => one.run === run.id))))
    const quick = !this.#asked && (this.#took ?? Infinity) < QUICK_MS
    if (!current && (lacks || quick) && ready.length > 0 && !busy && this.problem === null && !project.readOnly)
      await this.make()
  }
}
