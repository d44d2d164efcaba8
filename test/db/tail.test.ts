import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Project } from '../../src-main/db/project.ts'
import { chunkRows } from '../../src-main/db/series/pyramid.ts'
import { createSeriesWriter } from '../../src-main/db/series/series.ts'
import { writeTail } from '../../src-main/db/series/tail.ts'
import { addDataset, testProject } from './project.ts'

let place: ReturnType<typeof testProject>
beforeEach(() => void (place = testProject()))
afterEach(() => place.remove())

const chunksOf = (db: Project, series: number) =>
  db
    .prepare<[number], { level: number; position: number; data: Buffer }>(
      'SELECT level, position, data FROM chunk WHERE series = ? ORDER BY level, position',
    )
    .all(series)

// Across the sizes at which a chunk of rows, of buckets, and a new level begin.
test.each([
  [10, 25],
  [chunkRows, 2 * chunkRows + 7],
  [4 * chunkRows - 3, 4 * chunkRows + 3],
  [4 * chunkRows, 5 * chunkRows],
  [16 * chunkRows - 1, 17 * chunkRows + 11],
  [16 * chunkRows, 16 * chunkRows + 1],
])('a series of %i rows that grows to %i is what writing it anew gives', (before, after) => {
  const times = Float64Array.from({ length: after }, (_, i) => i * 1000)
  const values = times.map((t, i) => (i % 97 === 5 ? NaN : Math.sin(t / 7000) * (i % 13)))
  const whole = addDataset(place.db, times, [values], { name: 'whole' })
  const part = addDataset(place.db, times.slice(0, before), [values.slice(0, before)], { name: 'part' })
  const axis = (dataset: number) =>
    place.db.prepare<[number], { times: number }>('SELECT times FROM dataset WHERE id = ?').get(dataset)!.times
  const writer = createSeriesWriter(place.db, part.id)
  writer.write(values.slice(0, before))
  writer.finish()
  const first = Math.floor(Math.max(0, before - 3) / chunkRows)
  const tail = times.slice(first * chunkRows)
  writeTail(place.db, axis(part.id), first, tail, null)
  for (const series of [part.channels[0].series, writer.id]) {
    writeTail(place.db, series, first, tail, values.slice(first * chunkRows))
    expect(chunksOf(place.db, series)).toEqual(chunksOf(place.db, whole.channels[0].series))
  }
  expect(chunksOf(place.db, axis(part.id))).toEqual(chunksOf(place.db, axis(whole.id)))
})
