import type { FileRef } from '../../../src-main/shared/contract.ts'
import { badInput } from '../../../src-main/shared/errors.ts'
import { datasetName } from '../../../src-main/shared/importing/importable.ts'
import { lackingColumns } from '../../../src-main/shared/importing/known-recipe.ts'
import type { JoinKind } from '../../../src-main/shared/importing/joining.ts'
import type { Dataset, JobState } from '../../../src-main/shared/project.ts'
import type {
  ImportPreview,
  ImportProblem,
  ImportRecipe,
  WholeLook,
} from '../../../src-main/shared/importing/recipe.ts'
import { type Api, problemOf } from '../../api.ts'
import { continues } from './continued.ts'
import { ImportOutcomes } from './import-outcomes.svelte.ts'
import { LatestOnly } from '../latest-only.svelte.ts'

/** A file on its way into the project: what was guessed, what the person changed, what the first rows look like then. */
export class ImportDraft {
  file = $state.raw<FileRef | null>(null)
  name = $state('')
  preview = $state.raw<ImportPreview | null>(null)
  problem = $state<string | null>(null)
  loading = $state(false)
  /** How this file is read is kept, for the next of its shape. */
  keepRecipe = $state(false)
  /** Files that were dropped together and wait for their turn. */
  waiting = $state.raw<FileRef[]>([])
  /** All files become one dataset, in the order of time. */
  asOne = $state(false)
  /** The dataset whose rows are read again: those of the file take their place, and its labels and runs stay. */
  replaces = $state.raw<Dataset | null>(null)
  /** What became of files that were chosen together. */
  readonly outcomes = new ImportOutcomes()
  /** Jobs of files that were imported along with a first one: that is the one to be looked at. */
  readonly followers = new Set<number>()
  /** A project is being made for this file: that it is then another one does not end the import. */
  beginning = false
  /** Jobs whose datasets go into another when they are done; a job that comes before, where its dataset is not known yet. */
  readonly #into = new Map<number, { dataset: number | null; after: number | null; how: JoinKind }>()
  /** Imports that have ended, with the dataset that came of them. */
  readonly #done = new Map<number, number | null>()
  #changed: Partial<ImportRecipe> = {}
  #again = false
  #api: Api
  #ensureProject: (name: string) => Promise<boolean>
  #say: (sentence: string) => void
  #join: (dataset: number, other: number, how: JoinKind) => Promise<unknown>
  #datasets: () => readonly Dataset[]
  /** The person wants the guesses, not a recipe. */
  #guessing = false
  /** What the whole file holds, or why it cannot be imported, and for which settings. */
  #found = $state.raw<{ preview: ImportPreview; look: WholeLook | null; problem: string | null } | null>(null)
  readonly #looks = new LatestOnly<ImportPreview>((preview) => this.#lookThrough(preview))
  /** Settings that were changed by hand. */
  readonly #chosen = new Set<string>()

  constructor(
    api: Api,
    ensureProject: (name: string) => Promise<boolean>,
    say: (sentence: string) => void,
    join: (dataset: number, other: number, how: JoinKind) => Promise<unknown>,
    datasets: () => readonly Dataset[],
  ) {
    this.#join = join
    this.#datasets = datasets
    this.#api = api
    this.#ensureProject = ensureProject
    this.#say = say
  }

  /** replaces — a dataset that is read again, by its own recipe to begin with. */
  async open(files: FileRef[], replaces: Dataset | null = null) {
    this.outcomes.begin(files)
    await this.#open(files, replaces)
  }

  async #open(files: FileRef[], replaces: Dataset | null = null) {
    const [first, ...rest] = files
    if (!first) return
    this.replaces = replaces
    this.asOne = false
    this.waiting = rest
    this.file = first
    this.name = replaces?.name ?? datasetName(first.name)
    this.preview = null
    this.#found = null
    this.keepRecipe = false
    this.#guessing = false
    this.#chosen.clear()
    this.#changed = replaces?.recipe ? { ...replaces.recipe } : {}
    await this.#read()
    // What is read by a recipe without a doubt needs no look.
    const { preview, file } = this as ImportDraft
    // Changes by hand come on top of the recipe.
    if (preview?.usesRecipe !== undefined) this.#changed = { ...preview.recipe }
    const isKnown = rest.length === 0 && preview?.usesRecipe !== undefined && !preview.problems.some(isDoubt)
    if (file === first && isKnown) {
      const before = continues(preview, null, this.#datasets())?.dataset
      const more = before ? ` It goes on from “${before.name}”: under Data it can be appended.` : ''
      this.#say(`${first.name} is read by the recipe “${preview.usesRecipe}”.${more}`)
      await this.start()
    } else if (file === first) this.#look()
  }

