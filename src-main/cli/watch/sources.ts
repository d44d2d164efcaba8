import { existsSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import type { App } from '../../app/create-app.ts'
import { badInput } from '../../shared/errors.ts'
import type { Dataset, Run } from '../../shared/project.ts'
import type { Source, WatchSettings } from '../../shared/watch/watch.ts'
import { ask, jobEnd } from '../quiet-app.ts'
import { numberOf } from './number.ts'

export interface SourceOptions {
  source?: string
  dataset?: string
  run?: string
  column: string[]
  onDelay?: string
  offDelay?: string
  deadband?: string
  retrainAfter?: string
  remove?: boolean
}

/** The sources that the options name, the named one put into the project. null where one was only taken out of it. */
export async function chooseSources(app: App, options: SourceOptions): Promise<Source[] | null> {
  const datasets = await ask(app, 'datasets.list', {})
  const named = options.dataset === undefined ? null : datasetNamed(datasets, options.dataset)
  const stored = await ask(app, 'watch.sources', {})
  const own = stored.filter((one) => named === null || one.dataset === named.id)
  if (options.source === undefined) {
    if (options.remove) throw badInput('--remove needs --source: what is to be watched no more.')
    if (own.length === 0)
      throw badInput(
        `Nothing is watched ${named ? `for "${named.name}"` : 'in this project'} yet. Name a folder or a file with --source.`,
      )
    if (!changesAnything(options)) return own
    return Promise.all(
      own.map((one) =>
        put(
          app,
          datasets.find(({ id }) => id === one.dataset)!,
          one,
          one.pattern,
          one.path,
          options,
        ),
      ),
    )
  }
  const { path, pattern } = placeOf(options.source)
  const there = own.find(
    (one) => one.path === path && (one.pattern === pattern || (pattern === '*' && one.pattern !== '')),
  )
  if (options.remove) {
    if (!there) throw badInput(`"${options.source}" is not watched.`)
    await ask(app, 'watch.remove', { source: there.id })
    console.log(`"${options.source}" is watched no more. Its rows and alarms stay.`)
    return null
  }
  const dataset = named ?? (there && datasets.find(({ id }) => id === there.dataset)) ?? onlyOne(datasets)
  if (!there && !existsSync(path))
    throw badInput(`The source "${options.source}" is not there. Name a folder, a pattern in one, or a file.`)
  return [await put(app, dataset, there ?? null, pattern, path, options)]
}

const changesAnything = ({ run, column, onDelay, offDelay, deadband, retrainAfter }: SourceOptions) =>
  column.length > 0 || [run, onDelay, offDelay, deadband, retrainAfter].some((given) => given !== undefined)

async function put(
  app: App,
  dataset: Dataset,
  there: Source | null,
  pattern: string,
  path: string,
  options: SourceOptions,
): Promise<Source> {
  const run = await runFor(app, dataset, options.run ?? (there?.run ? String(there.run) : undefined))
  return ask(app, 'watch.put', {
    dataset: dataset.id,
    run: run.id,
    file: app.admit(path).token,
    pattern: there?.pattern ?? pattern,
    columns: columnsOf(options.column),
    settings: settingsOf(options, there?.settings ?? null),
  })
}

/** A folder with all in it, the pattern at the end of a path, or a file. */
function placeOf(source: string): { path: string; pattern: string } {
  const whole = resolve(source)
  const info = statSync(whole, { throwIfNoEntry: false })
  if (info?.isDirectory()) return { path: whole, pattern: '*' }
  if (!info && /[*?{]/.test(basename(whole))) return { path: dirname(whole), pattern: basename(whole) }
  return { path: whole, pattern: '' }
}

function datasetNamed(datasets: Dataset[], name: string): Dataset {
  const found = datasets.find((one) => one.name === name)
  if (!found)
    throw badInput(
      `There is no dataset "${name}". ${datasets.length === 0 ? 'The project has none yet: import a first file.' : `There are: ${datasets.map((one) => one.name).join(', ')}.`}`,
    )
  return found
}

function onlyOne(datasets: Dataset[]): Dataset {
  if (datasets.length === 1) return datasets[0]
  throw badInput(
    datasets.length === 0
      ? 'The project has no dataset yet: import a first file, and train a detector on it.'
      : `Say with --dataset which one the source belongs to: ${datasets.map((one) => one.name).join(', ')}.`,
  )
}

/** The run that scores the dataset's other sources; else the newest that is no challenger. */
async function inForce(app: App, { id }: Dataset, own: Run[]): Promise<Run | undefined> {
  const state = (await ask(app, 'champion.states', {})).find((one) => one.dataset === id)
  const challengers = (await ask(app, 'champion.challengers', {})).map(({ run }) => run)
  return own.find((run) => run.id === state?.run) ?? own.findLast((run) => !challengers.includes(run.id))
}

/** The named run; without a name the one in force, else the newest that is ready. One of another dataset scores this one first. */
async function runFor(app: App, dataset: Dataset, wanted: string | undefined): Promise<Run> {
  const own = (await ask(app, 'runs.list', { dataset: dataset.id })).filter((run) => run.status === 'ready')
  const is = (run: Run) => String(run.id) === wanted || run.name.toLowerCase() === wanted?.toLowerCase()
  const found = wanted === undefined ? await inForce(app, dataset, own) : own.findLast(is)
  if (found) return found
  if (wanted === undefined)
    throw badInput(
      `"${dataset.name}" has no run yet: train a detector on it, or name a run of another dataset with --run.`,
    )
  for (const other of await ask(app, 'datasets.list', {})) {
    const run = (await ask(app, 'runs.list', { dataset: other.id })).findLast(
      (one) => one.status === 'ready' && is(one),
    )
    if (!run) continue
    const { job, run: made } = await ask(app, 'runs.score', { run: run.id, dataset: dataset.id })
    const ended = await jobEnd(app, job)
    if (ended.status !== 'done')
      throw badInput(ended.message ?? `"${dataset.name}" could not be scored with "${run.name}".`)
    return (await ask(app, 'runs.list', { dataset: dataset.id })).find(({ id }) => id === made)!
  }
  throw badInput(
    `There is no run "${wanted}" that is ready. ${own.length === 0 ? '' : `"${dataset.name}" has: ${own.map((run) => `${run.id} "${run.name}"`).join(', ')}.`}`.trim(),
  )
}

function columnsOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1 || at === pair.length - 1)
        throw badInput(`--column takes old=new, the name of a column before and now, and not "${pair}".`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

function settingsOf(
  { onDelay, offDelay, deadband, retrainAfter }: SourceOptions,
  before: WatchSettings | null,
): WatchSettings {
  const ms = (option: string, given: string | undefined, old: number | null) =>
    given === undefined ? old : 1000 * numberOf(option, given, 0, 0)
  const share = deadband === undefined ? (before?.deadband ?? null) : numberOf('--deadband', deadband, 1, 0)
  if (share !== null && share > 1) throw badInput('--deadband takes a share of the threshold, from 0 to 1.')
  return {
    onDelayMs: ms('--on-delay', onDelay, before?.onDelayMs ?? null),
    offDelayMs: ms('--off-delay', offDelay, before?.offDelayMs ?? null),
    deadband: share,
    retrainAfter: retrainAfter === undefined ? (before?.retrainAfter ?? null) : answersOf(retrainAfter),
  }
}

/** 0 = never. */
function answersOf(given: string): number | null {
  const answers = numberOf('--retrain-after', given, 0, 0)
  if (!Number.isInteger(answers)) throw badInput(`--retrain-after takes a whole number of answers, and not "${given}".`)
  return answers === 0 ? null : answers
}
