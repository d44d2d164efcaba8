import { badInput } from '../../shared/errors.ts'
import type { ExploreAnswer, ExploreKind } from '../../shared/data/explore.ts'
import { exploreKinds, firstOf, namesOf, questionOf } from '../../shared/data/explore-settings.ts'
import { tablesOf } from '../../shared/data/explore-tables.ts'
import type { Channel, Dataset } from '../../shared/project.ts'
import { timeFrom } from '../detect/split.ts'
import { watchProgress } from '../progress.ts'
import { ask, projectPath, quietApp } from '../quiet-app.ts'

/** As typed. */
export interface ExploreOptions {
  pane: string
  dataset?: string
  channel: string[]
  from?: string
  to?: string
  labels?: string
  set: string[]
  table?: string
  json?: boolean
}

/** Asks what a pane asks, of all rows, and returns its answer as text. Throws bad-input with a sentence. */
export async function runExplore(project: string, options: ExploreOptions): Promise<string> {
  const kind = exploreKinds.find((one) => one === options.pane)
  if (!kind) throw badInput(`There is no pane "${options.pane}". There are: ${exploreKinds.join(', ')}.`)
  const path = projectPath(project)
  const progress = watchProgress()
  const app = await quietApp()
  try {
    app.on((event, payload) => {
      if (event === 'explore.progress' && payload) progress.report(payload as Parameters<typeof progress.report>[0])
    })
    await ask(app, 'project.open', { file: app.admit(path).token })
    const datasets = await ask(app, 'datasets.list', {})
    const dataset = named(datasets, options.dataset)
    const time = (text: string) => timeFrom(text, dataset.zone)
    const names = namesOf(datasets, dataset, time)
    const channels = options.channel.length === 0 ? dataset.channels : options.channel.map((name) => byId(dataset, names.channelId(name))) // prettier-ignore
    const question = questionOf(kind, options.set, firstOf(dataset, channels), names)
    const [start, end] = [
      options.from === undefined ? dataset.start : time(options.from),
      options.to === undefined ? dataset.end : time(options.to),
    ]
    if (start > dataset.end || end < dataset.start)
      throw badInput(`There is no row in this stretch: "${dataset.name}" goes from ${iso(dataset.start)} to ${iso(dataset.end)}.`) // prettier-ignore
    const answer = await ask(app, 'explore.ask', {
      dataset: dataset.id,
      question,
      channels: channels.map(({ id }) => id),
      start,
      end,
      labelSet: await labelSetOf(app, dataset, options.labels),
      exact: true,
    })
    if (options.json) return JSON.stringify(answerJson(answer, dataset, kind), null, 2)
    return tableOf(tablesOf(answer, question, dataset), kind, options.table, noteOf(answer)).trimEnd()
  } finally {
    progress.end()
    await app.close()
  }
}

function named(datasets: readonly Dataset[], name: string | undefined): Dataset {
  const ready = datasets.filter(({ status }) => status === 'ready')
  const list = ready.map((one) => one.name).join(', ')
  if (name === undefined && ready.length > 1) throw badInput(`Say with --dataset which one: ${list}.`)
  const found = name === undefined ? ready.at(0) : ready.find((one) => one.name === name)
  if (!found) throw badInput(ready.length === 0 ? 'The project has no dataset yet.' : `There is no dataset "${name}". There are: ${list}.`) // prettier-ignore
  return found
}

const byId = ({ channels }: Dataset, id: number): Channel => channels.find((one) => one.id === id)!

async function labelSetOf(app: Awaited<ReturnType<typeof quietApp>>, { id }: Dataset, name: string | undefined) {
  const sets = await ask(app, 'labels.sets', { dataset: id })
  const found = name === undefined ? sets.at(0) : sets.find((set) => set.name === name)
  if (name !== undefined && !found)
    throw badInput(`There is no label set "${name}". There are: ${sets.map((set) => set.name).join(', ')}.`)
  return found?.id ?? null
}

const iso = (time: number) => new Date(time).toISOString()

/** Why something is not in it. */
const noteOf = (answer: ExploreAnswer) => ('note' in answer && answer.note ? ` ${answer.note}` : '')

function tableOf(tables: ReturnType<typeof tablesOf>, kind: ExploreKind, name: string | undefined, note: string) {
  const there = Object.keys(tables).filter((one) => tables[one] !== null)
  const table = tables[name ?? there[0]]
  if (!table) throw badInput(`${kind} has no table "${name}" here. It has: ${there.join(', ')}.${note}`)
  return table()
}

/** The answer as it is, with the names of channels and no number that JSON does not have. */
export function answerJson(answer: ExploreAnswer, dataset: Dataset, pane: ExploreKind): object {
  const nameOf = (id: number) => dataset.channels.find((one) => one.id === id)?.name ?? id
  const plain = (value: unknown, key: string): unknown => {
    if (typeof value === 'number') return key === 'channel' ? nameOf(value) : Number.isFinite(value) ? value : null
    if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, (v) => plain(v, ''))
    if (Array.isArray(value))
      return value.map((one) => (key === 'channels' && typeof one === 'number' ? nameOf(one) : plain(one, '')))
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one, name)]))
    return value
  }
  const { kind: _, ...rest } = answer
  return { dataset: dataset.name, pane, ...(plain(rest, '') as object) }
}
