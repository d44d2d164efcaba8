import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LabelDraft } from '../../../src-main/shared/contract.ts'
import type { Dataset } from '../../../src-main/shared/project.ts'
import { openStudio } from './studio.ts'

let studio: Awaited<ReturnType<typeof openStudio>>
let pump: Dataset
let set: number
beforeEach(async () => {
  studio = await openStudio()
  pump = (await studio.call('datasets.list', {}))[0]
  set = (await studio.call('labels.sets', { dataset: pump.id }))[0].id
  studio.heard()
})
afterEach(() => studio.close())

const draft = (from: number, to: number): LabelDraft => ({
  set,
  class: 1,
  start: pump.start + from * 1000,
  end: pump.start + to * 1000,
})
const list = () => studio.call('labels.list', { set })
const file = (name: string, text = '') => {
  const path = join(studio.folder, name)
  writeFileSync(path, text)
  return studio.app.admit(path).token
}

describe('labels.*', () => {
  test("creates, changes and removes, in the name of the host's person, and tells the page each time", async () => {
    const [label] = await studio.call('labels.create', { labels: [draft(10, 20)] })
    expect(label).toMatchObject({
      author: 'ada',
      origin: 'hand',
      status: 'accepted',
      certainty: 1,
      channels: [],
      note: '',
    })
    await studio.call('labels.change', { changes: [{ id: label.id, end: label.end + 1000 }] })
    expect(await list()).toEqual([{ ...label, end: label.end + 1000 }])
    await studio.call('labels.remove', { labels: [label.id] })
    expect(await list()).toEqual([])
    expect(studio.heard()).toEqual([
      'labels.changed',
      'datasets.changed',
      'labels.changed',
      'datasets.changed',
      'labels.changed',
      'datasets.changed',
    ])
    expect((await studio.call('labels.journal', { dataset: pump.id })).map(({ what }) => what)).toEqual([
      'Removed 1 label',
      'Changed the edges of 1 label',
      'Created 1 label',
    ])
  })

  test('undoes and redoes, also after the project was closed and opened', async () => {
    await studio.call('labels.create', { labels: [draft(10, 20)] })
    const labels = await list()
    await studio.call('project.close', {})
    await studio.open()
    studio.heard()
    expect(await studio.call('labels.undo', { dataset: pump.id })).toMatchObject({
      what: 'Created 1 label',
      undone: true,
    })
    expect(await list()).toEqual([])
    expect(await studio.call('labels.redo', { dataset: pump.id })).toMatchObject({ undone: false })
    expect(await list()).toEqual(labels)
    expect(await studio.call('labels.redo', { dataset: pump.id })).toBeNull()
    expect(studio.heard()).toEqual(['labels.changed', 'datasets.changed', 'labels.changed', 'datasets.changed'])
  })

  test('lists a range only', async () => {
    await studio.call('labels.create', { labels: [draft(10, 20), draft(100, 200), draft(15, 150)] })
    const touching = await studio.call('labels.list', { set, start: pump.start + 160_000, end: pump.start + 170_000 })
    expect(touching).toMatchObject([draft(100, 200)])
    await expect(studio.call('labels.list', { set: 99 })).rejects.toMatchObject({ code: 'not-found' })
  })

  test('keeps classes for the whole project and sets for a dataset', async () => {
    const spike = await studio.call('labels.createClass', { name: 'spike' })
    expect(studio.heard()).toEqual(['labels.changed', 'labels.changed'])
    await studio.call('labels.changeClass', { class: spike.id, name: 'peak', key: '9' })
    expect(await studio.call('labels.classes', {})).toMatchObject([
      { name: 'anomaly', key: '1' },
      { name: 'peak', key: '9' },
    ])
    await studio.call('labels.removeClass', { class: spike.id })
    expect(await studio.call('labels.classes', {})).toHaveLength(1)
    await studio.call('labels.create', { labels: [draft(1, 2)] })
    const copy = await studio.call('labels.createSet', { dataset: pump.id, name: 'copy', copyOf: set })
    expect(copy).toMatchObject({ name: 'copy', author: 'ada', purpose: '' })
    expect(await studio.call('labels.list', { set: copy.id })).toHaveLength(1)
    await studio.call('labels.removeSet', { set: copy.id })
    expect(await studio.call('labels.sets', { dataset: pump.id })).toHaveLength(1)
  })

  test('reads a label file into one journal entry, makes unknown classes, and says what did not fit', async () => {
    const text = [
      'start,end,label,channel,note',
      '2024-01-01 00:00:10,2024-01-01 00:00:20,spike,channel 1,valve',
      '2024-01-01 02:00:00,2024-01-01 03:00:00,Anomaly,,',
      '2025-01-01 00:00:10,2025-01-01 00:00:20,spike,,',
    ].join('\n')
    const { created, problems } = await studio.call('labels.import', { file: file('marks.csv', text), set })
    const classes = await studio.call('labels.classes', {})
    expect(classes.map(({ name }) => name)).toEqual(['anomaly', 'spike'])
    expect(await list()).toMatchObject([
      {
        class: classes[1].id,
        start: pump.start + 10_000,
        end: pump.start + 20_000,
        channels: [pump.channels[1].id],
        note: 'valve',
        origin: 'import',
      },
      { class: 1, start: pump.start + 7_200_000, end: pump.end, channels: [] },
    ])
    expect(created).toBe(2)
    expect(problems).toEqual(
      expect.arrayContaining([
        '1 label lies outside the data of "pump" and was left out.',
        '1 label lies partly outside the data and was cut to fit.',
      ]),
    )
    expect((await studio.call('labels.journal', { dataset: pump.id })).map(({ what }) => what)).toEqual([
      'Imported labels from marks.csv',
    ])
    await studio.call('labels.undo', { dataset: pump.id })
    expect(await list()).toEqual([])
  })

  test('changes nothing where a label file cannot be read', async () => {
    await expect(
      studio.call('labels.import', { file: file('half.json', '{"a.csv": [["2024-'), set }),
    ).rejects.toMatchObject({ code: 'bad-input' })
    await expect(studio.call('labels.import', { file: file('empty.csv'), set })).rejects.toThrow(
      'The label file is empty.',
    )
    expect(await studio.call('labels.journal', { dataset: pump.id })).toEqual([])
    expect(await studio.call('labels.classes', {})).toHaveLength(1)
  })

  test('writes labels to a file that reads back as the same labels', async () => {
    const spike = await studio.call('labels.createClass', { name: 'spike' })
    await studio.call('labels.create', {
      labels: [
        draft(10, 20),
        { ...draft(30, 40), class: spike.id, channels: [pump.channels[0].id], note: 'a "quoted", note' },
      ],
    })
    const out = join(studio.folder, 'out.csv')
    const token = studio.app.admitOutput(out).token
    await studio.call('labels.export', { set, format: 'interval-csv', file: token })
    expect(readFileSync(join(studio.folder, 'out.csv'), 'utf8')).toContain('spike')
    const other = await studio.call('labels.createSet', { dataset: pump.id, name: 'back' })
    expect(await studio.call('labels.import', { file: studio.app.admit(out).token, set: other.id })).toMatchObject({
      created: 2,
      problems: [],
    })
    const meaning = (labels: Awaited<ReturnType<typeof list>>) =>
      labels.map(({ class: of, start, end, channels, note }) => ({ of, start, end, channels, note }))
    expect(meaning(await studio.call('labels.list', { set: other.id }))).toEqual(meaning(await list()))
    await expect(studio.call('labels.export', { set, format: 'papyrus', file: token })).rejects.toThrow(
      'There is no label format "papyrus".',
    )
  })

  test('changes nothing in a project that can only be read, and says why', async () => {
    const second = studio.app
    expect(second.busy()).toEqual([])
    const other = (await import('../../../src-main/app/create-app.ts')).createApp({
      kind: 'serve',
      version: '0',
      dataFolder: join(studio.folder, 'other'),
      projectsFolder: studio.folder,
      author: 'bob',
      startEngine: () => {
        throw new Error('not needed')
      },
    })
    try {
      const opened = await other.call('project.open', { file: other.admit(studio.path).token })
      expect(opened).toMatchObject({
        ok: true,
        value: { readOnly: true, readOnlyReason: expect.stringContaining('another window') },
      })
      expect(await other.call('labels.list', { set })).toEqual({ ok: true, value: [] })
      expect(await other.call('labels.create', { labels: [draft(1, 2)] })).toMatchObject({
        ok: false,
        error: { code: 'read-only', message: expect.stringContaining('another window') },
      })
      expect(await other.call('labels.undo', { dataset: pump.id })).toMatchObject({
        ok: false,
        error: { code: 'read-only' },
      })
    } finally {
      await other.close()
    }
  })
})
