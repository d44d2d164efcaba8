import { looksLikeTime } from '../times/cell-patterns.ts'
import { timeNames } from '../times/time-names.ts'
import { withTimes } from './json-offsets.ts'
import { senml } from './senml.ts'

/** Rows of one kind, each a text per column. */
export interface JsonTable {
  columns: string[]
  rows: Map<string, string>[]
}

type Fields = Map<string, string>
type Add = (place: string, fields: Fields) => void
const deepest = 12

/**
 * The tables in a JSON document, by where they stand: arrays of objects; arrays of rows beside the names of their columns; arrays of pairs of
 * time and value; arrays beside each other, one of them of times; and objects whose keys are times. What the objects around a row say of
 * themselves is part of it, and so is the name under which one of several such arrays stands.
 */
export function jsonTables(document: unknown): Map<string, JsonTable> {
  const tables = new Map<string, JsonTable>()
  const add: Add = (place, fields) => {
    const table = tables.get(place) ?? { columns: [], rows: [] }
    tables.set(place, table)
    table.rows.push(fields)
  }
  const measured = senml(document)
  if (measured) for (const row of measured) add('rows', new Map(Object.entries(row)))
  else look(isRows(document) ? { rows: document } : withTimes(document), '', new Map(), add, 0)
  for (const [place, table] of tables) {
    if (table.rows.length < 2) tables.delete(place)
    else table.columns = timesNamed(table.rows, [...new Set(table.rows.flatMap((row) => [...row.keys()]))])
  }
  return tables
}

