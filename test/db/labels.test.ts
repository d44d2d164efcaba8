import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { getDataset, listDatasets } from '../../src-main/db/datasets.ts'
import { labelsShown, listJournal, redo, undo } from '../../src-main/db/labels/journal.ts'
import { changeClass, createClass, listClasses, palette, removeClass } from '../../src-main/db/labels/label-classes.ts'
import { lengthClass, rangeQuery } from '../../src-main/db/labels/label-rows.ts'
import { createSet, listSets, removeSet, renameSet } from '../../src-main/db/labels/label-sets.ts'
import { changeLabels, createLabels, listLabels, removeLabels, type NewLabel } from '../../src-main/db/labels/labels.ts'
import { closeProject } from '../../src-main/db/file/open.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import type { Dataset } from '../../src-main/shared/project.ts'
import { addDataset, seconds, testProject } from './project.ts'

let project: ReturnType<typeof testProject>
let dataset: Dataset
let set: number
beforeEach(() => {
  project = testProject()
  dataset = addDataset(project.db, seconds(10_000), [seconds(10_000), seconds(10_000)])
  set = listSets(project.db, dataset.id)[0].id
})
afterEach(() => project.remove())

/** A label from second to second of the data. */
const at = (from: number, to: number, more: Partial<NewLabel> = {}): NewLabel => ({
  set,
  class: 1,
  start: dataset.start + from * 1000,
  end: dataset.start + to * 1000,
  channels: [],
  certainty: 1,
  status: 'accepted',
  note: '',
  origin: 'hand',
  ...more,
})
const create = (...labels: NewLabel[]) => createLabels(project.db, labels, 'ada')

