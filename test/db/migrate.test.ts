import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { undo } from '../../src-main/db/labels/journal.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { currentVersion, migrate, versionOf } from '../../src-main/db/file/migrate.ts'
import { migrations } from '../../src-main/db/migrations/index.ts'
import { readModelData } from '../../src-main/db/models.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { getRun } from '../../src-main/db/runs.ts'
import { getRanking, getRunTable, saveRunTable } from '../../src-main/db/reports.ts'
import { testFolder } from './project.ts'

let place: ReturnType<typeof testFolder>
beforeEach(() => void (place = testFolder()))
afterEach(() => place.remove())

const layout = (db: Database.Database) =>
  db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all()

describe('the list of migrations', () => {
  test.each(migrations.map((migration, i) => [migration.name, i] as const))(
    '%s runs on a file of the version before',
    (_, index) => {
      const db = new Database(place.path)
      migrate(db, place.path, migrations.slice(0, index))
      expect(versionOf(db)).toBe(index)
      migrate(db, place.path, migrations.slice(0, index + 1))
      expect(versionOf(db)).toBe(index + 1)
      expect(db.pragma('foreign_key_check')).toEqual([])
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      db.close()
    },
  )

  test('ends at the layout of a new project', () => {
    const db = new Database(':memory:')
    migrate(db, ':memory:')
    const made = openProject(place.path, { role: 'app', create: true })
    expect(layout(db)).toEqual(layout(made))
    expect(versionOf(made)).toBe(currentVersion)
    closeProject(made)
  })
})

describe('bringing an older file up to date', () => {
  test('keeps which label sets an entry of the journal brought and took', () => {
    const db = new Database(place.path)
    migrate(db, place.path, migrations.slice(0, 3))
    db.exec(`
      INSERT INTO dataset (name, source_file, zone, status, created) VALUES ('pump', 'pump.csv', 'UTC', 'ready', 0);
      INSERT INTO label_set (dataset, name, author, purpose, removed) VALUES (1, 'first', 'ada', '', 1), (1, 'second', 'ada', '', 0);
      INSERT INTO journal (dataset, at, author, what, set_made, set_removed, before, after)
      VALUES (1, 0, 'ada', 'made', 2, NULL, '[]', '[]'), (1, 1, 'ada', 'removed', NULL, 1, '[]', '[]')`)
    migrate(db, place.path)
    undo(db, 1, 'ada')
    expect(listSets(db, 1).map((set) => set.name)).toEqual(['first', 'second'])
    undo(db, 1, 'ada')
    expect(listSets(db, 1).map((set) => set.name)).toEqual(['first'])
    db.close()
  })

  test('keeps the reports that were there, and lets one speak of the whole project', () => {
    const db = new Database(place.path)
    migrate(db, place.path, migrations.slice(0, 4))
    db.exec(`
      INSERT INTO dataset (name, source_file, zone, status, created) VALUES ('pump', 'pump.csv', 'UTC', 'ready', 0);
      INSERT INTO report (dataset, kind, data, created) VALUES (1, 'comparison', '{"by":"labels","rows":[],"notes":[]}', 7)`)
    migrate(db, place.path)
    expect(getRanking(db, 1)).toEqual({ by: 'labels', rows: [], notes: [] })
    const table = { datasets: [], metrics: [], rows: [], notes: [] }
    saveRunTable(db, null, 'abc', table)
    expect(getRunTable(db, null)).toEqual({ key: 'abc', table })
    expect(getRunTable(db, 1)).toBeNull()
    db.close()
  })

  test('keeps models and runs of before, which do not know what was held out', () => {
    const db = new Database(place.path)
    migrate(db, place.path, migrations.slice(0, 6))
    db.exec(`
      INSERT INTO dataset (name, source_file, zone, status, created) VALUES ('pump', 'pump.csv', 'UTC', 'ready', 0);
      INSERT INTO model (name, detector, detector_version, params, channels, seed, ranges, history, engine, created) VALUES ('PCA', 'pca', 1, '{}', '[]', 1, '[]', '[]', 'none', 0);
      INSERT INTO model_data (model, training_scores, data) VALUES (1, x'', x'07');
      INSERT INTO run (dataset, model, name, status, threshold, created) VALUES (1, 1, 'PCA', 'ready', '{"rule":"fixed","params":{},"minDurationMs":0,"mergeGapMs":0,"hysteresis":1}', 0)`)
    migrate(db, place.path)
    expect(getRun(db, 1)).toMatchObject({ heldOut: null, judgedOn: 'held-out', model: { training: null } })
    expect(readModelData(db, 1)).toMatchObject({ data: Uint8Array.of(7), trainedRows: [] })
    db.close()
  })

  const one = { name: 'one', up: 'CREATE TABLE a (x); INSERT INTO a VALUES (1)' }
  const two = { name: 'two', up: 'ALTER TABLE a ADD COLUMN y' }
  const broken = { name: 'broken', up: 'ALTER TABLE a ADD COLUMN z; ALTER TABLE nothing ADD COLUMN z' }

  test('copies it first, with what was still in the WAL', () => {
    const db = new Database(place.path)
    migrate(db, place.path, [one])
    expect(existsSync(`${place.path}.bak-v1`)).toBe(false)
    db.pragma('journal_mode = WAL')
    db.exec('INSERT INTO a VALUES (2)')
    migrate(db, place.path, [one, two])
    db.close()
    const copy = new Database(`${place.path}.bak-v1`, { readonly: true })
    expect(versionOf(copy)).toBe(1)
    expect(copy.prepare('SELECT * FROM a').all()).toEqual([{ x: 1 }, { x: 2 }])
    copy.close()
  })

  test('changes nothing when a migration fails half way', () => {
    const db = new Database(place.path)
    migrate(db, place.path, [one])
    expect(() => migrate(db, place.path, [one, two, broken])).toThrow('nothing')
    expect(versionOf(db)).toBe(2)
    expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: null }])
    expect(() => migrate(db, place.path, [one])).toThrow('file layout 2; this app knows up to 1')
    db.close()
  })
})
