import { fork } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { JobQueue } from '../../src-main/app/jobs.ts'
import { jobRecord } from '../../src-main/app/job-record.ts'
import { listDatasets } from '../../src-main/db/datasets.ts'
import {
  closeProject,
  openingNote,
  openProject,
  readOnlyReason,
  refuseElsewhere,
  saveCopy,
  type Project,
} from '../../src-main/db/file/open.ts'
import { addDataset, seconds, testFolder } from './project.ts'

let place: ReturnType<typeof testFolder>
const opened: Project[] = []
beforeEach(() => void (place = testFolder()))
afterEach(() => {
  opened.splice(0).forEach(closeProject)
  place.remove()
})

const open = (path = place.path, create = false) => {
  const db = openProject(path, { role: 'app', create })
  opened.push(db)
  return db
}

/** A closed project with one dataset of that name. */
function projectWith(name: string, path: string): void {
  const db = open(path, true)
  addDataset(db, seconds(5000), [seconds(5000)], { name })
  closeProject(db)
}

describe('a project whose file is deleted, moved or replaced while it is open', () => {
  const happenings: [what: string, happen: () => void, said: string][] = [
    ['deleted', () => rmSync(place.path), 'was deleted or moved while it was open'],
    ['moved', () => renameSync(place.path, `${place.path}.elsewhere`), 'was deleted or moved while it was open'],
    [
      'replaced',
      () => {
        writeFileSync(join(place.folder, 'new'), 'x')
        renameSync(join(place.folder, 'new'), place.path)
      },
      'was replaced by another file while it was open',
    ],
  ]
  for (const [what, happen, said] of happenings)
    test(`${what}: nothing is acknowledged any more, and all of it can be saved`, async () => {
      projectWith('pump', place.path)
      const db = open()
      expect(() => refuseElsewhere(db)).not.toThrow()
      happen()
      addDataset(db, seconds(100), [seconds(100)], { name: 'valve' })
      expect(() => refuseElsewhere(db)).toThrow(said)
      expect(() => refuseElsewhere(db)).toThrow('choose "Save a copy of the project…" among the commands (Ctrl+K)')
      const job = new JobQueue(() => {}).add({ kind: 'train', title: 'x', record: jobRecord(db), work: async () => {} })
      expect(await job.finished).toMatchObject({ status: 'failed', message: expect.stringContaining(said) })

      const copy = join(place.folder, 'copy.anomaly')
      await saveCopy(db, copy)
      expect(listDatasets(open(copy)).map((d) => [d.name, d.rows])).toEqual([
        ['pump', 5000],
        ['valve', 100],
      ])
      expect(readdirSync(place.folder).filter((name) => name.endsWith('.part'))).toEqual([])
    })

  test('a copy that cannot be written leaves nothing', async () => {
    projectWith('pump', place.path)
    const db = open()
    await expect(saveCopy(db, join(place.folder, 'nowhere', 'x.anomaly'))).rejects.toThrow()
    expect(readdirSync(place.folder).some((name) => name.includes('x.anomaly'))).toBe(false)
  })
})

describe('a log of changes beside a file that it does not belong to', () => {
  /** Leaves a file, its log and its lock as a kill does. */
  async function killedWhileOpen(path: string): Promise<void> {
    const script = join(place.folder, 'child.ts')
    const db = new URL('../../src-main/db/', import.meta.url).pathname
    writeFileSync(
      script,
      `import { openProject } from '${db}file/open.ts'
import { createDataset } from '${db}datasets.ts'
const db = openProject(process.argv[2], { role: 'app' })
for (let i = 0; i < 20; i++) createDataset(db, { name: 'left ' + i, sourceFile: 'x', zone: 'UTC', recipe: null })
process.send('ready')
setInterval(() => {}, 1000)`,
    )
    const child = fork(script, [path], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] })
    await once(child, 'message')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(existsSync(`${path}-wal`)).toBe(true)
  }

  for (const [how, put] of [
    ['copied over it', (from: string) => copyFileSync(from, place.path)],
    ['renamed over it', (from: string) => renameSync(from, place.path)],
  ] as const)
    test(`another project, ${how} after a kill, is not touched by it`, async () => {
      projectWith('mine', place.path)
      const other = join(place.folder, 'other.anomaly')
      projectWith('other', other)
      await killedWhileOpen(place.path)
      put(other)
      const db = open()
      expect(listDatasets(db).map((d) => d.name)).toEqual(['other'])
      expect(openingNote(db)).toContain(
        'belongs to another file. It was not applied and is kept as "test.anomaly-wal.not-of-this-project"',
      )
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(existsSync(`${place.path}-wal.not-of-this-project`)).toBe(true)
    })

  test('the same project after a kill gets its own back', async () => {
    projectWith('mine', place.path)
    await killedWhileOpen(place.path)
    const db = open()
    expect(listDatasets(db)).toHaveLength(21)
    expect(openingNote(db)).toBeNull()
  })
})

test('what lies under the name of a lock and is none does not keep a project from being opened', () => {
  projectWith('mine', place.path)
  for (const text of ['garbage'.repeat(1000), 'x', 'SQLite format 3\0 and more']) {
    writeFileSync(`${place.path}-lock`, text)
    const db = open()
    expect(readOnlyReason(db)).toBeNull()
    closeProject(db)
  }
})

test('a project that cannot be made leaves nothing that blocks the next try', () => {
  expect(() => openProject(join(place.folder, `${'n'.repeat(250)}.anomaly`), { role: 'app', create: true })).toThrow()
  expect(readdirSync(place.folder)).toEqual([])
})
