import { fork, type ChildProcess } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDataset, listDatasets } from '../../src-main/db/datasets.ts'
import { recordJob } from '../../src-main/db/jobs.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { createLabels, listLabels } from '../../src-main/db/labels/labels.ts'
import { createModel } from '../../src-main/db/models.ts'
import { closeProject, openProject, readOnlyReason, sweepInterrupted } from '../../src-main/db/file/open.ts'
import type { Project } from '../../src-main/db/project.ts'
import { createRun, listRuns } from '../../src-main/db/runs.ts'
import { clearRubbish } from '../../src-main/db/series/chunks.ts'
import { createDatasetWriter, createSeriesWriter, readValues } from '../../src-main/db/series/series.ts'
import { sql } from '../../src-main/db/file/statement.ts'
import { toPlainError } from '../../src-main/shared/errors.ts'
import { addDataset, seconds, testFolder } from './project.ts'

let place: ReturnType<typeof testFolder>
const opened: Project[] = []
const children: ChildProcess[] = []
beforeEach(() => void (place = testFolder()))
afterEach(() => {
  children.splice(0).forEach((child) => child.kill('SIGKILL'))
  opened.splice(0).forEach(closeProject)
  place.remove()
})

const open = (options: Partial<Parameters<typeof openProject>[1]> = {}, path = place.path) => {
  const db = openProject(path, { role: 'app', ...options })
  opened.push(db)
  return db
}

/** A project with one dataset of 50,000 rows, closed. */
function closedProject(): void {
  const db = open({ create: true })
  addDataset(db, seconds(50_000), [seconds(50_000)])
  closeProject(db)
}

const codeOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return toPlainError(error)
  }
  throw new Error('nothing was refused')
}

/** Runs code in another process that can be killed. Resolves with the first thing it says. */
function elsewhere(code: string): Promise<{ child: ChildProcess; said: unknown }> {
  const script = join(place.folder, `child-${children.length}.ts`)
  const db = new URL('../../src-main/db/', import.meta.url).pathname
  writeFileSync(script, code.replaceAll('DB/', db))
  const child = fork(script, [place.path], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] })
  children.push(child)
  return new Promise((resolve, reject) => {
    child.once('message', (said) => resolve({ child, said }))
    child.once('exit', (exit) => reject(new Error(`the other process ended with ${exit}`)))
  })
}

const killed = (child: ChildProcess) =>
  new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGKILL')
  })

describe('a project file', () => {
  test('is one file when it is closed, and holds what was written', () => {
    closedProject()
    expect(readdirSync(place.folder)).toEqual(['test.anomaly'])
    expect(listDatasets(open())).toMatchObject([{ name: 'pump', rows: 50_000 }])
  })

  test('can be copied and opened elsewhere', () => {
    closedProject()
    const copy = join(place.folder, 'copy.anomaly')
    copyFileSync(place.path, copy)
    const db = open({}, copy)
    expect(readValues(db, listDatasets(db)[0].channels[0].series)).toEqual(seconds(50_000))
  })

  test('is not made over a file that exists', () => {
    writeFileSync(place.path, 'a letter to grandmother')
    expect(codeOf(() => open({ create: true }))).toMatchObject({
      code: 'bad-input',
      message: 'There is already a file named "test.anomaly" in that folder.',
    })
    expect(readFileSync(place.path, 'utf8')).toBe('a letter to grandmother')
  })

  test('is not made in a folder that is not there', () => {
    expect(codeOf(() => open({ create: true }, join(place.folder, 'nowhere', 'x.anomaly')))).toMatchObject({
      code: 'not-found',
      message: '"x.anomaly" cannot be made: its folder is not there.',
    })
  })

  test('begins with the class "anomaly" on key 1 and no dataset', () => {
    const db = open({ create: true })
    expect(sql(db, 'SELECT name, key FROM label_class').all()).toEqual([{ name: 'anomaly', key: '1' }])
    expect(listDatasets(db)).toEqual([])
  })
})

