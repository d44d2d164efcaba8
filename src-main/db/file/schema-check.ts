import { basename } from 'node:path'
import Database from 'better-sqlite3'
import { StudioError } from '../../shared/errors.ts'
import { declareChunkSum } from '../series/chunk-sum.ts'
import { migrations } from '../migrations/index.ts'
import type { Project } from '../project.ts'

interface SchemaObject {
  type: string
  name: string
  tbl_name: string
  sql: string | null
}

/** Ids beyond this leave no room for new ones that a number of JavaScript holds exactly. */
const lastId = 2 ** 52

/**
 * Refuses a project whose layout is not the one that this app makes for its version, object by object: a trigger or a view would run
 * when the app writes, and a table that was changed would swallow what is written. Called before the first write, migrations among them,
 * and again after. Throws corrupt, naming what is wrong.
 */
export function checkSchema(db: Project, path: string): void {
  const version = Number(db.pragma('user_version', { simple: true }))
  const found = objectsOf(db)
  const name = shown(basename(path))
  // What a kill leaves of a project that was about to be made.
  if (version === 0 && found.size === 0) return
  if (version < 1)
    throw refused(`${name} says that its layout is number ${version}, which no version of this app writes.`)
  const wrong = firstDifference(found, expected(version))
  if (wrong) {
    const true_ = migrations.findIndex((_, i) => firstDifference(found, expected(i + 1)) === null) + 1
    throw refused(
      true_ > 0
        ? `${name} says that its layout is number ${version}, but its tables are those of number ${true_}.`
        : `${name} ${wrong}`,
    )
  }
  checkIds(db, version, name)
}

function checkIds(db: Project, version: number, name: string): void {
  const counted = db
    .prepare<[], { name: unknown; kind: string; seq: number }>(
      'SELECT name, typeof(seq) AS kind, seq FROM sqlite_sequence',
    )
    .all()
  for (const table of numberedTables(version)) {
    const { least, most } = db
      .prepare<[], { least: number | null; most: number | null }>(
        `SELECT (SELECT min(id) FROM ${table}) AS least, (SELECT max(id) FROM ${table}) AS most`,
      )
      .get()!
    const lines = counted.filter((line) => line.name === table)
    const next = lines[0]?.seq ?? 0
    if ((most ?? 0) > lastId || next > lastId)
      throw refused(`${name} has no numbers left for new entries in its table "${table}".`)
    if ((least ?? 1) < 1 || lines.length > 1 || lines.some(({ kind, seq }) => kind !== 'integer' || seq < 0))
      throw refused(`${name} numbers the entries of its table "${table}" in a way that this app does not.`)
  }
}

/** What differs, as the rest of a sentence that begins with the file's name; null where nothing does. */
function firstDifference(found: Map<string, SchemaObject>, wanted: Map<string, SchemaObject>): string | null {
  for (const [key, object] of found)
    if (!wanted.has(key)) return `holds the ${kindOf(object)} ${shown(object.name)}, which this app does not make.`
  for (const [key, object] of wanted) {
    const same = found.get(key)
    if (!same) return `lacks the ${kindOf(object)} ${shown(object.name)}.`
    if (plain(same) !== plain(object))
      return `holds the ${kindOf(object)} ${shown(object.name)} in another form than this app makes it.`
  }
  return null
}

const kindOf = ({ type }: SchemaObject) => (['table', 'index', 'trigger', 'view'].includes(type) ? type : 'object')

/** What SQLite itself may write differently when it changes a table: quotes around names, and spaces. */
const plain = ({ tbl_name, sql }: SchemaObject) => `${tbl_name} ${(sql ?? '').replace(/"/g, '').replace(/\s+/g, ' ')}`

const shown = (name: string) => `"${name.length > 80 ? `${name.slice(0, 80)}…` : name}"`

const refused = (fact: string) =>
  new StudioError(
    'corrupt',
    `${fact} It was not opened, because nothing saved in it could be relied on. If you have a copy, open that one.`,
  )

function objectsOf(db: Project): Map<string, SchemaObject> {
  const rows = db.prepare<[], SchemaObject>('SELECT type, name, tbl_name, sql FROM sqlite_schema').all()
  return new Map(rows.map((row) => [`${row.type} ${row.name}`, row]))
}

/** Tables whose rows are numbered and never given a number twice. */
const numberedTables = (version: number) =>
  [...expected(version).values()].filter(({ sql }) => sql?.includes('AUTOINCREMENT')).map(({ name }) => name)

const made = new Map<number, Map<string, SchemaObject>>()

/** What the migrations up to a version make, made in memory once. */
function expected(version: number): Map<string, SchemaObject> {
  const known = made.get(version)
  if (known) return known
  const db = new Database(':memory:')
  try {
    declareChunkSum(db)
    for (const { up } of migrations.slice(0, version)) db.exec(up)
    const objects = objectsOf(db)
    made.set(version, objects)
    return objects
  } finally {
    db.close()
  }
}