describe('labels', () => {
  test('come back as they were made, sorted by start, with ids and author', () => {
    const made = create(
      at(50, 60, { note: 'pump stops', channels: [dataset.channels[1].id], certainty: 0.5, status: 'proposed' }),
      at(10, 10),
    )
    expect(made).toMatchObject([{ id: 1, author: 'ada', note: 'pump stops' }, { id: 2 }])
    expect(listLabels(project.db, { set })).toEqual([made[1], made[0]])
    expect(getDataset(project.db, dataset.id).labelCount).toBe(2)
  })

  test('are refused with a sentence where they cannot be, and then none of the call is made', () => {
    const good = at(1, 2)
    const refused: [Partial<NewLabel>, string][] = [
      [
        { start: good.end, end: good.start },
        'A label ends at 2024-01-01 00:00:01 UTC, before it starts at 2024-01-01 00:00:02 UTC.',
      ],
      [
        { start: dataset.start - 1 },
        'A label from 2023-12-31 23:59:59.999 UTC to 2024-01-01 00:00:02 UTC lies outside the data, which run from 2024-01-01 00:00:00 UTC to 2024-01-01 02:46:39 UTC.',
      ],
      [{ end: 1e300 }, 'lies outside the data'],
      [{ class: 99 }, 'That label class is not in the project any more.'],
      [{ channels: [99] }, 'A label names a channel that its dataset does not have.'],
      [{ set: 99 }, 'That label set is not in the project any more.'],
    ]
    for (const [change, sentence] of refused) expect(() => create(good, { ...good, ...change })).toThrow(sentence)
    const [label] = create(good)
    for (const [{ set: _, ...change }, sentence] of refused.slice(0, 5))
      expect(() => changeLabels(project.db, [{ id: label.id, ...change }], 'bob')).toThrow(sentence)
    expect(listLabels(project.db, { set })).toEqual([label])
    expect(listJournal(project.db, dataset.id)).toHaveLength(1)
  })

  test('that are changed to what they are already leave no entry for undo to take back', () => {
    const [one, two] = create(at(1, 2), at(5, 9))
    expect(changeLabels(project.db, [{ id: one.id, end: one.end, note: '' }], 'bob')).toEqual([one])
    expect(listJournal(project.db, dataset.id)).toHaveLength(1)
    changeLabels(
      project.db,
      [
        { id: one.id, status: 'rejected' },
        { id: two.id, status: 'accepted' },
      ],
      'bob',
    )
    expect(listJournal(project.db, dataset.id)[0]).toMatchObject({ what: 'Rejected 1 label', before: [one] })
  })

  test('of a long entry in the journal are its first, whatever their notes hold; cut off in the file, the entry is damaged', () => {
    const note = '"}],[{\\" \\\\'.repeat(60)
    create(...Array.from({ length: 900 }, (_, i) => at(i, i + 1, { note: `${i} ${note}` })))
    const [entry] = listJournal(project.db, dataset.id)
    expect(entry.broken).toBeUndefined()
    expect(entry.after).toHaveLength(labelsShown)
    expect(entry.after.map((label) => label.note)).toEqual(entry.after.map((_, i) => `${i} ${note}`))
    project.db.exec('UPDATE journal SET after = substr(after, 1, length(after) - 30)')
    expect(listJournal(project.db, dataset.id)[0]).toMatchObject({ broken: true, after: [] })
  })

  test('have a journal that can be read page by page, back to its beginning', () => {
    for (let i = 0; i < 5; i++) create(at(i, i))
    const pages = [listJournal(project.db, dataset.id, 3)]
    pages.push(listJournal(project.db, dataset.id, 3, pages[0].at(-1)!.id))
    expect(pages.map((page) => page.map(({ after }) => (after[0].start - dataset.start) / 1000))).toEqual([
      [4, 3, 2],
      [1, 0],
    ])
  })

  test('lie in sets whose name and purpose can be changed', () => {
    renameSet(project.db, set, 'Ada', 'second look')
    renameSet(project.db, set, 'Ada again')
    expect(listSets(project.db, dataset.id)).toMatchObject([{ name: 'Ada again', purpose: 'second look' }])
  })

  test('of another dataset keep to that dataset', () => {
    const other = addDataset(project.db, seconds(10), [seconds(10)], { name: 'other' })
    const otherSet = listSets(project.db, other.id)[0].id
    expect(() => create(at(1, 2, { set: otherSet, channels: [dataset.channels[0].id] }))).toThrow(
      'channel that its dataset does not have',
    )
    expect(() => create(at(100, 200, { set: otherSet }))).toThrow('outside the data')
    create(at(1, 2), at(1, 2, { set: otherSet }))
    expect(listDatasets(project.db).map(({ labelCount }) => labelCount)).toEqual([1, 1])
    undo(project.db, other.id, 'ada')
    expect(listDatasets(project.db).map(({ labelCount }) => labelCount)).toEqual([1, 0])
  })

  test('are found by range exactly as by looking at each', () => {
    const random = seededRandom(3)
    const all = create(
      ...Array.from({ length: 500 }, () => {
        const from = random.below(9000)
        return at(from, from + Math.floor(900 * random.next() ** 8))
      }),
    )
    for (let k = 0; k < 100; k++) {
      const [a, b] = [random.below(10_000), random.below(10_000)]
        .sort((x, y) => x - y)
        .map((s) => dataset.start + s * 1000)
      const expected = all
        .filter((label) => label.start <= b && label.end >= a)
        .sort((x, y) => x.start - y.start || x.id - y.id)
      expect(listLabels(project.db, { set, start: a, end: b })).toEqual(expected)
      expect(listLabels(project.db, { set, start: a, end: b, limit: 3 })).toEqual(expected.slice(0, 3))
    }
    expect(listLabels(project.db, { set, start: dataset.start + 5_000_000 })).toEqual(
      all.filter((l) => l.end >= dataset.start + 5_000_000).sort((x, y) => x.start - y.start || x.id - y.id),
    )
  })

  test('are found by range through the index, never by a scan', () => {
    const plan = project.db
      .prepare(`EXPLAIN QUERY PLAN ${rangeQuery}`)
      .all({ set: 1, start: 0, end: 1, limit: 10 }) as { detail: string }[]
    const steps = plan.map(({ detail }) => detail).filter((detail) => /\blabel\b/.test(detail))
    expect(steps.at(-1)).toContain(
      'SEARCH label USING INDEX label_by_time (label_set=? AND length_class=? AND start>? AND start<?)',
    )
    expect(steps.filter((detail) => detail.startsWith('SCAN'))).toEqual([])
  })

  test('know their length class', () => {
    expect([0, 1, 1.5, 4, 4.1, 16, 86_400_000].map(lengthClass)).toEqual([0, 0, 1, 1, 2, 2, 14])
    for (const ms of [0, 3, 1000, 5e9]) expect(4 ** lengthClass(ms)).toBeGreaterThanOrEqual(ms)
  })

  test('can be a hundred thousand in one call, and one undo', () => {
    const begun = process.cpuUsage()
    create(...Array.from({ length: 100_000 }, (_, i) => at(i % 9000, (i % 9000) + 5)))
    const { user, system } = process.cpuUsage(begun)
    expect(listLabels(project.db, { set })).toHaveLength(100_000)
    const start = dataset.start + 4_000_000
    expect(listLabels(project.db, { set, start, end: start })).toHaveLength(
      6 * 11 + [3995, 3996, 3997, 3998, 3999, 4000].filter((s) => s < 1000).length,
    )
    expect(undo(project.db, dataset.id, 'ada')?.after).toHaveLength(100_000)
    expect(listLabels(project.db, { set })).toEqual([])
    // Work, not waiting: the machine may be busy with other things.
    expect((user + system) / 1e6).toBeLessThan(5)
  })
})