describe('opening refuses', () => {
  test('a file that is not there', () =>
    expect(codeOf(open)).toMatchObject({ code: 'not-found', message: expect.stringContaining('test.anomaly') }))

  test('an empty file', () => {
    writeFileSync(place.path, '')
    expect(codeOf(open)).toMatchObject({
      code: 'corrupt',
      message: '"test.anomaly" is empty (0 bytes), so it is no project.',
    })
  })

  test('a text file, however short', () => {
    for (const text of ['x', 'time,value\n2024-01-01,3\n'.repeat(100)]) {
      writeFileSync(place.path, text)
      expect(codeOf(open)).toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining('is not an Anomaly Studio project'),
      })
      expect(readFileSync(place.path, 'utf8')).toBe(text)
    }
  })

  test("another program's database", () => {
    const other = new Database(place.path)
    other.exec('CREATE TABLE recipe (name)')
    other.close()
    expect(codeOf(open)).toMatchObject({
      code: 'bad-input',
      message: '"test.anomaly" is a database, but not an Anomaly Studio project.',
    })
  })

  test('a file that is cut off anywhere', () => {
    closedProject()
    const whole = readFileSync(place.path)
    for (const size of [50, 99, 100, 16_384, whole.length - 1]) {
      writeFileSync(place.path, whole)
      truncateSync(place.path, size)
      const error = codeOf(open)
      expect(error).toMatchObject({ code: 'corrupt', message: expect.stringContaining('is cut off') })
      expect(error.message).toContain(size.toLocaleString('en'))
    }
  })

  test('a file with a damaged inside', () => {
    closedProject()
    const whole = readFileSync(place.path)
    whole.fill(0xab, 16_384, 5 * 16_384)
    writeFileSync(place.path, whole)
    expect(codeOf(open)).toMatchObject({
      code: 'corrupt',
      message: '"test.anomaly" is damaged. If you have a copy of it, open that one.',
    })
  })

  test('a file from a newer version, and names both', () => {
    closedProject()
    const db = new Database(place.path)
    db.pragma('user_version = 99')
    db.close()
    const before = readFileSync(place.path)
    expect(codeOf(open)).toMatchObject({
      code: 'newer-version',
      message: expect.stringMatching(/file layout 99; this app knows up to \d+/),
    })
    expect(readFileSync(place.path).equals(before)).toBe(true)
  })
})

describe('a project that can only be read', () => {
  test('opens when the file is marked read-only, and says why', () => {
    closedProject()
    chmodSync(place.path, 0o444)
    const db = open()
    expect(readOnlyReason(db)).toBe('The file is marked read-only. Changes cannot be saved.')
    expect(readValues(db, listDatasets(db)[0].channels[0].series, 0, 1)).toEqual(seconds(2))
    expect(codeOf(() => createDataset(db, { name: 'x', sourceFile: 'x', zone: 'UTC', recipe: null })).code).toBe(
      'read-only',
    )
    closeProject(db)
    expect(readdirSync(place.folder)).toEqual(['test.anomaly'])
  })

  test.skipIf(process.platform === 'win32')('opens in a folder that is read-only', () => {
    closedProject()
    chmodSync(place.folder, 0o555)
    try {
      const db = open()
      expect(readOnlyReason(db)).toContain('folder')
      expect(listDatasets(db)).toHaveLength(1)
      closeProject(db)
    } finally {
      chmodSync(place.folder, 0o755)
    }
  })

  test('opens a second time in the same app read-only, follows the first, and leaves it the file', () => {
    const first = open({ create: true })
    const second = open()
    expect(readOnlyReason(first)).toBeNull()
    expect(readOnlyReason(second)).toBe(
      'The project is open in another window, or somebody else has it open, so it can only be read here. Close it there and open it here again to change it.',
    )
    addDataset(first, seconds(10), [seconds(10)])
    expect(listDatasets(second)).toHaveLength(1)
    closeProject(second)
    addDataset(first, seconds(10), [seconds(10)], { name: 'two' })
    closeProject(first)
    expect(readOnlyReason(open())).toBeNull()
  })

  test('is writable again when the first window was killed', async () => {
    closedProject()
    const { child, said } = await elsewhere(`
      import { openProject, readOnlyReason } from 'DB/file/open.ts'
      const db = openProject(process.argv[2], { role: 'app' })
      process.send(readOnlyReason(db))
      setInterval(() => {}, 1000)`)
    expect(said).toBeNull()
    expect(readOnlyReason(open())).toContain('open in another window')
    opened.splice(0).forEach(closeProject)
    await killed(child)
    expect(readOnlyReason(open())).toBeNull()
  })

  test('does not mind the engine, which writes beside the app', () => {
    const app = open({ create: true })
    const engine = open({ role: 'engine' })
    expect(readOnlyReason(engine)).toBeNull()
    addDataset(engine, seconds(5000), [seconds(5000)])
    expect(listDatasets(app)).toHaveLength(1)
  })
})

