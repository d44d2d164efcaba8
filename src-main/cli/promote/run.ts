import type { App } from '../../app/create-app.ts'
import type { Challenger, InForce } from '../../shared/watch/challenge.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import type { Dataset } from '../../shared/project.ts'
import { ask, projectPath, quietApp } from '../quiet-app.ts'
import { challengeLines } from '../retrain/run.ts'

export interface PromoteOptions {
  dataset?: string
  run?: string
  keep?: boolean
  back?: boolean
  list?: boolean
  json?: boolean
}

/** Changes which run scores what comes, or says which one does. */
export async function promote(project: string, options: PromoteOptions): Promise<void> {
  const { run, keep = false, back = false, list = false } = options
  if (!run && !keep && !back && !list) throw badInput('Say which run with --run, or --keep, --back or --list.')
  if ((back && (run !== undefined || keep)) || (list && (run !== undefined || keep || back)))
    throw badInput('--run, --back and --list each stand alone.')
  const path = projectPath(project)
  const app = await quietApp()
  try {
    const state = await ask(app, 'project.open', { file: app.admit(path).token })
    if (state.readOnly && !list)
      throw new StudioError('locked', state.readOnlyReason ?? 'The project is open read-only.')
    const datasets = await ask(app, 'datasets.list', {})
    if (list)
      return await tell(
        app,
        options.dataset === undefined ? datasets : [named(datasets, options.dataset)],
        project,
        options,
      )
    const dataset = await chosen(app, datasets, options.dataset)
    if (keep) return await keepRun(app, dataset, options)
    const now = back
      ? await ask(app, 'champion.back', { dataset: dataset.id })
      : await ask(app, 'champion.promote', { run: await runOf(app, datasets, dataset, run!) })
    if (options.json) console.log(JSON.stringify({ ...told(now), dataset: dataset.name }, null, 2))
    else console.log(`${dataset.name}: run ${now.run} "${now.name}" is in force from now on.`)
  } finally {
    await app.close()
  }
}

async function keepRun(app: App, dataset: Dataset, { run, json }: PromoteOptions): Promise<void> {
  const waiting = await waitingFor(app, dataset)
  const kept = run === undefined ? waiting : waiting.filter((one) => String(one.run) === run || one.name === run)
  if (kept.length === 0)
    throw badInput(
      run === undefined
        ? `No challenger waits for "${dataset.name}".`
        : `No challenger "${run}" waits for "${dataset.name}".`,
    )
  for (const one of kept) await ask(app, 'champion.keep', { run: one.run })
  if (json) console.log(JSON.stringify({ dataset: dataset.name, kept: kept.map((one) => one.run) }, null, 2))
  else
    console.log(
      `${dataset.name}: the run in force stays. ${kept.map((one) => `${one.run} "${one.name}"`).join(', ')} waits no more.`,
    )
}

async function tell(app: App, datasets: Dataset[], project: string, { json }: PromoteOptions): Promise<void> {
  const states = await ask(app, 'champion.states', {})
  const known = []
  for (const { id, name } of datasets) {
    const history = await ask(app, 'champion.history', { dataset: id })
    const state = states.find((one) => one.dataset === id)
    if (history.length === 0 && !state) continue
    known.push({ dataset: name, run: state?.run ?? null, history: history.map(told), waiting: state?.waiting ?? [] })
  }
  if (json) return console.log(JSON.stringify({ datasets: known }, null, 2))
  if (known.length === 0) console.log('Nothing is watched, so no run is in force.')
  for (const one of known) {
    console.log(one.dataset)
    for (const entry of one.history)
      console.log(
        `  ${entry.since.slice(0, 16).replace('T', ' ')}  ${entry.how.padEnd(9)} run ${entry.run} "${entry.name}", by ${entry.author}`,
      )
    if (one.history.length === 0 && one.run !== null) console.log(`  run ${one.run} is in force`)
    for (const challenger of one.waiting) {
      console.log(
        `  challenger ${challenger.run} "${challenger.name}"${challenger.madeBy === 'answers' ? ', trained by itself after answers' : ''}`,
      )
      for (const line of challengeLines(challenger, project)) console.log(`    ${line}`)
    }
  }
}

const told = ({ run, name, since, author, how }: InForce) => ({
  run,
  name,
  since: new Date(since).toISOString(),
  author,
  how,
})

async function waitingFor(app: App, { id }: Dataset): Promise<Challenger[]> {
  return (await ask(app, 'champion.states', {})).find((one) => one.dataset === id)?.waiting ?? []
}

function named(datasets: Dataset[], name: string): Dataset {
  const found = datasets.find((one) => one.name === name)
  if (!found) throw badInput(`There is no dataset "${name}". There are: ${datasets.map((one) => one.name).join(', ')}.`)
  return found
}

async function chosen(app: App, datasets: Dataset[], name: string | undefined): Promise<Dataset> {
  if (name !== undefined) return named(datasets, name)
  const watched = (await ask(app, 'champion.states', {})).flatMap(
    ({ dataset }) => datasets.find(({ id }) => id === dataset) ?? [],
  )
  if (watched.length === 1) return watched[0]
  throw badInput(
    watched.length === 0
      ? 'Nothing is watched in this project, so no run is in force. Name a folder or a file with watch --source first.'
      : `Say with --dataset which one: ${watched.map((one) => one.name).join(', ')}.`,
  )
}

async function runOf(app: App, datasets: Dataset[], dataset: Dataset, wanted: string): Promise<number> {
  for (const one of [dataset, ...datasets.filter(({ id }) => id !== dataset.id)]) {
    const found = (await ask(app, 'runs.list', { dataset: one.id })).findLast(
      (run) => run.status === 'ready' && (String(run.id) === wanted || run.name.toLowerCase() === wanted.toLowerCase()),
    )
    if (!found) continue
    if (one.id !== dataset.id)
      throw badInput(
        `The run "${found.name}" is of the dataset "${one.name}", and "${dataset.name}" is watched. Choose a run of "${dataset.name}".`,
      )
    return found.id
  }
  throw badInput(`There is no run "${wanted}" that is ready.`)
}
