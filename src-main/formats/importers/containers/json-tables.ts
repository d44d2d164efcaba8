/** Rows of one kind, each a text per column. */
export interface JsonTable {
  columns: string[]
  rows: Map<string, string>[]
}

type Fields = Map<string, string>
const deepest = 12

/**
 * The tables in a JSON document, by where they stand: arrays of objects; arrays of rows beside the names of their columns; and arrays of
 * pairs of time and value. What the objects around a row say of themselves is part of it, and so is the name under which one of several
 * such arrays stands.
 */
export function jsonTables(document: unknown): Map<string, JsonTable> {
  const tables = new Map<string, JsonTable>()
  const add = (place: string, fields: Fields) => {
    const table = tables.get(place) ?? { columns: [], rows: [] }
    tables.set(place, table)
    table.rows.push(fields)
  }
  look(document, '', new Map(), add, 0)
  for (const [place, table] of tables) {
    if (table.rows.length < 2) tables.delete(place)
    else table.columns = [...new Set(table.rows.flatMap((row) => [...row.keys()]))]
  }
  return tables
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isRows = (value: unknown): value is unknown[][] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((row) => Array.isArray(row) && row.every((cell) => !isObject(cell)))
const isObjects = (value: unknown): value is Record<string, unknown>[] =>
  Array.isArray(value) && value.length > 0 && value.every(isObject)
const holdsRows = (value: unknown) => isRows(value) || isObjects(value)
const textOf = (value: unknown) =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
const under = (place: string, key: string) => (place === '' ? key : `${place}.${key}`)

function look(
  value: unknown,
  place: string,
  around: Fields,
  add: (place: string, fields: Fields) => void,
  depth: number,
): void {
  if (depth > deepest) return
  if (isObjects(value)) {
    for (const one of value) {
      const own = new Map([...around, ...plainFields(one, '', 0)])
      if (Object.values(one).some((part) => holdsRows(part) || (isObject(part) && Object.values(part).some(holdsRows))))
        look(one, place, own, add, depth + 1)
      else add(place || 'rows', own)
    }
    return
  }
  if (!isObject(value)) return
  const names = [value.columns, value.names, value.fields].find(
    (list) => Array.isArray(list) && list.every((name) => typeof name === 'string'),
  ) as string[] | undefined
  const inner = Object.entries(value).filter(([, part]) => holdsRows(part))
  // Arrays of one shape under names of their own: the name is what they are of.
  const alike = inner.length > 1 && new Set(inner.map(([, part]) => shapeOf(part))).size === 1
  for (const [key, part] of Object.entries(value)) {
    const here = alike ? under(place, '*') : under(place, key)
    const fields: Fields = alike && holdsRows(part) ? new Map([...around, ['name', key]]) : around
    if (isRows(part)) {
      const columns =
        names?.length === part[0].length
          ? names
          : part[0].map((_, i) => (i === 0 ? 'time' : i === 1 ? 'value' : `value ${i}`))
      for (const row of part)
        add(
          here,
          new Map([...fields, ...row.map((cell, i): [string, string] => [columns[i] ?? `value ${i}`, textOf(cell)])]),
        )
    } else look(part, here, fields, add, depth + 1)
  }
}

/** What an object says of itself, fields of fields with a dot between, without the tables in it. */
function plainFields(object: Record<string, unknown>, prefix: string, depth: number): [string, string][] {
  return Object.entries(object).flatMap(([key, value]): [string, string][] => {
    if (isObject(value)) return depth < deepest ? plainFields(value, `${prefix}${key}.`, depth + 1) : []
    if (holdsRows(value) || Array.isArray(value)) return []
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
