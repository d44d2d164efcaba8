import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { declareChunkSum } from '../../src-main/db/series/chunk-sum.ts'
import { listDatasets } from '../../src-main/db/datasets.ts'
import { currentVersion } from '../../src-main/db/file/migrate.ts'
import { migrations } from '../../src-main/db/migrations/index.ts'
import { applicationId } from '../../src-main/db/file/file-check.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { toPlainError } from '../../src-main/shared/errors.ts'
import { addDataset, seconds, testFolder } from './project.ts'

const place = testFolder()
beforeAll(() => {
  const db = openProject(place.path, { role: 'app', create: true })
  addDataset(db, seconds(100), [seconds(100)])
  closeProject(db)
})
afterAll(place.remove)

let copies = 0
/** Opens a copy that somebody changed; answers the sentence with which it is refused, or null. */
function openedAfter(change: (db: Database.Database) => void, role: 'app' | 'engine' = 'app'): string | null {
  const path = join(place.folder, `copy-${copies++}.anomaly`)
  copyFileSync(place.path, path)
  const db = new Database(path)
  // Two hundred copies, each changed once: what waits for a busy disk would wait for minutes.
  db.pragma('synchronous = OFF')
  db.unsafeMode(true)
  change(db)
  db.close()
  try {
    closeProject(openProject(path, { role }))
    return null
  } catch (error) {
    const { code, message } = toPlainError(error)
    expect(code).toBe('corrupt')
    return message
  }
}
const changedBy = (sql: string) => openedAfter((db) => db.exec(sql))

/** Every object of the layout by type and name. */
const objects = () => {
  const db = new Database(place.path, { readonly: true })
  const rows = db
    .prepare<[], { type: string; name: string }>(
      `SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .all()
  db.close()
  return rows
}

test('a project as this app makes it opens, in every layout that an older version left', () => {
  expect(openedAfter(() => {})).toBeNull()
  for (let version = 1; version <= migrations.length; version++) {
    const path = join(place.folder, `old-${version}.anomaly`)
    const old = new Database(path)
    old.pragma(`application_id = ${applicationId}`)
    declareChunkSum(old)
    for (const { up } of migrations.slice(0, version)) old.exec(up)
    old.pragma(`user_version = ${version}`)
    old.close()
    const db = openProject(path, { role: 'app' })
    expect(listDatasets(db)).toEqual([])
    closeProject(db)
  }
})

describe('whatever else is in the file is refused by name', () => {
  test('a trigger or an index on any table, and a view, for the app and for the engine', () => {
    const tables = objects().filter(({ type }) => type === 'table')
    expect(tables.length).toBeGreaterThan(12)
    for (const { name } of tables) {
      for (const what of ['INSERT', 'UPDATE', 'DELETE'])
        expect(changedBy(`CREATE TRIGGER evil AFTER ${what} ON ${name} BEGIN DELETE FROM label; END`)).toContain(
          'holds the trigger "evil"',
        )
      expect(changedBy(`CREATE INDEX more ON ${name} (1)`)).toContain('holds the index "more"')
    }
    expect(changedBy('CREATE VIEW seen AS SELECT * FROM label')).toContain('holds the view "seen"')
    expect(openedAfter((db) => db.exec('CREATE VIEW seen AS SELECT 1'), 'engine')).toContain('"seen"')
  })

  test('a table more, a column more, one that is named otherwise, and each object that is missing', () => {
    expect(changedBy('CREATE TABLE secret (x)')).toContain('holds the table "secret"')
    for (const { type, name } of objects()) {
      expect(changedBy(`PRAGMA foreign_keys = OFF; DROP ${type} ${name}`)).toMatch(
        // Without the one object of the last migration a file looks as it did before it.
        new RegExp(`lacks the (table|index) "|its tables are those of number ${migrations.length - 1}\\.`),
      )
      if (type !== 'table') continue
      expect(changedBy(`ALTER TABLE ${name} ADD COLUMN more TEXT`)).toContain(`the table "${name}" in another form`)
      expect(changedBy(`ALTER TABLE ${name} RENAME TO other`)).toContain('holds the table "other"')
    }
  })

  test('a table that is no longer strict, and a check that lets nothing in', () => {
    const edit = (from: string, to: string) =>
      openedAfter((db) => {
        db.pragma('writable_schema = ON')
        db.prepare(`UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = 'label'`).run(from, to)
        db.pragma('writable_schema = OFF')
      })
    expect(edit('STRICT', '')).toContain('the table "label" in another form')
    expect(edit('CHECK (end >= start)', 'CHECK (end < start)')).toContain('the table "label" in another form')
    expect(edit('CREATE', 'nonsense')).toContain('is damaged')
  })

  test('a name that is no sentence is cut', () => {
    expect(changedBy(`CREATE TABLE "${'x'.repeat(5000)}" (x)`)!.length).toBeLessThan(400)
  })
})

describe('the number of the layout', () => {
  const numbered = (version: number) => changedBy(`PRAGMA user_version = ${version}`)
  test('none, or below nothing', () => {
    for (const version of [0, -1, -2147483648])
      expect(numbered(version)).toContain(
        `says that its layout is number ${version}, which no version of this app writes`,
      )
  })
  test('lower than its tables', () => {
    for (let version = 1; version < currentVersion; version++)
      expect(numbered(version)).toContain(
        `says that its layout is number ${version}, but its tables are those of number ${currentVersion}`,
      )
  })
})

describe('ids', () => {
  const counting = (seq: string) => changedBy(`UPDATE sqlite_sequence SET seq = ${seq} WHERE name = 'label_set'`)
  test('near the end of their range', () => {
    expect(counting('9223372036854775807')).toContain('has no numbers left for new entries in its table "label_set"')
    expect(changedBy('UPDATE label_class SET id = 9007199254740991')).toContain('no numbers left')
  })
  test('below one, or no numbers', () => {
    for (const wrong of ['-5', `'text'`, '1.5', 'NULL'])
      expect(counting(wrong)).toContain('numbers the entries of its table "label_set" in a way')
    expect(changedBy(`UPDATE label_class SET id = -3`)).toContain('in a way')
    expect(changedBy(`INSERT INTO sqlite_sequence (name, seq) VALUES ('label_set', 7)`)).toContain('in a way')
  })
})
