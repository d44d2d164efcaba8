import { counted } from '../../src-main/shared/counted.ts'
import { getContext, setContext } from 'svelte'
import type { TimeRange } from '../../src-main/shared/data/series.ts'
import type { Dataset, JobState } from '../../src-main/shared/project.ts'
import type { Api } from '../api.ts'
import { Drift } from './runs/drift.svelte.ts'
import { Alarms } from './runs/alarms.svelte.ts'
import type { Challenger } from '../../src-main/shared/watch/challenge.ts'
import { Watching } from './runs/watching.svelte.ts'
import { Aligning } from './data/aligning.svelte.ts'
import { Arrivals } from './data/arrivals.ts'
import { Arrangement } from './chart/arrangement.svelte.ts'
import { Announcer } from './window/announcer.svelte.ts'
import { CommandCopy } from './commands/command-copy.svelte.ts'
import { Cleaning } from './data/cleaning.svelte.ts'
import { Cursor } from './chart/cursor.svelte.ts'
import { Datasets } from './data/datasets.svelte.ts'
import { EventErrors } from './event-errors/event-errors.svelte.ts'
import { Explore } from './explore/explore.svelte.ts'
import { Measure } from './chart/measure.svelte.ts'
import { Explaining } from './runs/explaining.svelte.ts'
import { Files } from './data/files.svelte.ts'
import { Help } from './window/help.svelte.ts'
import { ImportDraft } from './data/import-draft.svelte.ts'
import { Jobs } from './window/jobs.svelte.ts'
import { Journal } from './labels/journal.svelte.ts'
import { Keymap } from './window/keymap.svelte.ts'
import { LabelExport } from './labels/label-export.svelte.ts'
import { LabelImport } from './labels/label-import.svelte.ts'
import { LabelTools } from './labels/label-tools.svelte.ts'
import { Labels } from './labels/labels.svelte.ts'
import { Lanes } from './chart/lanes.svelte.ts'
import { Layout } from './window/layout.svelte.ts'
import { Notices } from './window/notices.svelte.ts'
import { OtherSets } from './labels/other-sets.svelte.ts'
import { Project } from './data/project.svelte.ts'
import { Recipes } from './data/recipes.svelte.ts'
import { Proposals } from './labels/proposals.ts'
import { Ranking } from './runs/ranking.svelte.ts'
import { Reports } from './runs/reports.svelte.ts'
import { Review } from './labels/review.svelte.ts'
import { Rounds } from './labels/rounds.svelte.ts'
import { Runs } from './runs/runs.svelte.ts'
import { Strangest } from './runs/strangest.svelte.ts'
import { Federation } from './data/federation.svelte.ts'
import { Sites } from './data/sites.svelte.ts'
import { RunTables } from './runs/run-table.svelte.ts'
import { Log } from './window/log.svelte.ts'
import { Theme } from './window/theme.svelte.ts'
import { calibratedAt } from '../../src-main/shared/runs/calibrated-at.ts'
import { ThresholdLab } from './runs/threshold-lab.svelte.ts'
import { Tour } from './window/tour.svelte.ts'
import { Training } from './runs/training.svelte.ts'
import { View } from './chart/view.svelte.ts'
import { Walk } from './chart/walk.svelte.ts'

/** Up to this many rows judging anew takes about a second. */
const judgedByItself = 300_000