describe('the journal', () => {
  test('says what was done, by whom, before and after', () => {
    const [a, b] = create(at(10, 20), at(30, 40))
    const change = (...changes: Parameters<typeof changeLabels>[1]) => changeLabels(project.db, changes, 'bob')
    change({ id: a.id, start: a.start + 1000, end: a.end + 1000 })
    change({ id: a.id, end: a.end + 5000 })
    const spike = createClass(project.db, { name: 'spike' })
    change({ id: a.id, class: spike.id }, { id: b.id, class: spike.id })
    change({ id: b.id, status: 'rejected' })
    change({ id: b.id, status: 'proposed' }, { id: a.id, status: 'rejected' })
    change({ id: b.id, note: 'why' })
    change({ id: b.id, note: 'why not', certainty: 0.3 })
    removeLabels(project.db, [b.id], 'eve')
    const entries = listJournal(project.db, dataset.id)
    expect(entries.map(({ author, what }) => `${author}: ${what}`).reverse()).toEqual([
      'ada: Created 2 labels',
      'bob: Moved 1 label',
      'bob: Changed the edges of 1 label',
      'bob: Changed the class of 2 labels',
      'bob: Rejected 1 label',
      'bob: Changed the status of 2 labels',
      'bob: Changed the note of 1 label',
      'bob: Changed 1 label',
      'eve: Removed 1 label',
    ])
    expect(entries.at(-2)).toMatchObject({
      before: [a],
      after: [{ ...a, start: a.start + 1000, end: a.end + 1000 }],
      undone: false,
    })
    expect(listJournal(project.db, dataset.id, 2)).toEqual(entries.slice(0, 2))
  })

  test('undoes and redoes without limit, also after a restart', () => {
    const [label] = create(at(10, 20))
    for (let i = 1; i <= 30; i++) changeLabels(project.db, [{ id: label.id, note: `${i}` }], 'ada')
    closeProject(project.db)
    const db = project.open()
    const note = () => listLabels(db, { set })[0]?.note
    for (let i = 29; i >= 0; i--) {
      expect(undo(db, dataset.id, 'bob')).toMatchObject({ author: 'ada', undone: true })
      expect(note()).toBe(i === 0 ? '' : `${i}`)
    }
    undo(db, dataset.id, 'bob')
    expect(listLabels(db, { set })).toEqual([])
    expect(undo(db, dataset.id, 'bob')).toBeNull()
    for (let i = 0; i <= 30; i++) redo(db, dataset.id, 'bob')
    expect(note()).toBe('30')
    expect(redo(db, dataset.id, 'bob')).toBeNull()
  })

  test('forgets the way forward after another edit, but not what was done', () => {
    create(at(1, 2))
    create(at(3, 4))
    undo(project.db, dataset.id, 'ada')
    create(at(5, 6))
    expect(redo(project.db, dataset.id, 'ada')).toBeNull()
    undo(project.db, dataset.id, 'ada')
    undo(project.db, dataset.id, 'ada')
    expect(undo(project.db, dataset.id, 'ada')).toBeNull()
    expect(listLabels(project.db, { set })).toEqual([])
    redo(project.db, dataset.id, 'ada')
    redo(project.db, dataset.id, 'ada')
    expect(redo(project.db, dataset.id, 'ada')).toBeNull()
    expect(listLabels(project.db, { set }).map((label) => label.start - dataset.start)).toEqual([1000, 5000])
    expect(listJournal(project.db, dataset.id).map(({ undone }) => undone)).toEqual([false, true, false])
  })

  test('lists long entries by their first labels', () => {
    create(...Array.from({ length: labelsShown + 1 }, (_, i) => at(i, i)))
    expect(listJournal(project.db, dataset.id)).toMatchObject([
      { what: 'Created 101 labels', after: { length: labelsShown } },
    ])
  })

  test('is that of its dataset, and goes with it', () => {
    const other = addDataset(project.db, seconds(10), [seconds(10)], { name: 'other' })
    create(at(1, 2))
    expect(undo(project.db, other.id, 'ada')).toBeNull()
    expect(listJournal(project.db, other.id)).toEqual([])
  })

  test('refuses what is not there and does nothing then', () => {
    const [label] = create(at(1, 2))
    expect(() => removeLabels(project.db, [label.id, 99], 'ada')).toThrow('That label does not exist any more.')
    expect(() => changeLabels(project.db, [{ id: label.id, note: 'x' }, { id: 98 }, { id: 99 }], 'ada')).toThrow(
      '2 labels of these do not exist any more.',
    )
    expect(() => removeLabels(project.db, [label.id, label.id], 'ada')).toThrow('The same label is named twice.')
    expect(listLabels(project.db, { set })).toEqual([label])
  })
})