describe('a kill at any moment', () => {
  test('loses nothing that was committed, and the next opening sweeps what was half done', async () => {
    const db = open({ create: true })
    const { id, start, channels } = addDataset(db, seconds(50_000), [seconds(50_000)], { name: 'whole' })
    closeProject(db)
    const { child, said } = await elsewhere(`
      import { openProject } from 'DB/file/open.ts'
      import { recordJob } from 'DB/jobs.ts'
      import { createDataset } from 'DB/datasets.ts'
      import { createDatasetWriter, createSeriesWriter } from 'DB/series/series.ts'
      import { createLabels } from 'DB/labels/labels.ts'
      import { createModel } from 'DB/models.ts'
      import { createRun } from 'DB/runs.ts'
      const app = openProject(process.argv[2], { role: 'app' })
      const engine = openProject(process.argv[2], { role: 'engine' })
      recordJob(app, { kind: 'import', title: 'Import half.csv' })
      const half = createDataset(app, { name: 'half', sourceFile: 'half.csv', zone: 'UTC', recipe: null })
      const model = createModel(app, { name: 'm', kind: 'detector', detector: 'd', detectorVersion: 1, params: {}, channels: [], seed: 1, ranges: [], history: [], engine: 'none', data: null, trainingScores: null })
      createRun(app, { dataset: ${id}, model, name: 'r', threshold: { rule: 'fixed', params: {}, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 } })
      const scores = createSeriesWriter(engine, ${id})
      scores.write(new Float64Array(45000))
      const writer = createDatasetWriter(engine, half, [{ name: 'a', unit: null }])
      const made = []
      let t = 0
      function work() {
        for (let k = 0; k < 5; k++) writer.write(Float64Array.from({ length: 20000 }, () => t++), [new Float64Array(20000)])
        made.push(...createLabels(app, [{ set: 1, class: 1, start: ${start} + made.length, end: ${start} + made.length + 5, channels: [], certainty: 1, status: 'accepted', note: '', origin: 'hand' }], 'me'))
        process.send(made.map((label) => label.id))
        setImmediate(work)
      }
      work()`)
    let committed = said as number[]
    child.on('message', (ids) => void (committed = ids as number[]))
    await new Promise((resolve) => setTimeout(resolve, 400))
    await killed(child)
    const after = open()
    const ids = listLabels(after, { set: 1 }).map((label) => label.id)
    expect(committed.length).toBeGreaterThan(0)
    expect(ids).toEqual(expect.arrayContaining(committed))
    expect(readOnlyReason(after)).toBeNull()
    expect(listDatasets(after).map(({ name, status }) => [name, status])).toEqual([
      ['whole', 'ready'],
      ['half', 'importing'],
    ])
    expect(sweepInterrupted(after)).toEqual(['Import half.csv'])
    expect(listDatasets(after).map(({ name }) => name)).toEqual(['whole'])
    expect(listRuns(after, id).map(({ status }) => status)).toEqual(['interrupted'])
    expect(readValues(after, channels[0].series)).toEqual(seconds(50_000))
    // An opening clears away for a third of a second at most; the rest goes with the next removal.
    await clearRubbish(after)
    expect(
      sql(
        after,
        'SELECT count(*) AS n FROM chunk WHERE series NOT IN (SELECT times FROM dataset UNION SELECT series FROM channel)',
      ).get(),
    ).toEqual({ n: 0 })
    expect(after.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(sweepInterrupted(after)).toEqual([])
  })
})

describe('a sweep', () => {
  test('names what was left half done where no job was written down', () => {
    const db = open({ create: true })
    const { id } = addDataset(db, seconds(100), [seconds(100)])
    createDatasetWriter(
      db,
      createDataset(db, { name: 'half', sourceFile: 'h.csv', zone: 'UTC', recipe: null }),
      [],
    ).write(seconds(3), [])
    const model = createModel(db, {
      name: 'm',
      kind: 'detector',
      detector: 'd',
      detectorVersion: 1,
      params: {},
      channels: [],
      seed: 1,
      ranges: [],
      history: [],
      engine: 'none',
      data: null,
      trainingScores: null,
    })
    createRun(db, {
      dataset: id,
      model,
      name: 'noon',
      threshold: { rule: 'fixed', params: {}, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 },
    })
    createSeriesWriter(db, id)
    expect(sweepInterrupted(db)).toEqual(['Import of half', 'Run noon'])
    expect(sql(db, 'SELECT count(*) AS n FROM series').get()).toEqual({ n: 2 })
  })
})

describe('a full disk', () => {
  test('is told, and everything saved before is still there', () => {
    const db = open({ create: true })
    addDataset(db, seconds(5000), [seconds(5000)])
    const set = listSets(db, 1)[0].id
    const label = {
      set,
      class: 1,
      start: seconds(1)[0],
      end: seconds(1)[0] + 1000,
      channels: [],
      certainty: 1,
      status: 'accepted' as const,
      note: '',
      origin: 'hand' as const,
    }
    createLabels(db, [label], 'me')
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 4}`)
    const id = createDataset(db, { name: 'big', sourceFile: 'big.csv', zone: 'UTC', recipe: null })
    const writer = createDatasetWriter(db, id, [{ name: 'a', unit: null }])
    expect(codeOf(() => writer.write(seconds(500_000), [seconds(500_000)]))).toMatchObject({ code: 'disk-full' })
    expect(codeOf(() => createLabels(db, [{ ...label, note: 'x'.repeat(200_000) }], 'me')).code).toBe('disk-full')
    db.pragma('max_page_count = 1000000')
    expect(listLabels(db, { set })).toHaveLength(1)
    expect(recordJob(db, { kind: 'import', title: 'again' })).toBe(1)
    closeProject(db)
    expect(existsSync(place.path)).toBe(true)
    expect(listDatasets(open())[0].rows).toBe(5000)
  })
})