/** All state of the page, one small class per subject, wired together here and nowhere else. */
export class Studio {
  readonly api: Api
  readonly notices = new Notices()
  readonly commandCopy = new CommandCopy(this.notices)
  readonly announcer = new Announcer()
  readonly theme = new Theme()
  readonly log: Log
  readonly help = new Help()
  readonly tour = new Tour()
  readonly layout = new Layout()
  readonly view = new View()
  readonly project: Project
  readonly files: Files
  readonly datasets: Datasets
  readonly cleaning: Cleaning
  readonly lanes: Lanes
  readonly arrangement: Arrangement
  readonly cursor: Cursor
  readonly labels: Labels
  readonly labelImport: LabelImport
  readonly labelExport: LabelExport
  readonly tools = new LabelTools(this)
  readonly walk = new Walk(this)
  readonly proposals = new Proposals(this)
  readonly lab: ThresholdLab
  readonly keymap = new Keymap()
  readonly review: Review
  readonly rounds: Rounds
  readonly otherSets: OtherSets
  readonly journal: Journal
  readonly runs: Runs
  readonly strangest: Strangest
  readonly alarms: Alarms
  readonly watching: Watching
  readonly drift: Drift
  readonly explaining: Explaining
  readonly measure: Measure
  readonly explore: Explore
  readonly eventErrors: EventErrors
  readonly ranking: Ranking
  readonly jobs: Jobs
  readonly reports: Reports
  readonly runTables: RunTables
  readonly training: Training
  readonly importing: ImportDraft
  readonly recipes: Recipes
  readonly arrivals: Arrivals
  readonly sites: Sites
  readonly aligning: Aligning
  readonly federation: Federation

  #judgeTimer: ReturnType<typeof setTimeout> | undefined

  constructor(api: Api) {
    this.api = api
    this.project = new Project(api, this.notices)
    this.log = new Log(api, this.notices)
    this.notices.projectIsLeft = () => this.project.left
    this.files = new Files(api, () => this.project.info)
    this.datasets = new Datasets(api, this.notices)
    this.cleaning = new Cleaning(api, this.notices)
    this.lanes = new Lanes(api, this.notices)
    this.arrangement = new Arrangement(api, this.notices, this.datasets)
    this.cursor = new Cursor(api)
    this.labels = new Labels(api, this.notices, this.announcer)
    this.labelImport = new LabelImport(api, this.notices, this.labels)
    this.labelExport = new LabelExport(this)
    this.review = new Review(api, this.notices, this.announcer, this.labels)
    this.rounds = new Rounds(api)
    this.otherSets = new OtherSets(api, this.notices, this.announcer, this.labels)
    this.journal = new Journal(api, this.notices, this.announcer, this.labels)
    this.runs = new Runs(api, this.notices)
    this.strangest = new Strangest(this)
    this.alarms = new Alarms(this)
    this.watching = new Watching(this)
    this.drift = new Drift(api)
    this.explaining = new Explaining(api, this.runs)
    this.measure = new Measure(this)
    this.explore = new Explore(this)
    this.eventErrors = new EventErrors(this)
    this.lab = new ThresholdLab(this)
    this.ranking = new Ranking(api, this.notices)
    this.jobs = new Jobs(api, this.notices, (job) => this.#ended(job))
    this.reports = new Reports(this)
    this.training = new Training(api, this.notices)
    this.importing = new ImportDraft(
      api,
      (name) => this.#projectForImport(name),
      (sentence) => this.notices.say(sentence),
      this.datasets.join,
      () => this.datasets.list,
    )
    this.recipes = new Recipes(api, this.notices, this.files)
    this.runTables = new RunTables(this)
    this.arrivals = new Arrivals(this)
    this.sites = new Sites(this)
    this.aligning = new Aligning(this)
    this.federation = new Federation(this)
    api.on('labels.changed', ({ dataset }) => this.#judgeSoon(dataset))
    api.on('app.notice', ({ severity, message }) => this.notices.say(message, severity))
  }

  /** Measures follow the labels a moment after the last edit, unless that would take long or keep a job waiting. */
  #judgeSoon(dataset: number) {
    const run = this.runs.selected
    if (!run?.measures || run.dataset !== dataset) return
    this.runs.labelsChanged = true
    clearTimeout(this.#judgeTimer)
    if (this.project.readOnly || run.assessed > judgedByItself) return
    this.#judgeTimer = setTimeout(() => {
      if (this.jobs.running.length > 0) return this.#judgeSoon(dataset)
      if (this.runs.selectedId === run.id && !this.runs.held)
        this.runs.judge(this.runs.selected!.threshold, this.labels.sets.id)
    }, 1000)
  }

