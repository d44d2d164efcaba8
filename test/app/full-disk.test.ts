import { execFileSync } from 'node:child_process'
import { closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApp, type App } from '../../src-main/app/create-app.ts'
import { closeProject, diskFull, openProject } from '../../src-main/db/file/open.ts'
import type { Dataset, ProjectState } from '../../src-main/shared/project.ts'
import { addDataset, seconds } from '../db/project.ts'

// A disk of its own that is really full: for root alone.
const able = process.platform === 'linux' && process.getuid?.() === 0
const folder = mkdtempSync(join(tmpdir(), 'anomaly-full-'))
const disk = join(folder, 'disk')
let app: App

beforeEach(() => {
  if (!able) return
  mkdirSync(disk, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk])
  const path = join(disk, 'plant.anomaly')
  const db = openProject(path, { role: 'app', create: true })
  addDataset(db, seconds(5000), [seconds(5000)])
  closeProject(db)
  app = createApp({
    kind: 'serve',
    version: '0',
    dataFolder: join(disk, 'settings'),
    projectsFolder: disk,
    author: 'ada',
    startEngine: () => ({ send: () => {}, onMessage: () => {}, onExit: () => {}, kill: () => {} }),
  })
})
afterEach(async () => {
  if (!able) return
  await app.close()
  execFileSync('umount', [disk])
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

function fill(): void {
  const file = openSync(join(disk, 'rest'), 'w')
  try {
    for (const size of [65_536, 4096, 1]) for (;;) if (!wrote(file, size)) break
  } finally {
    closeSync(file)
  }
}

function wrote(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size)) > 0
  } catch {
    return false
  }
}

test.skipIf(!able)('a project on a full disk is opened to be read, and to be written once there is room', async () => {
  const path = join(disk, 'plant.anomaly')
  copyFileSync(path, join(folder, 'copy.anomaly'))
  fill()
  const open = async () => {
    const answer = await app.call('project.open', { file: app.admit(path).token })
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value as ProjectState
  }
  expect(await open()).toMatchObject({ readOnly: true, readOnlyReason: diskFull })
  const listed = await app.call('datasets.list', {})
  expect(listed.ok && (listed.value as Dataset[]).map((d) => d.rows)).toEqual([5000])
  await app.call('project.close', {})
  rmSync(join(disk, 'rest'))
  expect(await open()).toMatchObject({ readOnly: false })
})