describe('label sets', () => {
  test('begin with one per dataset and are copied with their labels', () => {
    expect(listSets(project.db, dataset.id)).toEqual([
      { id: set, dataset: dataset.id, name: 'Labels', author: 'tester', purpose: '' },
    ])
    create(at(1, 2), at(3, 4))
    const copy = createSet(project.db, {
      dataset: dataset.id,
      name: 'Second look',
      author: 'bob',
      purpose: 'review',
      copyOf: set,
    })
    expect(listLabels(project.db, { set: copy.id })).toMatchObject([{ id: 3, author: 'ada' }, { id: 4 }])
    expect(() =>
      createSet(project.db, { dataset: dataset.id, name: 'second LOOK', author: 'bob', purpose: '', copyOf: null }),
    ).toThrow('already has a label set named')
    undo(project.db, dataset.id, 'bob')
    expect(listSets(project.db, dataset.id)).toHaveLength(1)
    redo(project.db, dataset.id, 'bob')
    expect(listSets(project.db, dataset.id)).toContainEqual(copy)
    expect(listLabels(project.db, { set: copy.id })).toHaveLength(2)
  })

  test('come back with their labels when their removal is undone', () => {
    const extra = createSet(project.db, {
      dataset: dataset.id,
      name: 'Extra',
      author: 'bob',
      purpose: '',
      copyOf: null,
    })
    const labels = create(at(1, 2, { set: extra.id }), at(3, 4, { set: extra.id }))
    expect(removeSet(project.db, extra.id, 'eve').what).toBe('Removed label set "Extra" with 2 labels')
    expect(listSets(project.db, dataset.id)).toHaveLength(1)
    expect(() => create(at(1, 2, { set: extra.id }))).toThrow('not in the project any more')
    undo(project.db, dataset.id, 'eve')
    expect(listLabels(project.db, { set: extra.id })).toEqual(labels)
    redo(project.db, dataset.id, 'eve')
    expect(listSets(project.db, dataset.id)).toHaveLength(1)
    expect(() => removeSet(project.db, set, 'eve')).toThrow(
      '"Labels" is the only label set of this dataset. A dataset keeps at least one.',
    )
  })
})

