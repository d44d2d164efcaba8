import { existsSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type { App } from '../../app/create-app.ts'
import { counted } from '../../shared/counted.ts'
import { badInput, cancelled, StudioError, toPlainError } from '../../shared/errors.ts'
import { datasetName } from '../../shared/importable.ts'
import type { Dataset } from '../../shared/project.ts'
import type { ImportRecipe } from '../../shared/recipe.ts'
import { ask, jobEnd, quietApp } from '../quiet-app.ts'
import { unique } from './problems.ts'
import { settingsOf } from './settings.ts'

export interface RunOptions {
  project: string
  set: string[]
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
    for (const file of files)
      try {
        await importFile(app, file, options, stop.signal)
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

const projectFile = (project: string) => (extname(project) === '.anomaly' ? project : `${project}.anomaly`)

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

async function importFile(app: App, file: string, options: RunOptions, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw cancelled()
  if (!existsSync(file)) throw badInput(`There is no file "${file}".`)
  const { token, name } = app.admit(file)
  const { recipe, problems } = await named(name, async () => {
    const preview = await ask(app, 'import.preview', { file: token, changed: null })
    return options.set.length === 0
      ? preview
      : ask(app, 'import.preview', { file: token, changed: settingsOf(options.set, preview.recipe.time) })
  })
  const error = problems.find((problem) => problem.severity === 'error')
  if (error) throw badInput(`${name}: ${error.message}`)
  if (!(await ask(app, 'project.current', {}))) await openProject(app, options.project)
  const dataset = await stored(app, name, token, recipe, signal)
  console.log(
    `${name}: ${counted(dataset.rows, 'row')}, ${counted(dataset.channels.length, 'channel')}, ${counted(dataset.labelCount, 'label')}`,
  )
  // What was found is told apart from what was done, and all of it: a warning of the preview too.
  for (const problem of unique([...problems, ...(dataset.report?.problems ?? [])]))
    console.error(`${name}: ${problem.message}`)
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