  async start() {
    await this.notices.attempt(() => this.project.start())
    await Promise.all([this.jobs.refresh(), this.training.start(), this.arrivals.takeGiven()])
  }

  /** Called when another project is shown. */
  async lookAtProject() {
    this.datasets.clear()
    for (const one of [this.training, this.strangest, this.alarms, this.watching, this.drift]) one.forget()
    for (const one of [this.explaining, this.explore, this.ranking, this.lab, this.runTables]) one.forget()
    for (const one of [this.sites, this.aligning, this.federation, this.eventErrors]) one.forget()
    this.review.forget()
    this.view.forget()
    if (!this.importing.beginning) this.importing.close()
    this.labelImport.close()
    this.importing.forgetJobs()
    if (!this.project.current) return
    void this.arrangement.look()
    await Promise.all([this.datasets.refresh(), this.jobs.refresh(), this.labels.classes.refresh()])
  }

  /** Called when another dataset is shown. */
  async lookAtDataset() {
    const dataset = this.datasets.selected
    this.lanes.clear()
    this.cursor.leave()
    this.review.look()
    this.rounds.forget()
    this.otherSets.look()
    this.labels.zone = dataset?.zone ?? 'UTC'
    if (dataset) this.view.look(dataset)
    this.training.look((dataset?.labelCount ?? 0) > 0, dataset ?? { start: 0, end: 0, stepMs: 1 })
    await Promise.all([
      this.labels.look(dataset?.id ?? null),
      this.runs.look(dataset?.id ?? null),
      this.cleaning.look(dataset?.id ?? null, dataset?.stepMs),
    ])
  }

  async importFile() {
    const files = await this.notices.attempt(() => this.files.pickAll('import'))
    if (files) await this.importing.open(files)
  }

  /** The file of a dataset, read in another way: its rows take the place of those there are. */
  async readAgain(dataset: Dataset) {
    const file = await this.notices.attempt(() => this.files.pick('import'))
    if (file) await this.importing.open([file], dataset)
  }

  async train() {
    const dataset = this.datasets.selected
    if (!dataset) return
    const run = await this.training.train(
      dataset.id,
      dataset.channels.map((c) => c.id),
      this.labels.sets.id,
    )
    if (run !== undefined) this.layout.show('model')
  }

  async newProject() {
    const names = new Set(this.project.recent.map((r) => r.name))
    let name = 'New project'
    for (let n = 2; names.has(name); n++) name = `New project ${n}`
    await this.project.create(name, this.files)
  }

  labelMode() {
    this.view.mode = 'label'
    this.layout.show('label')
  }

  rangeMode() {
    this.view.rangeFor = 'training'
    this.view.mode = 'range'
    this.layout.show('model')
  }

  /** A range of normal rows: to train on, or for the threshold of a run that is trained already. */
  takeRange(range: TimeRange) {
    if (this.view.rangeFor === 'training' || this.layout.panel !== 'results') return this.training.addRange(range)
    this.view.mode = 'select'
    this.calibrateOn([range])
  }

  /** The threshold of the selected run is chosen again from its scores in these ranges; of none, from those that it began with. */
  calibrateOn(ranges: TimeRange[]) {
    const run = this.runs.selected
    if (!run || this.project.readOnly) return
    const looksAtScores = !this.training.thresholds.find(({ id }) => id === run.threshold.rule)?.uncalibrated
    this.runs.judge(calibratedAt(run.threshold, ranges, looksAtScores), this.labels.sets.id)
  }

  /** Takes back what was done last: a mark “known”, or an edit of labels. */
  undo = () => (this.eventErrors.canUndo ? this.eventErrors.undo() : this.tools.undo())

  /** Back from whatever was begun: first the selection, then the mode. */
  escape() {
    if (this.labels.selection.id !== null) this.labels.selection.select(null)
    else if (!this.measure.clear()) this.view.mode = 'select'
  }