describe('label classes', () => {
  test('get the next colour and the lowest free key', () => {
    const made = ['spike', 'drift', 'flat'].map((name) => createClass(project.db, { name }))
    expect(made.map(({ key }) => key)).toEqual(['2', '3', '4'])
    expect(listClasses(project.db).map(({ colour }) => colour)).toEqual(palette.slice(0, 4))
    for (let i = 5; i < 14; i++) createClass(project.db, { name: `class ${i}` })
    expect(listClasses(project.db).at(-1)).toMatchObject({ key: null })
  })

  test('have a name and a key of their own, and a plain colour', () => {
    const spike = createClass(project.db, { name: ' spike ', colour: 'rgb(1, 2, 3)', key: '7' })
    expect(spike).toMatchObject({ name: 'spike', colour: 'rgb(1, 2, 3)', key: '7' })
    expect(() => createClass(project.db, { name: 'Spike' })).toThrow('There is already a label class named "spike".')
    expect(() => changeClass(project.db, spike.id, { name: 'ANOMALY' })).toThrow(
      'There is already a label class named "anomaly".',
    )
    expect(() => changeClass(project.db, spike.id, { key: '1' })).toThrow('The key 1 belongs to the class "anomaly".')
    expect(() => changeClass(project.db, spike.id, { colour: 'red;background:url(x)' })).toThrow('is not a colour')
    expect(changeClass(project.db, spike.id, { name: 'SPIKE', key: null })).toMatchObject({
      name: 'SPIKE',
      key: null,
      colour: 'rgb(1, 2, 3)',
    })
  })

  test('stay while labels use them, and return with a label that undo brings back', () => {
    const spike = createClass(project.db, { name: 'spike' })
    const [label] = create(at(1, 2, { class: spike.id }))
    expect(() => removeClass(project.db, spike.id)).toThrow(
      'The class "spike" is used by 1 label. Give it another class first.',
    )
    removeLabels(project.db, [label.id], 'ada')
    removeClass(project.db, spike.id)
    expect(listClasses(project.db)).toHaveLength(1)
    expect(() => removeClass(project.db, 1)).toThrow('"anomaly" is the only label class.')
    const drift = createClass(project.db, { name: 'drift' })
    changeClass(project.db, drift.id, { name: 'spike' })
    undo(project.db, dataset.id, 'ada')
    expect(listLabels(project.db, { set })).toEqual([label])
    expect(listClasses(project.db).map(({ name }) => name)).toEqual(['anomaly', `spike #${spike.id}`, 'spike'])
  })

  test('come back under their old id when made again', () => {
    const spike = createClass(project.db, { name: 'spike' })
    removeClass(project.db, spike.id)
    expect(createClass(project.db, { name: 'Spike' })).toMatchObject({ id: spike.id, name: 'Spike', key: '2' })
  })
})

test('an edit that the file does not keep is an error, and leaves everything as it was', () => {
  const make = () => createLabels(project.db, [at(1, 2)], 'ada')
  const [kept] = make()
  // Made behind the app's back, while the project is open: on opening it would have been refused.
  const tampered: [trigger: string, edit: () => unknown][] = [
    ['AFTER INSERT ON label BEGIN DELETE FROM label WHERE id = new.id', make],
    ['AFTER INSERT ON label BEGIN UPDATE label SET start = 0 WHERE id = new.id', make],
    ['BEFORE INSERT ON label BEGIN SELECT raise(IGNORE)', make],
    [
      'BEFORE INSERT ON label BEGIN SELECT raise(IGNORE)',
      () => changeLabels(project.db, [{ id: kept.id, note: 'x' }], 'ada'),
    ],
    ['BEFORE DELETE ON label BEGIN SELECT raise(IGNORE)', () => removeLabels(project.db, [kept.id], 'ada')],
  ]
  for (const [trigger, edit] of tampered) {
    project.db.exec(`CREATE TRIGGER evil ${trigger}; END`)
    expect(edit).toThrow('The project file did not keep a label as it was written')
    project.db.exec('DROP TRIGGER evil')
    expect(listLabels(project.db, { set })).toEqual([kept])
    expect(listJournal(project.db, dataset.id)).toHaveLength(1)
  }
})
