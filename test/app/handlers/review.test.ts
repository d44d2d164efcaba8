import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CandidateSource } from '../../../src-main/shared/labels/candidates.ts'
import type { LabelDraft } from '../../../src-main/shared/contract.ts'
import type { Dataset } from '../../../src-main/shared/project.ts'
import { listSets } from '../../../src-main/db/labels/label-sets.ts'
import { closeProject, openProject } from '../../../src-main/db/file/open.ts'
import { addDataset, seconds } from '../../db/project.ts'
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

const draft = (from: number, to: number, more: Partial<LabelDraft> = {}): LabelDraft => ({
  set,
  class: 1,
  start: pump.start + from * 1000,
  end: pump.start + to * 1000,
  ...more,
})
const rows = (labels: { start: number; end: number }[]) =>
  labels.map(({ start, end }) => [(start - pump.start) / 1000, (end - pump.start) / 1000])
const list = (of = set) => studio.call('labels.list', { set: of })
/** A third dataset: a sine that stands still twice, for twenty seconds each. */
function addFlat() {
  const db = openProject(studio.path, { role: 'engine' })
  const { id, start } = addDataset(
    db,
    seconds(1000),
    [
      seconds(1000).map((_, i) =>
        (i >= 100 && i < 120) || (i >= 300 && i < 320) ? (i > 200 ? 7 : 3) : Math.sin(i / 10),
      ),
    ],
    { name: 'flat' },
  )
  const set = listSets(db, id)[0].id
  closeProject(db)
  return { id, start, set }
}
const propose = (source: CandidateSource, limit = 200) =>
  studio.call('review.propose', { set, class: 1, source, limit })

