import { existsSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type { App } from '../../app/create-app.ts'
import { counted } from '../../shared/counted.ts'
import { badInput, cancelled, StudioError, toPlainError } from '../../shared/errors.ts'
import { planSentences } from '../../shared/importing/joining.ts'
import { datasetName } from '../../shared/importing/importable.ts'
import type { Dataset } from '../../shared/project.ts'
import type { ImportRecipe } from '../../shared/importing/recipe.ts'
import { ask, jobEnd, quietApp } from '../quiet-app.ts'
import { unique } from '../../shared/importing/problems.ts'
import { settingsOf } from './settings.ts'

export interface RunOptions {
  project: string
  set: string[]
  /** Name of a recipe to read by. */
  recipe?: string
  /** Name under which to keep how the file was read. */
  saveRecipe?: string
  /** Dataset that all rows are appended to, by name. */
  append?: string
  /** All files become one dataset. */
  asOne?: boolean
}

/**
 * Imports files one after the other; one that cannot be imported does not stop the others, and each has its line. The project
 * is made with the first file that can be read. Throws bad-input at the end where a file was not imported, and cancelled.
 */
export async function importFiles(files: readonly string[], options: RunOptions): Promise<void> {
  // Whoever stops listening does not stop the import: the exit code still tells how it ended.
  process.stdout.removeAllListeners('error').on('error', () => undefined)
  process.stderr.on('error', () => undefined)
  const app = await quietApp()
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  const refused: string[] = []
  try {
    if (existsSync(projectFile(options.project))) await openProject(app, options.project)
    let target = options.append === undefined ? null : await datasetNamed(app, options.append)
    for (const file of files)
      try {
        const dataset = await importFile(app, file, options, stop.signal)
        if (target !== null) await append(app, target, dataset)
        else if (options.asOne) target = dataset.id
      } catch (error) {
        const { code, message } = toPlainError(error)
        if (code === 'cancelled' || stop.signal.aborted) throw cancelled()
        if (code !== 'bad-input' && code !== 'not-found') throw error
        refused.push(file)
        console.error(message)
      }
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
    await app.close()
  }
  if (refused.length > 0 && files.length > 1)
    throw badInput(
      `${counted(refused.length, 'file')} of ${files.length} could not be imported: ${refused.map((file) => basename(file)).join(', ')}.`,
    )
  if (refused.length > 0) process.exitCode = 2
}

function projectFile(project: string): string {
  if (/^(\.anomaly)?$/i.test(basename(project).trim())) throw badInput('--project needs the name of a file.')
  return extname(project) === '.anomaly' ? project : `${project}.anomaly`
}

/** Opens the project, or makes it for what is imported: it goes again where nothing was. */
async function openProject(app: App, project: string): Promise<void> {
  const path = projectFile(project)
  const state = existsSync(path)
    ? await ask(app, 'project.open', { file: app.admit(path).token })
    : await ask(app, 'project.create', {
        file: app.admitOutput(path).token,
        name: basename(path, '.anomaly'),
        forImport: true,
      })
  if (state.readOnly) throw new StudioError('read-only', state.readOnlyReason ?? 'The project is open read-only.')
}

async function importFile(app: App, file: string, options: RunOptions, signal: AbortSignal): Promise<Dataset> {
  if (signal.aborted) throw cancelled()
  if (!existsSync(file)) throw badInput(`There is no file "${file}".`)
  const { token, name } = app.admit(file)
  const { recipe, problems, usesRecipe } = await named(name, async () => {
    const preview = await ask(app, 'import.preview', { file: token, changed: null, recipe: options.recipe })
    if (options.set.length === 0) return preview
    const settings = settingsOf(options.set, preview.recipe)
    const changed = preview.usesRecipe === undefined ? settings : { ...preview.recipe, ...settings }
    return { ...(await ask(app, 'import.preview', { file: token, changed })), usesRecipe: preview.usesRecipe }
  })
  if (usesRecipe !== undefined) console.error(`${name}: Read by the recipe "${usesRecipe}".`)
  const error = problems.find((problem) => problem.severity === 'error')
  if (error) throw badInput(`${name}: ${error.message}`)
  // Pressed while the file was looked at: nothing is made of it.
  if (signal.aborted) throw cancelled()
  if (!(await ask(app, 'project.current', {}))) await openProject(app, options.project)
  const dataset = await stored(app, name, token, recipe, signal)
  if (options.saveRecipe !== undefined)
    await ask(app, 'recipes.save', {
      file: token,
      name: options.saveRecipe,
      recipe,
      chosen: options.set.length === 0 ? [] : Object.keys(settingsOf(options.set, recipe)),
    })
  console.log(
    `${name}: ${counted(dataset.rows, 'row')}, ${counted(dataset.channels.length, 'channel')}, ${counted(dataset.labelCount, 'label')}`,
  )
  // What was found is told apart from what was done, and all of it: a warning of the preview too.
  for (const problem of unique([...problems, ...(dataset.report?.problems ?? [])]))
    console.error(`${name}: ${problem.message}`)
  return dataset
}

/** Appends what was just imported, having said what that does. Where nothing is new, the other dataset goes all the same. */
async function append(app: App, dataset: number, other: Dataset): Promise<void> {
  const plan = await ask(app, 'datasets.planJoin', { dataset, other: other.id, how: 'append' })
  for (const { text } of planSentences(plan, durationText)) console.error(`${other.name}: ${text}`)
  const { job } = await ask(app, 'datasets.join', { dataset, other: other.id, how: 'append' })
  const ended = await jobEnd(app, job)
  if (ended.status === 'cancelled') throw cancelled()
  if (ended.status !== 'done') throw badInput(`${other.name}: ${ended.message ?? 'It could not be appended.'}`)
  const joined = (await ask(app, 'datasets.list', {})).find((one) => one.id === dataset)
  console.log(
    `${other.name}: ${counted(plan.added, 'row')} appended to ${joined?.name}, which has ${counted(joined?.rows ?? 0, 'row')}`,
  )
}

const durationText = (ms: number) =>
  ms < 120_000
    ? `${ms / 1000} s`
    : ms < 7_200_000
      ? `${Math.round(ms / 60_000)} min`
      : `${Math.round(ms / 3_600_000)} h`

/** Throws bad-input for a name that no dataset of the project has. */
async function datasetNamed(app: App, name: string): Promise<number> {
  const list = (await ask(app, 'project.current', {})) ? await ask(app, 'datasets.list', {}) : []
  const found = list.find((one) => one.name === name)
  if (!found)
    throw badInput(
      `There is no dataset "${name}" to append to. ${list.length === 0 ? 'The project has none yet.' : `There are: ${list.map((one) => one.name).join(', ')}.`}`,
    )
  return found.id
}

async function stored(
  app: App,
  name: string,
  token: string,
  recipe: ImportRecipe,
  signal: AbortSignal,
): Promise<Dataset> {
  const { job } = await ask(app, 'import.start', { file: token, name: datasetName(name), recipe })
  const cancel = () => void ask(app, 'jobs.cancel', { job }).catch(() => undefined)
  signal.addEventListener('abort', cancel)
  if (signal.aborted) cancel()
  const ended = await jobEnd(app, job).finally(() => signal.removeEventListener('abort', cancel))
  if (ended.status === 'cancelled') throw cancelled()
  if (ended.status !== 'done') throw badInput(`${name}: ${ended.message ?? 'The import failed.'}`)
  const dataset = (await ask(app, 'datasets.list', {})).find((one) => one.id === ended.dataset)
  if (!dataset) throw new StudioError('internal', `${name} was imported and cannot be found.`)
  return dataset
}

/** What the person can mend, with the file's name before it. */
async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code, message, detail } = toPlainError(error)
    throw code === 'bad-input' && !message.startsWith('--set') ? badInput(`${name}: ${message}`, detail) : error
  }
}
