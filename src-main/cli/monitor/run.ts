import type { App } from '../../app/create-app.ts'
import { counted } from '../../shared/counted.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import type { MonitorState, MonitorTrial } from '../../shared/watch/monitors.ts'
import type { Dataset } from '../../shared/project.ts'
import { ask, projectPath, quietApp } from '../quiet-app.ts'
import { whatOf, type WhatOptions } from './what.ts'

export interface MonitorOptions extends WhatOptions {
  dataset?: string
  add?: string
  severity?: string
  try?: boolean
  pause?: string
  resume?: string
  remove?: string
  json?: boolean
}

/** Saves, pauses or removes a monitor, or says what all of them say. */
export async function monitor(project: string, options: MonitorOptions): Promise<void> {
  const { add, pause, resume, remove } = options
  const named = [add, pause, resume, remove].filter((one) => one !== undefined)
  if (named.length > 1) throw badInput('--add, --pause, --resume and --remove each stand alone.')
  if (options.try && add === undefined) throw badInput('--try needs --add: the monitor that is to be tried.')
  const path = projectPath(project)
  const app = await quietApp()
  try {
    const state = await ask(app, 'project.open', { file: app.admit(path).token })
    if (state.readOnly && named.length > 0 && !options.try)
      throw new StudioError('locked', state.readOnlyReason ?? 'The project is open read-only.')
    const datasets = await ask(app, 'datasets.list', {})
    if (add !== undefined) await save(app, chosen(datasets, options.dataset), add, options)
    if (pause ?? resume ?? remove) await change(app, datasets, options)
    if (options.try) return
    const board = await ask(app, 'monitors.board', {})
    tell(
      board.filter((one) => options.dataset === undefined || nameOf(datasets, one.dataset) === options.dataset),
      datasets,
      options.json ?? false,
    )
  } finally {
    await app.close()
  }
}

async function save(app: App, dataset: Dataset, name: string, options: MonitorOptions): Promise<void> {
  const runs = (await ask(app, 'runs.list', { dataset: dataset.id })).filter((run) => run.status === 'ready')
  const what = whatOf(options, dataset, runs)
  const { severity = null } = options
  if (severity !== null && severity !== 'low' && severity !== 'medium' && severity !== 'high')
    throw badInput(`--severity takes low, medium or high, and not "${severity}".`)
  if (!options.try) return void (await ask(app, 'monitors.save', { ...what, name, severity }))
  const trial = await ask(app, 'monitors.try', what)
  if (options.json)
    console.log(
      JSON.stringify(
        {
          monitor: name,
          dataset: dataset.name,
          ...trial,
          last: trial.last && { start: iso(trial.last.start), end: iso(trial.last.end) },
        },
        null,
        2,
      ),
    )
  else console.log(trialSentence(name, trial))
}

function trialSentence(name: string, { alarms, rows, perWeek, last }: MonitorTrial): string {
  if (alarms === 0) return `"${name}" would have raised no alarm on the ${counted(rows, 'row')} that are there.`
  return `"${name}" would have raised ${counted(alarms, 'alarm')} on the ${counted(rows, 'row')} that are there, ${Number(perWeek.toPrecision(2))} a week; the last one at ${iso(last!.start).slice(0, 16).replace('T', ' ')}.`
}

async function change(app: App, datasets: Dataset[], options: MonitorOptions): Promise<void> {
  const name = (options.pause ?? options.resume ?? options.remove)!
  const list = (await ask(app, 'monitors.list', {})).filter(
    (one) => options.dataset === undefined || nameOf(datasets, one.dataset) === options.dataset,
  )
  const found = list.filter((one) => one.name.toLowerCase() === name.toLowerCase())
  if (found.length === 0)
    throw badInput(
      `There is no monitor "${name}". ${list.length > 0 ? `There are: ${list.map((one) => one.name).join(', ')}.` : 'The project has none yet.'}`,
    )
  if (found.length > 1) throw badInput(`Several datasets have a monitor "${name}". Say which one with --dataset.`)
  if (options.remove !== undefined) await ask(app, 'monitors.remove', { monitor: found[0].id })
  else await ask(app, 'monitors.pause', { monitor: found[0].id, paused: options.pause !== undefined })
}

function chosen(datasets: Dataset[], name: string | undefined): Dataset {
  const found =
    name === undefined ? (datasets.length === 1 ? datasets[0] : null) : datasets.find((one) => one.name === name)
  if (found) return found
  const names = datasets.map((one) => one.name).join(', ')
  throw badInput(
    name !== undefined
      ? `There is no dataset "${name}".${names === '' ? '' : ` There are: ${names}.`}`
      : datasets.length === 0
        ? 'The project has no dataset yet: import a first file.'
        : `Say with --dataset which one it looks at: ${names}.`,
  )
}

function tell(board: MonitorState[], datasets: Dataset[], json: boolean): void {
  if (json) {
    const lines = board.map(({ monitor: _, dataset, judged, last, ...rest }) => ({
      dataset: nameOf(datasets, dataset),
      ...rest,
      judged: judged === null ? null : iso(judged),
      last: last === null ? null : iso(last),
    }))
    return console.log(JSON.stringify({ monitors: lines }, null, 2))
  }
  if (board.length === 0) return console.log('Nothing is watched, and no monitor is saved.')
  const wide = Math.max(...board.map((one) => one.name.length))
  let before = ''
  for (const one of board) {
    const dataset = nameOf(datasets, one.dataset)
    if (dataset !== before) console.log(dataset)
    before = dataset
    const last = one.last === null ? '' : `, last ${iso(one.last).slice(0, 16).replace('T', ' ')}`
    console.log(
      `  ${one.name.padEnd(wide)}  ${one.state.padEnd(14)}  ${one.kind === 'run in force' ? 'in force' : one.what}: ${counted(one.all, 'alarm')}${last}`,
    )
    if (one.trouble) console.log(`  ${' '.repeat(wide)}  ${one.trouble}`)
  }
}

const nameOf = (datasets: Dataset[], id: number) => datasets.find((one) => one.id === id)?.name ?? ''
const iso = (time: number) => new Date(time).toISOString()