  /** What the whole file holds; null until it was read, and for a long file. */
  get look(): WholeLook | null {
    return this.#found?.look ?? null
  }

  /** The same, unless a setting was changed since. */
  get looked(): WholeLook | null {
    return this.#found?.preview === this.preview ? this.look : null
  }

  /** Why the file cannot be imported with these settings, where reading it whole found that. */
  get lookProblem(): string | null {
    return this.#found?.preview === this.preview ? (this.#found?.problem ?? null) : null
  }

  /** Channels and label columns are the person's own lists; everything else makes the file be read anew. */
  async change(part: Partial<ImportRecipe>) {
    // Read in another way, the file has other columns.
    if (part.importer !== undefined)
      this.#changed = { ...this.#changed, channels: undefined, labelColumns: undefined, long: undefined }
    this.#changed = { ...this.#changed, ...part }
    for (const key of Object.keys(part)) this.#chosen.add(key)
    if (this.preview) this.preview = { ...this.preview, recipe: { ...this.preview.recipe, ...part } }
    await this.#read()
    if ('skipLines' in part && this.#forgetColumns()) await this.#read()
    this.#look()
  }

  #look() {
    if (this.preview && this.problem === null) void this.#looks.ask(this.preview)
  }

  async #lookThrough(preview: ImportPreview) {
    const { file } = this
    if (!file || preview !== this.preview) return
    const found = { preview, look: null as WholeLook | null, problem: null as string | null }
    try {
      found.look = await this.#api.call('import.look', { file: file.token, recipe: preview.recipe })
    } catch (error) {
      found.problem = problemOf(error).message
    }
    if (file === this.file) this.#found = found
  }

  /** With another header there may be other columns: what was set for one that is gone is forgotten. Was there anything? */
  #forgetColumns(): boolean {
    const { preview } = this
    const { channels, labelColumns, time } = this.#changed
    const has = (name: string) => (preview?.sourceColumns ?? preview?.columns.map((c) => c.name) ?? []).includes(name)
    const kept = channels?.filter(({ column }) => has(column))
    const gone = time?.kind === 'column' && !has(time.column)
    const lost = kept?.length !== channels?.length || labelColumns?.every(has) === false || gone
    if (lost)
      this.#changed = {
        ...this.#changed,
        channels: kept,
        labelColumns: labelColumns?.filter(has),
        time: gone ? undefined : time,
      }
    return lost
  }

  /** The settings that the person changed. */
  get chosen(): readonly string[] {
    return [...this.#chosen]
  }

  /** Back to the guesses. */
  async reset() {
    this.#changed = {}
    this.#guessing = true
    await this.#read()
    this.#look()
  }

  /** into — the dataset that the rows are appended to. */
  async start(into: number | null = null) {
    const rest = this.waiting
    const { replaces } = this
    const job = await this.#begin()
    if (job === null) return null
    if (replaces) this.#goes(job, { dataset: replaces.id, after: null, how: 'replace' })
    else if (into !== null) this.#goes(job, { dataset: into, after: null, how: 'append' })
    this.#shut()
    if (rest.length > 0) void this.#open(rest)
    return job
  }

  /** The next of several files is shown, without this one; why it was left out is kept, where there is a reason. */
  leaveOut(why: string | null) {
    const { file, waiting } = this
    if (!file) return
    if (why === null) this.outcomes.leftOut([file])
    else this.outcomes.failed(file, why)
    this.#shut()
    void this.#open(waiting)
  }

  async #begin(): Promise<number | null> {
    const { file, preview } = this
    if (!file || !preview) return null
    this.loading = true
    this.problem = null
    this.beginning = true
    try {
      const keep = this.keepRecipe
      const chosen = [...this.#chosen]
      if (!(await this.#ensureProject(datasetName(file.name)))) return null
      if (keep)
        await this.#api.call('recipes.save', {
          file: file.token,
          name: preview.usesRecipe ?? datasetName(file.name),
          recipe: preview.recipe,
          chosen,
        })
      const { job } = await this.#api.call('import.start', {
        file: file.token,
        name: this.name.trim() || file.name,
        recipe: preview.recipe,
      })
      this.outcomes.began(file, job)
      return job
    } catch (error) {
      this.problem = problemOf(error).message
      return null
    } finally {
      this.loading = false
      this.beginning = false
    }
  }

  /**
   * Imports this file and all that wait for their turn, read as this one is. A file that this does not do for, because it has other
   * columns or holds other times, stops no other: it is shown with the reason when all are through.
   */
  async startAll() {
    // Where the table of one file ends says nothing of another.
    const recipe = this.preview && { ...this.preview.recipe, endLine: undefined }
    const [asked, files] = [this.file, this.waiting]
    const { asOne } = this
    if (!recipe) return
    const leader = await this.#begin()
    if (leader === null) return
    // Cancelled: what has begun goes on, nothing more is begun.
    const isOver = () => this.file !== asked
    this.loading = true
    for (const [i, file] of files.entries()) {
      if (isOver()) break
      this.waiting = files.slice(i)
      try {
        const preview = await this.#api.call('import.preview', { file: file.token, changed: recipe })
        const wrong =
          preview.problems.find((problem) => problem.severity === 'error')?.message ?? lackingColumns(recipe, preview)
        if (isOver()) break
        if (wrong) throw badInput(wrong)
        // A file without a label column has nothing to label, and that is no reason to leave it out.
        const labelColumns = preview.recipe.labelColumns.filter((name) =>
          preview.columns.some((column) => column.name === name),
        )
        const { job } = await this.#api.call('import.start', {
          file: file.token,
          name: datasetName(file.name),
          recipe: { ...preview.recipe, labelColumns },
        })
        this.followers.add(job)
        this.outcomes.began(file, job)
        if (asOne) this.#goes(job, { dataset: null, after: leader, how: 'append' })
      } catch (error) {
        this.outcomes.failed(file, `It cannot be read like the others: ${problemOf(error).message}`)
      }
    }
    this.loading = false
    // Another file may have been opened meanwhile, and waits to be read.
    if (isOver()) return this.file ? this.#read() : undefined
    this.#shut()
  }

  /** A job of an import has ended. Does its dataset go into another? */
  ended(job: JobState): boolean {
    this.outcomes.ended(job)
    this.#done.set(job.id, job.status === 'done' ? job.dataset : null)
    const goes = this.#into.has(job.id)
    this.#settle()
    return goes
  }

  /** A job may end before it is known here where its dataset goes, and before the one whose dataset that is. */
  #settle() {
    for (const [job, { dataset, after, how }] of this.#into) {
      const own = this.#done.get(job)
      const target = dataset ?? (after === null ? null : this.#done.get(after))
      if (own === undefined || target === undefined) continue
      this.#into.delete(job)
      if (own !== null && target !== null) void this.#join(target, own, how)
    }
  }

  #goes(job: number, into: { dataset: number | null; after: number | null; how: JoinKind }) {
    this.#into.set(job, into)
    this.#settle()
  }

  /** Another project is shown. */
  forgetJobs() {
    this.#into.clear()
    this.#done.clear()
    this.followers.clear()
  }

  /** What was not begun yet is not wanted any more. */
  close() {
    this.outcomes.leftOut([...(this.file ? [this.file] : []), ...this.waiting])
    this.#shut()
  }

  #shut() {
    this.replaces = null
    this.file = null
    this.preview = null
    this.problem = null
    this.waiting = []
  }

  async #read() {
    if (this.loading) return void (this.#again = true)
    this.loading = true
    do {
      this.#again = false
      const file = this.file
      if (!file) break
      try {
        const changed = Object.keys(this.#changed).length > 0 ? this.#changed : null
        const preview = await this.#api.call('import.preview', {
          file: file.token,
          changed,
          ...(this.#guessing ? { recipe: null } : {}),
        })
        if (file !== this.file) break
        // A newer change is already on the screen: it must not be overwritten by the answer to an older one.
        if (!this.#again)
          this.preview = {
            ...preview,
            usesRecipe: preview.usesRecipe ?? (changed ? this.preview?.usesRecipe : undefined),
          }
        this.problem = null
      } catch (error) {
        this.problem = problemOf(error).message
      }
    } while (this.#again)
    this.loading = false
  }
}

/** What a person should look at before anything is imported. */
const isDoubt = ({ severity }: ImportProblem) => severity !== 'note'
