import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { anomalousClasses, changeClass, createClass, listClasses } from '../../src-main/db/labels/label-classes.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { changeLabels, createLabels, listLabels } from '../../src-main/db/labels/labels.ts'
import { migrate } from '../../src-main/db/file/migrate.ts'
import { migrations } from '../../src-main/db/migrations/index.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { labelFlags } from '../../src-main/engine/jobs/data/stored-series.ts'
import { addDataset, seconds, testFolder, testProject } from './project.ts'

describe('a project of version 1', () => {
  let place: ReturnType<typeof testFolder>
  beforeEach(() => void (place = testFolder()))
  afterEach(() => place.remove())

  test('keeps its classes, of which those named after changes are no anomalies from now on', () => {
    const old = new Database(place.path)
    migrate(old, place.path, migrations.slice(0, 1))
    old.exec(
      `INSERT INTO label_class (name, colour, key) VALUES ('changepoint', '#1c7ed6', '2'), ('Leak', '#2b8a3e', NULL)`,
    )
    migrate(old, place.path)
    const seen = old.prepare('SELECT name, key, anomalous, exclusive FROM label_class ORDER BY id').all()
    old.close()
    expect(seen).toEqual([
      { name: 'anomaly', key: '1', anomalous: 1, exclusive: 0 },
      { name: 'changepoint', key: '2', anomalous: 0, exclusive: 0 },
      { name: 'Leak', key: null, anomalous: 1, exclusive: 0 },
    ])
  })

  test('opens with everything in place', () => {
    const made = openProject(place.path, { role: 'app', create: true })
    createClass(made, { name: 'Change point', anomalous: false })
    closeProject(made)
    const again = openProject(place.path, { role: 'app' })
    expect(listClasses(again).map(({ name, anomalous }) => ({ name, anomalous }))).toEqual([
      { name: 'anomaly', anomalous: true },
      { name: 'Change point', anomalous: false },
    ])
    closeProject(again)
  })
})

describe('the rules of a class', () => {
  let project: ReturnType<typeof testProject>
  beforeEach(() => void (project = testProject()))
  afterEach(() => project.remove())
  const label = (set: number, cls: number, start: number, end: number) => ({
    set,
    class: cls,
    start,
    end,
    channels: [],
    certainty: 1,
    status: 'accepted' as const,
    note: '',
    origin: 'hand' as const,
  })

  test('keep change points out of what detectors are judged by, until somebody says that they are anomalies', () => {
    const { db } = project
    const { id, start } = addDataset(db, seconds(100), [seconds(100)])
    const set = listSets(db, id)[0].id
    const change = createClass(db, { name: 'changepoint', anomalous: false })
    createLabels(db, [label(set, change.id, start + 5000, start + 5000)], 'ada')
    expect(labelFlags(db, set, seconds(100))).toBeNull()
    createLabels(db, [label(set, 1, start + 20_000, start + 22_000)], 'ada')
    expect(labelFlags(db, set, seconds(100))!.reduce((sum, flag) => sum + flag, 0)).toBe(3)
    expect([...anomalousClasses(db)]).toEqual([1])
    changeClass(db, change.id, { anomalous: true })
    expect(labelFlags(db, set, seconds(100))![5]).toBe(1)
  })

  test('refuse a label over another where the class forbids it, in a sentence that names the other', () => {
    const { db } = project
    const { id, start } = addDataset(db, seconds(100), [seconds(100)])
    const set = listSets(db, id)[0].id
    changeClass(db, 1, { exclusive: true })
    const [first] = createLabels(db, [label(set, 1, start, start + 9000)], 'ada')
    expect(() => createLabels(db, [label(set, 1, start + 5000, start + 20_000)], 'ada')).toThrow(
      'Labels of the class "anomaly" may not lie over each other, and one from 2024-01-01 00:00:00 UTC to 2024-01-01 00:00:09 UTC is there already.',
    )
    const [second] = createLabels(db, [label(set, 1, start + 10_000, start + 20_000)], 'ada')
    expect(() => changeLabels(db, [{ id: second.id, start: start + 9000 }], 'ada')).toThrow(
      'may not lie over each other',
    )
    expect(listLabels(db, { set })).toEqual([first, second])
    changeLabels(db, [{ id: first.id, status: 'rejected' }], 'ada')
    changeLabels(db, [{ id: second.id, start: start + 9000 }], 'ada')
  })
})
