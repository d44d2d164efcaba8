import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clearRubbish, readChunk } from '../../src-main/db/series/chunks.ts'
import { createDataset, getDataset, listDatasets, removeDataset } from '../../src-main/db/datasets.ts'
import {
  readAll,
  createDatasetWriter,
  createSeriesWriter,
  readTimes,
  readValues,
  rowAt,
  rowsBetween,
} from '../../src-main/db/series/series.ts'
import { sql } from '../../src-main/db/file/statement.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { addDataset, seconds, testProject } from './project.ts'

let project: ReturnType<typeof testProject>
beforeEach(() => void (project = testProject()))
afterEach(() => project.remove())

const noise = (n: number, seed = 1) => {
  const random = seededRandom(seed)
  return Float64Array.from({ length: n }, () => random.normal())
}

describe('a stored series', () => {
  test.each([1, 31, 4096, 4097, 50_000])('comes back exactly, with %i rows', (n) => {
    const times = seconds(n)
    const columns = [noise(n, 1), noise(n, 2)]
    columns[1].fill(NaN, 0, Math.min(n, 10))
    const dataset = addDataset(project.db, times, columns)
    expect(dataset.rows).toBe(n)
    expect(readTimes(project.db, dataset.id)).toEqual(times)
    dataset.channels.forEach((channel, c) => expect(readValues(project.db, channel.series)).toEqual(columns[c]))
  })

  test('comes back in any part', () => {
    const values = noise(20_000)
    const { id, channels } = addDataset(project.db, seconds(20_000), [values])
    for (const [first, last] of [
      [0, 0],
      [4095, 4096],
      [100, 19_999],
      [8192, 12_287],
      [19_999, 25_000],
    ])
      expect(readValues(project.db, channels[0].series, first, last)).toEqual(values.slice(first, last + 1))
    expect(readTimes(project.db, id, 5, 4)).toEqual(new Float64Array())
  })

  test('leaves nothing beside the values in memory, however many chunks they are read from', () => {
    const n = 1_000_000
    const { channels } = addDataset(project.db, seconds(n), [noise(n)])
    const values = readValues(project.db, channels[0].series)
    const before = process.memoryUsage().arrayBuffers
    readAll(project.db, channels[0].series, values)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20)
    expect(values).toEqual(noise(n))
  })

  test('says what is known of the data without reading them again', () => {
    const times = seconds(1000)
    for (let i = 500; i < 1000; i++) times[i] += 60_000
    for (let i = 800; i < 1000; i++) times[i] += 600_000
    const values = noise(1000)
    values[3] = NaN
    values[10] = 99
    values[20] = -99
    const dataset = addDataset(project.db, times, [values, new Float64Array(1000).fill(NaN)])
    expect(dataset).toMatchObject({
      start: times[0],
      end: times[999],
      stepMs: 1000,
      status: 'ready',
      labelCount: 0,
      gaps: [
        { start: times[799], end: times[800] },
        { start: times[499], end: times[500] },
      ],
    })
    expect(dataset.channels).toMatchObject([
      { name: 'channel 0', unit: '°C', min: -99, max: 99, missing: 1 },
      { name: 'channel 1', unit: null, min: null, max: null, missing: 1000 },
    ])
  })

  test('keeps the thousand longest of many gaps', () => {
    const times = new Float64Array(30_000)
    for (let i = 1, t = 0; i < times.length; i++) times[i] = t += i % 5 === 0 ? 10_000 + i : 1000
    const { gaps } = addDataset(project.db, times, [noise(30_000)])
    expect(gaps).toHaveLength(1000)
    expect(gaps[0]).toEqual({ start: times[29_994], end: times[29_995] })
    expect(gaps[999].end).toBe(times[29_995 - 999 * 5])
  })

  test('refuses rows that go back in time, rows without a time and no rows at all', () => {
    const id = createDataset(project.db, { name: 'x', sourceFile: 'x.csv', zone: 'UTC', recipe: null })
    const writer = createDatasetWriter(project.db, id, [{ name: 'a', unit: null }])
    expect(() => writer.write(new Float64Array([1, 0]), [new Float64Array(2)])).toThrow(
      'not in the order of their times',
    )
    expect(() => writer.write(new Float64Array([NaN]), [new Float64Array(1)])).toThrow('has no time')
    expect(() => createDatasetWriter(project.db, id, [{ name: 'b', unit: null }]).finish()).toThrow('no row')
  })
})

