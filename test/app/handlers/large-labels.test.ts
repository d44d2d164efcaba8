import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Dataset, JobState } from '../../../src-main/shared/project.ts'
import { openStudio } from './studio.ts'

let studio: Awaited<ReturnType<typeof openStudio>>
let pump: Dataset
let set: number
beforeEach(async () => {
  studio = await openStudio()
  pump = (await studio.call('datasets.list', {}))[0]
  set = (await studio.call('labels.sets', { dataset: pump.id }))[0].id
})
afterEach(() => studio.close())

/** A file with a label every second. */
function labels(n: number, note = ''): string {
  const path = join(studio.folder, 'many.csv')
  const at = (second: number) => new Date(pump.start + (second % 9000) * 1000).toISOString()
  writeFileSync(
    path,
    ['start,end,label,note', ...Array.from({ length: n }, (_, i) => `${at(i)},${at(i)},leak,${note}`)].join('\n'),
  )
  return studio.app.admit(path).token
}
const count = async () => (await studio.call('labels.list', { set })).length
const journal = async () =>
  (await studio.call('labels.journal', { dataset: pump.id })).map(({ what, undone }) => (undone ? `(${what})` : what))

test('very many labels are one step of undo and redo', async () => {
  await studio.call('labels.create', { labels: [{ set, class: 1, start: pump.start, end: pump.start }] })
  expect(await studio.call('labels.import', { file: labels(9000), set })).toMatchObject({ created: 9000, problems: [] })
  expect(await journal()).toEqual(['Imported labels from many.csv', 'Created 1 label'])
  await studio.call('labels.undo', { dataset: pump.id })
  expect(await count()).toBe(1)
  await studio.call('labels.redo', { dataset: pump.id })
  expect(await count()).toBe(9001)
})

test('the app answers while they are stored, and the journal says how many there are', async () => {
  let ended = false
  const importing = studio.call('labels.import', { file: labels(20_000), set }).finally(() => (ended = true))
  const seen = new Set<string>()
  while (!ended) {
    for (const what of await journal()) seen.add(what)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await importing
  expect([...seen].filter((what) => /^\d+,000 of 20,000: Imported/.test(what)).length).toBeGreaterThan(2)
})

test('cancelled while they are stored, they are taken back', async () => {
  studio.app.on((name, payload) => {
    const job = name === 'jobs.changed' && (payload as JobState[]).at(-1)
    if (job && job.phase === 'Storing') void studio.call('jobs.cancel', { job: job.id })
  })
  await expect(studio.call('labels.import', { file: labels(30_000, 'x'.repeat(60)), set })).rejects.toMatchObject({
    code: 'cancelled',
  })
  expect(await count()).toBe(0)
  expect(await journal()).toEqual([expect.stringMatching(/^\(\d+,000 of 30,000: Imported labels from many.csv/)])
})