  chooseClass(id: number) {
    this.labels.classes.currentId = id
    const { chosen } = this.labels.selection
    const name = this.labels.classes.byId(id)?.name
    this.announcer.say(
      chosen.length > 0
        ? `${name ?? 'Class'}: ${chosen.length === 1 ? 'the selected label' : counted(chosen.length, 'label')}`
        : `New labels: ${name ?? ''}`,
    )
    if (chosen.length > 0) void this.labels.change(chosen.map((label) => ({ id: label.id, class: id })))
  }

  /** Trains the chosen detector on the labels as they are now; where it cannot learn from them, one that can. */
  async retrain() {
    const { training } = this
    const learners = training.detectors.filter((detector) => detector.learns === 'labels')
    // Chosen by the person, or suggested for these data, or the one that trains quickly: between two looks nobody waits for the best.
    const learner =
      [training.detectorId, training.suggestion?.detector, 'fcn-classifier']
        .map((id) => learners.find((detector) => detector.id === id))
        .find(Boolean) ?? learners[0]
    if (!learner) return this.notices.say('No detector of this app learns from labels.')
    if (learner.id !== training.detectorId) training.choose(learner.id)
    await this.train()
  }

  async importLabels() {
    const file = await this.notices.attempt(() => this.files.pick('labels'))
    if (file) await this.labelImport.open(file)
  }

  /** Where no project is open, what is imported gets one of its name, and no earlier than it is imported. */
  async #projectForImport(name: string): Promise<boolean> {
    if (!this.project.current) await this.project.create(name, this.files, true)
    return this.project.current !== null
  }

  /** Shows what a job has made. */
  async #ended(job: JobState) {
    // The Model panel says itself why a training failed, so does the dialog of sites that train together, and whoever imports labels why they cannot be.
    const shown =
      (job.kind === 'import' && job.dataset === null) ||
      (this.federation.shown && job.id === this.federation.jobId) ||
      (job.kind === 'train' && this.layout.right && this.layout.panel === 'model' && job.id === this.training.jobId)
    if (job.status === 'failed' && job.message && !shown) this.notices.say(`${job.title}: ${job.message}`, 'error')
    void this.reports.ended(job)
    const follows = this.importing.followers.delete(job.id)
    const joins = job.kind === 'import' && this.importing.ended(job)
    if (job.status !== 'done' || joins) return
    if (job.kind === 'import' && job.dataset !== null) {
      // Before the dataset can be seen: whoever then opens another panel keeps it.
      if (!follows) this.layout.show('data')
      const seen = job.dataset === this.datasets.selectedId
      await this.datasets.refresh()
      if (!follows) this.datasets.select(job.dataset)
      // Rows came to what is looked at: it reaches further now, and its runs lie at other places.
      if (seen) await this.lookAtDataset()
    }
    if ((job.kind === 'train' || job.kind === 'score') && job.run !== null) {
      await Promise.all([this.runs.refresh(), this.watching.refresh()])
      const challenger = this.watching.challengerOf(job.run)
      if (challenger) return this.#showChallenger(challenger)
      if (!this.runs.list.some((run) => run.id === job.run)) return
      await this.runs.select(job.run)
      const { selected } = this.runs
      if (selected && !selected.measures && this.labels.list.length > 0)
        this.runs.judge(selected.threshold, this.labels.sets.id)
      this.layout.show('results')
    }
  }

  /** A challenger beside the run in force: what both did, and both on the chart. One that was trained by itself waits unseen, and a notice tells of it. */
  async #showChallenger({ run, champion, dataset, madeBy }: Challenger) {
    if (madeBy === 'answers') return
    this.watching.part = 'runs'
    this.layout.pane = 'watch'
    if (dataset !== this.datasets.selectedId) return
    await this.runs.select(champion)
    if (!this.runs.isOnChart(run)) await this.runs.toggle(run)
  }
}

const key = Symbol('studio')
export const provideStudio = (studio: Studio) => setContext(key, studio)
export const useStudio = () => getContext<Studio>(key)
