import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Dataset, JobState } from '../../../src-main/shared/project.ts'
import type { Api } from '../../../src-renderer/api.ts'
import { readLabels } from '../../../src-renderer/state/labels/read-labels.ts'
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
const api = () => ({ call: studio.call }) as unknown as Api
const all = async (of = set) => (await readLabels(api(), of, () => true))!
const count = async (of = set) => (await all(of)).length
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

/** Runs work, and counts how often the app answers something else meanwhile. */
async function answersDuring<T>(work: () => Promise<T>): Promise<{ answers: number; value: T }> {
  let ended = false
  const working = work().finally(() => (ended = true))
  let answers = 0
  while (!ended) {
    await studio.call('labels.classes', {})
    answers++
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { answers, value: await working }
}

test('are listed in pages, each in its place and once', async () => {
  await studio.call('labels.import', { file: labels(25_000), set })
  const first = await studio.call('labels.list', { set })
  expect(first).toHaveLength(10_000)
  const after = { start: first[9_999].start, id: first[9_999].id }
  const second = await studio.call('labels.list', { set, after, limit: 100 })
  expect(second[0].start).toBeGreaterThanOrEqual(after.start)
  const read = await all()
  expect([read.length, new Set(read.map(({ id }) => id)).size]).toEqual([25_000, 25_000])
  expect(read.every((label, i) => i === 0 || label.start >= read[i - 1].start)).toBe(true)
  expect(await studio.call('labels.list', { set, after: { start: read[24_999].start, id: read[24_999].id } })).toEqual(
    [],
  )
})

test('a moment of the journal comes back in parts, in between which the app answers, as one step of undo', async () => {
  await studio.call('labels.create', { labels: [{ set, class: 1, start: pump.start, end: pump.start, note: 'mine' }] })
  await studio.call('labels.import', { file: labels(6000), set })
  const [imported, created] = await studio.call('labels.journal', { dataset: pump.id })
  const many = await all()
  const back = await answersDuring(() => studio.call('labels.restore', { dataset: pump.id, entry: created.id }))
  expect(back.value?.what).toBe('Restored the labels as they were after "Created 1 label"')
  expect(back.answers).toBeGreaterThan(3)
  expect(await all()).toMatchObject([{ note: 'mine' }])
  expect(await journal()).toEqual([back.value!.what, imported.what, created.what])
  await studio.call('labels.undo', { dataset: pump.id })
  expect(await all()).toEqual(many)
  await studio.call('labels.redo', { dataset: pump.id })
  await studio.call('labels.restore', { dataset: pump.id, entry: imported.id })
  expect(await all()).toEqual(many)
  expect(await studio.call('labels.restore', { dataset: pump.id, entry: imported.id })).toBeNull()
})

test('sets are copied, removed and brought back in parts, each as one step', async () => {
  await studio.call('labels.import', { file: labels(5000), set })
  const copying = await answersDuring(() =>
    studio.call('labels.createSet', { dataset: pump.id, name: 'Bob', copyOf: set }),
  )
  const bob = copying.value.id
  expect(copying.answers).toBeGreaterThan(3)
  expect([await count(), await count(bob)]).toEqual([5000, 5000])
  await studio.call('labels.removeSet', { set: bob })
  expect((await studio.call('labels.sets', { dataset: pump.id })).map(({ id }) => id)).toEqual([set])
  expect((await journal()).slice(0, 2)).toEqual([
    'Removed label set "Bob" with 5,000 labels',
    'Copied label set "Labels" to "Bob" with 5,000 labels',
  ])
  await studio.call('labels.undo', { dataset: pump.id })
  expect(await count(bob)).toBe(5000)
  await studio.call('labels.undo', { dataset: pump.id })
  expect((await studio.call('labels.sets', { dataset: pump.id })).map(({ id }) => id)).toEqual([set])
})

test('a large edit is one step, and one that is refused half way leaves nothing', async () => {
  const at = pump.start
  const drafts = Array.from({ length: 3000 }, (_, i) => ({ set, class: 1, start: at + i, end: at + i }))
  const late = [...drafts.slice(0, 2500), { ...drafts[0], end: pump.end + 1e6, start: pump.end }]
  await expect(studio.call('labels.create', { labels: late })).rejects.toMatchObject({ code: 'bad-input' })
  expect(await count()).toBe(0)
  const made = await studio.call('labels.create', { labels: drafts })
  const { value: changed } = await answersDuring(() =>
    studio.call('labels.change', { changes: made.map(({ id }) => ({ id, status: 'rejected' as const })) }),
  )
  expect(changed.map(({ id }) => id)).toEqual(made.map(({ id }) => id))
  expect(new Set((await all()).map(({ status }) => status))).toEqual(new Set(['rejected']))
  await studio.call('labels.undo', { dataset: pump.id })
  expect(new Set((await all()).map(({ status }) => status))).toEqual(new Set(['accepted']))
  await studio.call('labels.redo', { dataset: pump.id })
  await studio.call('labels.remove', { labels: made.map(({ id }) => id) })
  expect(await count()).toBe(0)
  expect((await journal()).slice(0, 3)).toEqual([
    'Removed 3,000 labels',
    'Rejected 3,000 labels',
    'Created 3,000 labels',
  ])
})

test('a long edit becomes a job that tells how far it is; cancelled, the labels are as they were', async () => {
  await studio.call('labels.import', { file: labels(100_000), set })
  const [imported] = await studio.call('labels.journal', { dataset: pump.id })
  await studio.call('labels.undo', { dataset: pump.id })
  let seen: JobState | undefined
  studio.app.on((name, payload) => {
    const job =
      name === 'jobs.changed' ? (payload as JobState[]).find(({ title }) => title.startsWith('Restore')) : undefined
    if (!job || job.done === 0 || seen) return
    seen = job
    void studio.call('jobs.cancel', { job: job.id })
  })
  const restoring = studio.call('labels.restore', { dataset: pump.id, entry: imported.id })
  await expect(restoring).rejects.toMatchObject({ code: 'cancelled' })
  expect(seen).toMatchObject({ title: 'Restore labels of pump', total: 100_000, unit: 'labels' })
  expect(await count()).toBe(0)
})