describe('a series beside a dataset', () => {
  test('is written in pieces of any size and read like a channel', () => {
    const { id } = addDataset(project.db, seconds(10_000), [noise(10_000)])
    const scores = Float32Array.from(noise(10_000, 3))
    const writer = createSeriesWriter(project.db, id)
    for (let i = 0; i < 10_000; i += 777) writer.write(scores.subarray(i, i + 777))
    writer.finish()
    expect(readValues(project.db, writer.id)).toEqual(Float64Array.from(scores))
  })

  test('must have a value for every row', () => {
    const { id } = addDataset(project.db, seconds(100), [noise(100)])
    const short = createSeriesWriter(project.db, id)
    short.write(noise(99))
    expect(() => short.finish()).toThrow('99 values where its dataset has 100 rows')
    const long = createSeriesWriter(project.db, id)
    expect(() => long.write(noise(5000))).toThrow('more values than the 100 rows')
  })

  test('leaves nothing behind when it is given up', async () => {
    const { id } = addDataset(project.db, seconds(5000), [noise(5000)])
    const chunks = () => sql<{ n: number }>(project.db, 'SELECT count(*) AS n FROM chunk').get()!.n
    const before = chunks()
    const writer = createSeriesWriter(project.db, id)
    writer.write(noise(5000))
    writer.finish()
    expect(chunks()).toBeGreaterThan(before)
    writer.abandon()
    await clearRubbish(project.db)
    expect(chunks()).toBe(before)
  })
})

describe('finding a row by its time', () => {
  test('agrees with looking at every row, for any times', () => {
    const steps = fc.array(fc.constantFrom(0, 0, 1, 10, 1000, 5_000_000), { minLength: 1, maxLength: 400 })
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: -0.1, max: 1.1, noNaN: true }),
        (pattern, repeats, at) => {
          let t = -1000
          const times = Float64Array.from(Array.from({ length: repeats }, () => pattern).flat(), (step) => (t += step))
          const { id } = addDataset(project.db, times, [new Float64Array(times.length)], { batch: 100_000 })
          const [start, end] = [times[0], times[times.length - 1]]
          const time = start + at * (end - start)
          let nearest = 0
          times.forEach((other, i) => {
            if (Math.abs(other - time) < Math.abs(times[nearest] - time)) nearest = i
          })
          expect(times[rowAt(project.db, id, time)]).toBe(times[nearest])
          const inside = [...times.keys()].filter((i) => times[i] >= start + 1 && times[i] <= time)
          expect(rowsBetween(project.db, id, start + 1, time)).toEqual(
            inside.length ? { first: inside[0], last: inside.at(-1) } : null,
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  test('works in a dataset of several levels', () => {
    const times = seconds(300_000)
    const { id } = addDataset(project.db, times, [noise(300_000)], { batch: 100_000 })
    for (const row of [0, 1, 4095, 4096, 131_072, 299_999]) expect(rowAt(project.db, id, times[row] + 400)).toBe(row)
    expect(rowAt(project.db, id, -Infinity)).toBe(0)
    expect(rowAt(project.db, id, Infinity)).toBe(299_999)
  })
})

describe('removing a dataset', () => {
  test('takes it out of the list at once and its bulk a little later', async () => {
    const kept = addDataset(project.db, seconds(5000), [noise(5000)], { name: 'kept' })
    const pages = () => Number(project.db.pragma('page_count', { simple: true }))
    const before = pages()
    const { id } = addDataset(project.db, seconds(50_000), [noise(50_000), noise(50_000)])
    const cleared = removeDataset(project.db, id)
    expect(listDatasets(project.db).map(({ name }) => name)).toEqual(['kept'])
    expect(() => getDataset(project.db, id)).toThrow('not in the project any more')
    await cleared
    expect(
      sql(
        project.db,
        'SELECT DISTINCT series FROM chunk WHERE series NOT IN (SELECT series FROM channel UNION SELECT times FROM dataset)',
      ).all(),
    ).toEqual([])
    expect(readValues(project.db, kept.channels[0].series)).toHaveLength(5000)
    expect(project.db.pragma('freelist_count', { simple: true })).toBe(0)
    expect(pages()).toBeLessThan(before + 5)
  })
})

describe('data that changed on the disk', () => {
  test('are named and not taken for what was measured: any bit of any chunk, and a chunk in the place of another', () => {
    const n = 6000
    const made = addDataset(project.db, seconds(n), [seconds(n)], { name: 'summed' })
    const { series } = made.channels[0]
    const chunks = project.db
      .prepare<[number], { level: number; position: number; data: Buffer }>(
        'SELECT level, position, data FROM chunk WHERE series = ?',
      )
      .all(series)
    expect(chunks.length).toBeGreaterThan(2)
    const put = project.db.prepare('UPDATE chunk SET data = ? WHERE series = ? AND level = ? AND position = ?')
    for (const { level, position, data } of chunks) {
      const other = chunks.find((chunk) => chunk.level !== level || chunk.position !== position)!.data
      const flipped = Buffer.from(data)
      flipped[data.length >> 1] ^= 4
      for (const wrong of [
        flipped,
        data.subarray(8),
        data.subarray(3),
        Buffer.alloc(0),
        Buffer.alloc(10 ** 6),
        other,
      ]) {
        put.run(wrong, series, level, position)
        expect(() => readChunk(project.db, series, level, position)).toThrow(
          /^Channel "channel 0" of "summed" is damaged in the project file (from row|in its overview)/,
        )
      }
      put.run(data, series, level, position)
      expect(readChunk(project.db, series, level, position)).not.toBeNull()
    }
    expect(readValues(project.db, series)).toEqual(seconds(n))
  })
})