/** Points of charts are {"x": time, "y": value}: an "x" that holds moments is called time. */
function timesNamed(rows: Fields[], columns: string[]): string[] {
  if (columns.some((name) => timeNames.test(name)) || !rows.every((row) => isMomentText(row.get('x') ?? '')))
    return columns
  for (const row of rows) row.set('time', row.get('x')!)
  return ['time', ...columns.filter((name) => name !== 'x')]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isScalar = (value: unknown) => value === null || typeof value !== 'object'
const isRows = (value: unknown): value is unknown[][] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((row) => Array.isArray(row) && row.every((cell) => !isObject(cell)))
const isObjects = (value: unknown): value is Record<string, unknown>[] =>
  Array.isArray(value) && value.length > 0 && value.every(isObject)
const holdsRows = (value: unknown) => isRows(value) || isObjects(value)
const holdsTable = (value: unknown) =>
  holdsRows(value) || (isObject(value) && (isTimeMap(value) || beside(value) !== null))
const textOf = (value: unknown) =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
const under = (place: string, key: string) => (place === '' ? key : `${place}.${key}`)

/** A date with a time of day, or seconds or smaller units since 1970, of 2001 or later. */
const isMoment = (value: unknown) =>
  typeof value === 'number' ? value > 1e9 && value < 1e19 : typeof value === 'string' && isMomentText(value)
const isMomentText = (text: string) =>
  /^1\d{9}(\d{3}){0,3}$/.test(text) || (/^\d{4}-?\d\d-?\d\d/.test(text) && looksLikeTime(text))

/** {"1709287200": 20.5, …}: values by their times. */
function isTimeMap(value: Record<string, unknown>): boolean {
  const keys = Object.keys(value)
  return (
    keys.length > 3 && keys.every(isMomentText) && Object.values(value).every((one) => isScalar(one) || isObject(one))
  )
}

const holdsTimeMap = (value: Record<string, unknown>) =>
  Object.values(value).some((one) => isObject(one) && isTimeMap(one))

/** {"time": [...], "temp": [...]}: the arrays of one length beside each other, where one of them holds times; null for another object. */
function beside(value: Record<string, unknown>): [string, unknown[]][] | null {
  const arrays = Object.entries(value).filter(
    (entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > 1 && entry[1].every(isScalar),
  )
  const times =
    arrays.find(
      ([name, cells]) => timeNames.test(name) && cells.every((cell) => isMoment(cell) || typeof cell === 'number'),
    ) ?? arrays.find(([name, cells]) => name === 'x' && cells.every(isMoment))
  const all = times ? arrays.filter(([, cells]) => cells.length === times[1].length) : []
  return all.length > 1 ? [times!, ...all.filter((one) => one !== times)] : null
}

/** Words that only the first of some objects says, and that hold for the others: whose series it is. */
function alsoOfOthers(objects: Record<string, unknown>[]): Fields {
  const [first, ...others] = objects
  const words = plainFields(first, '', 0).filter(
    ([name, text]) =>
      text !== '' &&
      !Number.isFinite(Number(text)) &&
      !looksLikeTime(text) &&
      others.every((one) => !(name.split('.')[0] in one)),
  )
  return new Map(others.length > 0 ? words : [])
}

function look(value: unknown, place: string, around: Fields, add: Add, depth: number): void {
  if (depth > deepest) return
  if (Array.isArray(value) && value.length > 0 && value.every(isObjects)) {
    for (const one of value) look(one, place, new Map([...around, ...alsoOfOthers(one)]), add, depth + 1)
    return
  }
  if (isObjects(value)) {
    for (const one of value) {
      const own = new Map([...around, ...plainFields(one, '', 0)])
      if (
        Object.values(one).some(
          (part) => holdsTable(part) || (isObject(part) && Object.values(part).some(holdsRows)),
        ) ||
        beside(one)
      )
        look(one, place, own, add, depth + 1)
      else add(place || 'rows', own)
    }
    return
  }
  if (!isObject(value)) return
  if (isTimeMap(value)) {
    for (const [time, cell] of Object.entries(value))
      add(
        place || 'rows',
        new Map([
          ...around,
          ['time', time],
          ...(isObject(cell) ? plainFields(cell, '', 0) : [['value', textOf(cell)] as [string, string]]),
        ]),
      )
    return
  }
  const over = seriesOver(value)
  if (over) {
    for (const [i, time] of over.times.entries())
      add(
        place || 'rows',
        new Map([
          ...around,
          ['time', textOf(time)] as [string, string],
          ...over.series.map(([name, cells]): [string, string] => [name, textOf(cells[i])]),
        ]),
      )
    return
  }
  const arrays = beside(value)
  if (arrays)
    for (let i = 0; i < arrays[0][1].length; i++)
      add(
        place || 'rows',
        new Map([...around, ...arrays.map(([name, cells]): [string, string] => [name, textOf(cells[i])])]),
      )
  const names =
    namesIn(value) ??
    Object.values(value).reduce<string[] | null>(
      (found, part) => found ?? (isObject(part) ? namesIn(part) : null),
      null,
    )
  const inner = Object.entries(value).filter(([, part]) => holdsRows(part))
  // The same with values by their times, and what each says of itself, such as its unit.
  const maps = Object.values(value).filter((part) => isObject(part) && holdsTimeMap(part))
  // Arrays of one shape under names of their own: the name is what they are of.
  const alike = inner.length > 1 && new Set(inner.map(([, part]) => shapeOf(part))).size === 1
  // Tables that have a name are tables of their own.
  const table = Object.entries(value).find(([word]) => /^table_?name$/i.test(word))?.[1]
  const title = typeof table === 'string' ? under(place, table) : place
  for (const [key, part] of Object.entries(value)) {
    const here = alike || maps.length > 1 ? under(title, '*') : under(title, key)
    if (maps.length > 1 && isObject(part)) {
      look(part, here, new Map([...around, ['name', key], ...plainFields(part, '', 0)]), add, depth + 1)
      continue
    }
    const fields: Fields = alike && holdsRows(part) ? new Map([...around, ['name', key]]) : around
    if (isRows(part)) {
      const head = names === null ? headOf(part) : null
      const columns = head ?? columnsOf(part, names)
      const clock =
        indexOf(value, part.length) ??
        (columns.includes('time') || names?.length === part[0].length ? clockOf(columns, value) : clockOf([], value))
      for (const [i, row] of (head ? part.slice(1) : part).entries())
        add(
          here,
          new Map([
            ...fields,
            ...(clock ? [['time', String(clock(i))] as [string, string]] : []),
            ...row.map((cell, c): [string, string] => [columns[c] ?? `value ${c}`, textOf(cell)]),
          ]),
        )
    } else look(part, here, fields, add, depth + 1)
  }
}

/** The first of some rows, where it holds their names: words above what are none. */
function headOf([head, ...rows]: unknown[][]): string[] | null {
  const isWord = (cell: unknown): cell is string =>
    typeof cell === 'string' && /\p{L}/u.test(cell) && Number.isNaN(Number(cell)) && !isMomentText(cell)
  return head.length > 1 && head.every(isWord) && rows.length > 1 && rows.every((row) => !row.every(isWord))
    ? head
    : null
}

const namesKeys = /^(columns|names|fields|legend|headers?|labels|components)$/i
const nameKeys = /^(column_?)?(name|label|title|id)$/i
/** The name that an object says of itself. */
const nameOf = (object: Record<string, unknown>): string | undefined =>
  Object.entries(object).find(
    ([key, value]) => nameKeys.test(key) && typeof value === 'string' && value !== '',
  )?.[1] as string | undefined

/** The names of columns as an object says them: "columns": ["time", "temp"], or "Columns": [{"ColumnName": "time"}, …]. */
function namesIn(object: Record<string, unknown>): string[] | null {
  for (const [key, list] of Object.entries(object)) {
    if (!namesKeys.test(key) || !Array.isArray(list) || list.length === 0) continue
    const names = list.map((one) => (isObject(one) ? nameOf(one) : one))
    if (names.every((name): name is string => typeof name === 'string')) return names
  }
  return null
}

/** {"start_time": 1709287200, "step": 60, "curves": [{"title": "load", "data": [...]}]}: a moment for each value of the first; null for another object. */
function stepsOver(value: Record<string, unknown>, first: Record<string, unknown>): number[] | null {
  const of = (names: RegExp) => Object.entries(value).find(([key]) => names.test(key))?.[1]
  const [start, step] = [of(/^(start|from)(_?time)?$/i), of(/^(step|resolution|interval)$/i)]
  const values = Object.values(first).find(
    (cells): cells is unknown[] =>
      Array.isArray(cells) && cells.length > 1 && cells.every((one) => one === null || typeof one === 'number'),
  )
  return isMoment(start) && typeof start === 'number' && typeof step === 'number' && step > 0 && values
    ? values.map((_, i) => start + i * step)
    : null
}

/** {"timestamps": [...], "properties": [{"name": "temp", "values": [...]}, …]}: times, and a series for each of some objects; null for another object. */
function seriesOver(value: Record<string, unknown>): { times: unknown[]; series: [string, unknown[]][] } | null {
  const said = Object.values(value).find(
    (list): list is unknown[] => Array.isArray(list) && list.length > 1 && list.every(isMoment),
  )
  for (const list of Object.values(value)) {
    if (!isObjects(list)) continue
    const times = said ?? stepsOver(value, list[0])
    if (!times) continue
    const series = list.map((one, i): [string, unknown] => [
      nameOf(one) ?? `series ${i + 1}`,
      Object.values(one).find(
        (cells) => Array.isArray(cells) && cells.length === times.length && cells.every(isScalar),
      ),
    ])
    if (series.every((one): one is [string, unknown[]] => one[1] !== undefined)) return { times, series }
  }
  return null
}

/** What the columns of rows are called: as it is said, and otherwise by where the time stands. */
function columnsOf(rows: unknown[][], names: string[] | null): string[] {
  const width = rows[0].length
  if (names?.length === width) return names
  const near = rows.slice(0, 200)
  const moments = (c: number) => near.every((row) => isMoment(row[c]))
  const rises = (c: number) =>
    near.every((row, i) => typeof row[c] === 'number' && (i === 0 || row[c] >= (near[i - 1][c] as number)))
  const at = rows[0].findIndex((_, c) => moments(c))
  const time =
    at >= 0
      ? at
      : names === null && width > 1 && (rises(0) || !near.every((row) => typeof row[0] === 'number'))
        ? 0
        : -1
  if (names?.length === width - 1 && time >= 0) return [...names.slice(0, time), 'time', ...names.slice(time)]
  const values = rows[0].map((_, c) => c).filter((c) => c !== time)
  return rows[0].map((_, c) => (c === time ? 'time' : values.indexOf(c) === 0 ? 'value' : `value ${values.indexOf(c)}`))
}

/** The moments of the rows, where an index beside them holds one for each. */
function indexOf({ index }: Record<string, unknown>, rows: number): ((row: number) => unknown) | null {
  return Array.isArray(index) && index.length === rows && index.every(isMoment) ? (row) => index[row] as unknown : null
}

/** Seconds since 1970 of the row i, where start and step stand beside the rows and these have no time. */
function clockOf(columns: string[], value: Record<string, unknown>): ((row: number) => number) | null {
  if (columns.some((name) => timeNames.test(name))) return null
  const said = [value, ...Object.values(value).filter(isObject)].find(
    ({ start, step }) => isMoment(start) && typeof step === 'number' && step > 0,
  )
  return said ? (row) => (said.start as number) + row * (said.step as number) : null
}

/** What an object says of itself, fields of fields with a dot between, without the tables in it. */
function plainFields(object: Record<string, unknown>, prefix: string, depth: number): [string, string][] {
  return Object.entries(object).flatMap(([key, value]): [string, string][] => {
    if (isObject(value))
      return depth < deepest && !isTimeMap(value) ? plainFields(value, `${prefix}${key}.`, depth + 1) : []
    // "dataArray@iot.count" says something of what is beside it.
    if (holdsRows(value) || Array.isArray(value) || /.@/.test(key)) return []
    return [[prefix + key, textOf(value)]]
  })
}

const shapeOf = (value: unknown): string => {
  const first = (value as unknown[])[0]
  return Array.isArray(first)
    ? `rows of ${first.length}`
    : Object.keys(first as object)
        .sort()
        .join()
}
