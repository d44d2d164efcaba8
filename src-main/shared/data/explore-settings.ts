import { badInput } from '../errors.ts'
import { type ExploreKind, type ExploreQuestion, exploreQuestion } from './explore.ts'
import type { Channel, Dataset } from '../project.ts'
import type { TimeRange } from './series.ts'

/** What a question names by number: channels and datasets. Throws bad-input for a name that is none. */
export interface ExploreNames {
  channelName(id: number): string
  channelId(name: string): number
  datasetName(id: number): string
  datasetId(name: string): number
  /** Epoch ms of a time as it is typed. */
  time(text: string): number
}

/** What is asked first, in ids of a dataset: its first two channels and itself. */
interface First {
  channels: readonly number[]
  dataset: number
  start: number
  end: number
}

export const firstOf = (
  { id, start, end }: Pick<Dataset, 'id' | 'start' | 'end'>,
  channels: readonly Pick<Channel, 'id'>[],
): First => ({ channels: channels.map((one) => one.id), dataset: id, start, end })

/** By the datasets of a project and the one that is asked about. time — reads a time as it is typed. */
export function namesOf(
  datasets: readonly Pick<Dataset, 'id' | 'name'>[],
  { channels }: Pick<Dataset, 'channels'>,
  time: (text: string) => number = Date.parse,
): ExploreNames {
  const found = <T>(what: string, name: string, list: readonly (T & { name: string })[]): T & { name: string } => {
    const one = list.find((each) => each.name === name)
    if (!one) throw badInput(`There is no ${what} "${name}". There are: ${list.map((each) => each.name).join(', ')}.`)
    return one
  }
  return {
    channelName: (id) => channels.find((one) => one.id === id)?.name ?? String(id),
    channelId: (name) => found('channel', name, channels).id,
    datasetName: (id) => datasets.find((one) => one.id === id)?.name ?? String(id),
    datasetId: (name) => found('dataset', name, datasets).id,
    time,
  }
}

const usualCut = (channel: number) => ({ channel, edge: 'rises', level: 0, formula: null, leastMs: 0 }) as const

/** Every pane of Explore that is a question, and what it asks where nothing is said. */
const usual: { [K in ExploreKind]: (first: First) => Extract<ExploreQuestion, { kind: K }> } = {
  distributions: () => ({ kind: 'distributions', log: false, selected: null }),
  together: () => ({ kind: 'together', method: 'pearson' }),
  scatter: ({ channels: [x, y = x] }) => ({ kind: 'scatter', x, y, colour: 'time' }),
  within: ({ channels: [x, y = x] }) => ({ kind: 'within', x, y, box: { x: [0, 0], y: [0, 0] } }),
  'scatter-matrix': () => ({ kind: 'scatter-matrix' }),
  rhythm: ({ channels: [channel] }) => ({ kind: 'rhythm', channel, period: null, method: 'stl' }),
  overlay: ({ channels: [channel] }) => ({ kind: 'overlay', channel, by: 86_400_000, offset: 0, anchor: 'start', stretched: false, run: null, cut: null, before: 0, after: 0 }), // prettier-ignore
  cycles: ({ channels: [channel] }) => ({ kind: 'cycles', cut: usualCut(channel), shape: channel, groups: null }),
  statistics: () => ({ kind: 'statistics', limit: null }),
  compare: ({ dataset, start, end }) => ({ kind: 'compare', with: { dataset, start, end }, shift: null }),
  control: ({ channels: [channel] }) => ({ kind: 'control', channel, chart: 'i-mr', book: 'western-electric', spread: 'moving-range', subgroup: 5, allowance: 0.5, decision: 5, most: 10, weight: 0.2, width: 3, normal: { ranges: [], unlabelled: false } }), // prettier-ignore
}
export const exploreKinds = Object.keys(usual) as ExploreKind[]

const isChannel = (path: string) => ['channel', 'x', 'y', 'colour', 'shape', 'cut.channel'].includes(path)
const isTime = (path: string) => ['with.start', 'with.end', 'selected.start', 'selected.end'].includes(path)
const colours = ['time', 'label']

type Leaf = string | number | boolean | null | readonly unknown[]

