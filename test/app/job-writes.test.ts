import { afterEach, expect, test } from 'vitest'
import { jobRecord } from '../../src-main/app/job-record.ts'
import { JobQueue } from '../../src-main/app/jobs.ts'
import { createDataset, removeDataset } from '../../src-main/db/datasets.ts'
import { badInput } from '../../src-main/shared/errors.ts'
import type { JobState } from '../../src-main/shared/project.ts'
import { failingWrites } from '../db/failing-writes.ts'
import { testProject } from '../db/project.ts'

const unhandled: unknown[] = []
const note = (error: unknown) => void unhandled.push(error)
process.on('unhandledRejection', note)
afterEach(() => void unhandled.splice(0))

/** One job that logs, writes and fails or not, on a project whose writes fail. Answers how it ended; null where it did not begin. */
async function oneJob(fails: boolean, from: number, to: number): Promise<{ writes: number; ended: JobState | null }> {
  const project = testProject()
  const writes = failingWrites(project.db)
  const queue = new JobQueue(() => {})
  const dataset = createDataset(project.db, { name: 'x', sourceFile: 'x', zone: 'UTC', recipe: null })
  const before = writes.count
  Object.assign(writes, { from: before + from, to: before + to })
  let ended: JobState | null = null
  try {
    const { finished } = queue.add({
      kind: 'import',
      title: 'Import',
      dataset,
      record: jobRecord(project.db),
      work: async (options) => {
        options.onLog?.('begun')
        options.onLog?.('going on')
        if (fails) throw badInput('Line 3 has no time.', 'detail')
      },
      undo: () => removeDataset(project.db, dataset),
    })
    ended = await finished
  } catch {
    // It did not begin, and whoever asked knows.
  }
  const count = writes.count - before
  expect(queue.active()).toEqual([])
  // Whatever was not written, the next job runs when there is room again, and takes the end that is missing with it.
  Object.assign(writes, { from: Infinity })
  const next = queue.add({ kind: 'train', title: 'Next', record: jobRecord(project.db), work: async () => {} })
  expect((await next.finished).status).toBe('done')
  expect(project.db.prepare(`SELECT title FROM job WHERE status = 'running'`).all()).toEqual([])
  // What was half done is cleaned up then as well.
  if (fails) expect(project.db.prepare('SELECT id FROM dataset').all()).toEqual([])
  await queue.stop()
  project.remove()
  return { writes: count, ended }
}

for (const fails of [false, true])
  test(`a job that ${fails ? 'fails' : 'goes well'} ends, whichever of its writes the disk refuses`, async () => {
    const { writes } = await oneJob(fails, Infinity, Infinity)
    expect(writes).toBeGreaterThan(3)
    for (let at = 1; at <= writes; at++)
      for (const to of [at, Infinity]) {
        const { ended } = await oneJob(fails, at, to)
        if (at === 1) expect(ended).toBeNull()
        else {
          expect(ended?.status).toBe(fails ? 'failed' : 'done')
          if (fails) expect(ended?.message).toContain('Line 3 has no time.')
          else if (at === writes || to === Infinity)
            expect(ended?.message).toContain('could not be written into the project: The disk is full.')
        }
      }
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(unhandled).toEqual([])
  })
