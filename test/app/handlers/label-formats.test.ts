import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Dataset } from '../../../src-main/shared/project.ts'
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

const file = (name: string, text = '') => {
  const path = join(studio.folder, name)
  writeFileSync(path, text)
  return studio.app.admit(path).token
}
const output = (name: string) => studio.app.admitOutput(join(studio.folder, name)).token
const written = (name: string) => studio.app.admit(join(studio.folder, name)).token

describe('labels.formats', () => {
  test('names every format once, and each can be exported and imported again', async () => {
    await studio.call('labels.create', {
      labels: [
        [10, 20],
        [30, 30],
        [9000, 9999],
      ].map(([from, to]) => ({ set, class: 1, start: pump.start + from * 1000, end: pump.start + to * 1000 })),
    })
    const expected = (await studio.call('labels.list', { set })).map(({ start, end }) => ({
      start,
      end,
      class: 1,
      channels: [],
      status: 'accepted',
    }))
    const formats = await studio.call('labels.formats', {})
    expect(new Set(formats.map(({ id }) => id)).size).toBe(formats.length)
    for (const { id, extension } of formats) {
      const name = `${id}${extension}`
      await studio.call('labels.export', { set, format: id, file: output(name) })
      expect(readdirSync(studio.folder).filter((one) => one.endsWith('.part'))).toEqual([])
      const back = await studio.call('labels.createSet', { dataset: pump.id, name: id })
      expect([id, await studio.call('labels.import', { file: written(name), set: back.id })]).toMatchObject([
        id,
        { created: 3, problems: [] },
      ])
      expect(await studio.call('labels.list', { set: back.id })).toMatchObject(expected)
    }
  })

  test('with a line per point hold the values of the channels too', async () => {
    await studio.call('labels.create', {
      labels: [{ set, class: 1, start: pump.start + 1000, end: pump.start + 1000 }],
    })
    await studio.call('labels.export', { set, format: 'timeeval', file: output('out.csv') })
    const lines = readFileSync(join(studio.folder, 'out.csv'), 'utf8').split('\n')
    expect(lines).toHaveLength(10_000 + 2)
    expect(lines.slice(0, 3).map((line) => line.split(','))).toEqual([
      ['timestamp', ...pump.channels.map(({ name }) => name), 'is_anomaly'],
      ['2024-01-01 00:00:00', '0', expect.any(String), '0'],
      ['2024-01-01 00:00:01', String(Math.sin(0.01)), expect.any(String), '1'],
    ])
  })

  test('refuse labels of another dataset, and change nothing', async () => {
    await studio.call('labels.create', { labels: [{ set, class: 1, start: pump.start, end: pump.start + 1000 }] })
    await studio.call('labels.export', { set, format: 'tsb-ad', file: output('out.csv') })
    const token = written('out.csv')
    const fan = (await studio.call('datasets.list', {}))[1]
    const fanSet = (await studio.call('labels.sets', { dataset: fan.id }))[0].id
    await expect(studio.call('labels.import', { file: token, set: fanSet })).rejects.toThrow(
      'The file has 10,000 lines and no times, the dataset has 100 rows: it is a file for another dataset.',
    )
    expect(await studio.call('labels.list', { set: fanSet })).toEqual([])
  })
})

describe('a large file of labels', () => {
  test('is imported by a job; when that is cancelled, no label comes of it', async () => {
    const lines = Array.from(
      { length: 150_000 },
      (_, i) => `2024-01-01T00:${String(i % 60).padStart(2, '0')}:00Z,2024-01-01T01:00:00Z,anomaly,,`,
    )
    const token = file('many.csv', ['start,end,label,channel,note', ...lines].join('\n'))
    const importing = studio.call('labels.import', { file: token, set })
    const [job] = await studio.call('jobs.list', {})
    expect(job).toMatchObject({ kind: 'import', title: 'Import labels from many.csv', status: 'running' })
    await studio.call('jobs.cancel', { job: job.id })
    await expect(importing).rejects.toMatchObject({ code: 'cancelled' })
    expect(await studio.call('labels.list', { set })).toEqual([])
    const damaged = file('damaged.csv', `start,end,label,channel,note\n"2024${'x'.repeat(5e6)}`)
    await expect(studio.call('labels.import', { file: damaged, set })).rejects.toThrow('is never closed')
    expect((await studio.call('jobs.list', {})).at(-1)).toMatchObject({
      title: 'Import labels from damaged.csv',
      status: 'failed',
    })
  })
})