describe('proposals', () => {
  test('come from a limit, with why, and do not come twice', async () => {
    const source: CandidateSource = { kind: 'limit', channels: [pump.channels[0].id], below: null, above: 0.999 }
    const made = await propose(source)
    // sin(i / 100) is above 0.999 around every i = 157 + 628 k.
    expect(made).toEqual({ proposed: 16, known: 0, found: 16 })
    const labels = await list()
    expect(rows(labels)[0]).toEqual([153, 161])
    expect(labels[0]).toMatchObject({
      status: 'proposed',
      origin: 'detector',
      channels: [pump.channels[0].id],
      note: 'channel 0: above 0.999',
    })
    expect(labels[0].certainty).toBeGreaterThanOrEqual(0.5)
    await studio.call('labels.change', { changes: [{ id: labels[0].id, status: 'rejected' }] })
    expect(await propose(source)).toEqual({ proposed: 0, known: 16, found: 16 })
    expect((await studio.call('labels.undo', { dataset: pump.id }))?.what).toBe('Rejected 1 label')
    expect((await studio.call('labels.undo', { dataset: pump.id }))?.what).toBe('Proposed 16 labels')
    expect(await list()).toEqual([])
  })

  test('of a rule are as long as is asked for, and joined where they lie close together', async () => {
    const above = (points: number, apart: number): CandidateSource => ({
      kind: 'limit',
      channels: [pump.channels[0].id],
      below: null,
      above: 0.9,
      points,
      apart,
    })
    // sin(i / 100) is above 0.9 for 90 or 91 rows around every i = 157 + 628 k, 538 rows apart.
    expect(await propose(above(92, 0))).toMatchObject({ found: 0 })
    expect(await propose(above(90, 0))).toMatchObject({ found: 16 })
    expect((await studio.call('labels.undo', { dataset: pump.id }))?.what).toBe('Proposed 16 labels')
    expect(await propose(above(200, 600))).toEqual({ proposed: 1, known: 0, found: 1 })
  })

  test('come from what looks like an example, nearest first', async () => {
    const wave: CandidateSource = {
      kind: 'similar',
      channels: [pump.channels[0].id],
      start: pump.start + 1000_000,
      end: pump.start + 1200_000,
    }
    expect(await propose(wave, 4)).toMatchObject({ proposed: 4 })
    // The sine has a period of 628.3 rows.
    for (const [start] of rows(await list()))
      expect(Math.abs(((start - 1000 + 314.16 * 101) % 628.32) - 314.16)).toBeLessThan(2)
    expect((await list()).every((label) => label.certainty > 0.999)).toBe(true)
  })

  test('like a flat line are flat lines alone', async () => {
    const flat = addFlat()
    const proposed = await studio.call('review.propose', {
      set: flat.set,
      class: 1,
      source: { kind: 'similar', channels: [], start: flat.start + 100_000, end: flat.start + 119_000 },
      limit: 20,
    })
    expect(proposed).toEqual({ proposed: 1, known: 0, found: 1 })
    expect((await list(flat.set)).map(({ start }) => (start - flat.start) / 1000)).toEqual([300])
  })

  test('come from the run rules of a control chart, with limits from a normal range and the rules that say so', async () => {
    const source: CandidateSource = {
      kind: 'run-rules',
      channels: [pump.channels[0].id],
      rules: 'western-electric',
      spread: 'deviation',
      normal: null,
      apart: 0,
    }
    await propose(source)
    // A sine is for half of its period on one side: 16 periods have 32 sides.
    const labels = await list()
    expect(labels.length).toBe(32)
    expect(labels[0]).toMatchObject({ status: 'proposed', channels: [pump.channels[0].id] })
    expect(labels[0].note).toMatch(/^channel 0: .*eight points in a row on one side of the centre/)
    const crest = { start: pump.start + 150_000, end: pump.start + 164_000 }
    expect(await propose({ ...source, rules: 'limits', normal: crest })).toMatchObject({ found: 17 })
    await expect(propose({ ...source, normal: { start: 0, end: 1 } })).rejects.toThrow('fewer than two rows')
  })

  test('say what is wrong with what they were asked from', async () => {
    await expect(propose({ kind: 'limit', channels: [], below: null, above: null })).rejects.toThrow(
      'A limit needs a lowest or a highest value.',
    )
    await expect(propose({ kind: 'similar', channels: [], start: pump.start, end: pump.start + 2000 })).rejects.toThrow(
      'The example holds 3 rows',
    )
    await expect(propose({ kind: 'flat', channels: [999], points: 3, tolerance: 0 })).rejects.toThrow(
      'does not have all of these channels',
    )
    await expect(propose({ kind: 'detections', run: 5 })).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('label sets', () => {
  test('are compared, merged into a third with the differences as proposals, and renamed', async () => {
    await studio.call('labels.create', { labels: [draft(10, 20), draft(100, 200), draft(400, 450)] })
    const bob = await studio.call('labels.createSet', { dataset: pump.id, name: 'Bob', copyOf: set })
    const [, second, third] = await list(bob.id)
    await studio.call('labels.change', { changes: [{ id: second.id, end: second.end + 10_000 }] })
    await studio.call('labels.remove', { labels: [third.id] })
    const agreement = await studio.call('sets.compare', { first: set, second: bob.id })
    expect(agreement.disagreements.map(({ kind }) => kind)).toEqual(['edges', 'only first'])
    // 163 and 122 rows, 112 of them in both, of 10,000.
    const [all] = agreement.classes
    const expected = (163 * 122 + 9837 * 9878) / 1e8
    expect(all.kappa).toBeCloseTo(((112 + 9827) / 1e4 - expected) / (1 - expected), 10)
    expect(all.eventF1).toBeCloseTo(0.8, 10)
    const merged = await studio.call('sets.merge', { first: set, second: bob.id, name: 'Agreed' })
    expect((await list(merged.id)).map(({ status, note }) => [status, note])).toEqual([
      ['accepted', ''],
      ['proposed', 'From "Labels"'],
      ['proposed', 'From "Bob"'],
      ['proposed', 'From "Labels"'],
    ])
    await expect(studio.call('sets.rename', { set: merged.id, name: 'bob' })).rejects.toThrow(
      'already has a label set named "bob"',
    )
    expect((await studio.call('sets.rename', { set: merged.id, name: 'AGREED' })).name).toBe('AGREED')
    await expect(studio.call('sets.compare', { first: set, second: set })).rejects.toThrow('compared with itself')
    expect((await studio.call('labels.undo', { dataset: pump.id }))?.what).toBe(
      'Merged "Labels" and "Bob" into "Agreed"',
    )
    expect(await studio.call('labels.sets', { dataset: pump.id })).toHaveLength(2)
  })

  test('take labels of another set in one edit', async () => {
    const [mine] = await studio.call('labels.create', { labels: [draft(10, 20)] })
    await studio.call('labels.replace', {
      remove: [mine.id],
      create: [draft(10, 14), draft(15, 20)],
      what: 'Split 1 label',
    })
    expect(rows(await list())).toEqual([
      [10, 14],
      [15, 20],
    ])
    expect((await studio.call('labels.undo', { dataset: pump.id }))?.what).toBe('Split 1 label')
    expect(await list()).toEqual([mine])
  })

  test('come back as they were at any moment', async () => {
    await studio.call('labels.create', { labels: [draft(10, 20)] })
    const before = await list()
    const [{ id: moment }] = await studio.call('labels.journal', { dataset: pump.id })
    await studio.call('labels.remove', { labels: [before[0].id] })
    expect(await studio.call('labels.restore', { dataset: pump.id, entry: moment })).toMatchObject({ author: 'ada' })
    expect(await list()).toEqual(before)
  })
})