/** The settings of a question that are not the usual ones, as `key=value`: channels and datasets by name, times in ISO 8601. */
export function settingsOf(question: ExploreQuestion, first: First, names: ExploreNames): string[] {
  const known = leaves(usual[question.kind](first))
  return [...leaves(question)]
    .filter(([path, leaf]) => path !== 'kind' && JSON.stringify(known.get(path)) !== JSON.stringify(leaf))
    .map(([path, leaf]) => `${path}=${leafText(path, leaf, names)}`)
}

/** A question by its pane and settings, `key=value` each. Throws bad-input in a sentence that says which settings there are. */
export function questionOf(
  kind: ExploreKind,
  settings: readonly string[],
  first: First,
  names: ExploreNames,
): ExploreQuestion {
  const question: Record<string, unknown> = structuredClone(usual[kind](first))
  const parts: Record<string, () => unknown> = {
    cut: () => usualCut(first.channels[0]),
    selected: () => ({ start: first.start, end: first.end }),
  }
  const paths = () => [...leaves(question).keys()].filter((path) => path !== 'kind')
  for (const setting of settings) {
    const at = setting.indexOf('=')
    const path = setting.slice(0, at)
    // What is nothing at first is made with its first setting.
    const [head] = path.split('.')
    if (path.includes('.') && question[head] === null && head in parts) question[head] = parts[head]()
    if (at < 1 || !paths().includes(path))
      throw badInput(
        `"${setting}" is no setting of ${kind}: write key=value with one of ${paths().join(', ') || 'none'}.`,
      )
    put(question, path, leafOf(path, setting.slice(at + 1), names))
  }
  const checked = exploreQuestion.safeParse(question)
  if (checked.success) return checked.data
  const path = checked.error.issues[0].path.filter((part) => typeof part === 'string').join('.')
  throw badInput(`The value of "${path || kind}" cannot be taken: it is of another kind, or too large or small.`)
}

/** Every value of an object by its path; lists are values. */
function leaves(value: object, before = ''): Map<string, Leaf> {
  const found = new Map<string, Leaf>()
  for (const [key, one] of Object.entries(value) as [string, Leaf | object][]) {
    const path = before + key
    if (one !== null && typeof one === 'object' && !Array.isArray(one))
      for (const [inner, leaf] of leaves(one, `${path}.`)) found.set(inner, leaf)
    else found.set(path, one as Leaf)
  }
  return found
}

function put(target: Record<string, unknown>, path: string, leaf: unknown) {
  const keys = path.split('.')
  const last = keys.pop()!
  const holder = keys.reduce((object, key) => object[key] as Record<string, unknown>, target)
  holder[last] = leaf
}

const iso = (time: number) => new Date(time).toISOString()

function leafText(path: string, leaf: Leaf, names: ExploreNames): string {
  if (leaf === null) return 'none'
  if (typeof leaf === 'number') {
    if (isChannel(path)) return names.channelName(leaf)
    if (path === 'with.dataset') return names.datasetName(leaf)
    return isTime(path) ? iso(leaf) : String(leaf)
  }
  if (path === 'normal.ranges') {
    const ranges = leaf as readonly TimeRange[]
    return ranges.length === 0 ? 'all' : ranges.map(({ start, end }) => `${iso(start)}/${iso(end)}`).join(',')
  }
  return String(leaf)
}

function leafOf(path: string, text: string, names: ExploreNames): unknown {
  if (isChannel(path)) return path === 'colour' && colours.includes(text) ? text : names.channelId(text)
  if (path === 'with.dataset') return names.datasetId(text)
  if (path === 'normal.ranges') return text === 'all' ? [] : text.split(',').map((range) => rangeOf(range, names))
  if (isTime(path)) return names.time(text)
  if (text === 'none') return null
  if (path === 'cut.formula') return text
  if (path.startsWith('box.')) return text.split(',').map(Number)
  if (text === 'true' || text === 'false') return text === 'true'
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
}

function rangeOf(text: string, names: ExploreNames): TimeRange {
  const [start, end, ...more] = text.split('/')
  if (end === undefined || more.length > 0) throw badInput(`"${text}" is no range: write START/END.`)
  return { start: names.time(start), end: names.time(end) }
}
