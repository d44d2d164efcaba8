import { badInput } from '../../shared/errors.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import { chunkPile, createSeries, dropSeries, readChunk } from './chunks.ts'
import type { Project } from '../project.ts'
import { pyramidBuilder } from './pyramid-builder.ts'
import {
  chunkRows,
  coarsenTimes,
  coarsenValues,
  summariseTimes,
  summariseValues,
  timeColumns,
  valueColumns,
} from './pyramid.ts'
import { newId, sql, write } from '../file/statement.ts'
import { stepStatistics } from '../labels/steps.ts'

export interface DatasetWriter {
  /** times — [n], epoch ms, never descending from batch to batch; values — [channel][n], NaN = missing. */
  write(times: Float64Array, values: readonly Float64Array[]): void
  /** Writes what is left, and what the dataset's list entry needs: rows, range, step, gaps, each channel's extremes. */
  finish(): void
  /** Gives up what was written so far, the channels too. */
  abandon(): void
}

/** Takes a dataset's rows in batches of any size; nothing is held beyond one chunk per channel. */
export function createDatasetWriter(db: Project, dataset: number, channels: readonly ChannelInfo[]): DatasetWriter {
  const axis = createSeries(db, dataset)
  const ids = write(db, () => channels.map((channel, position) => createChannel(db, dataset, channel, position)))
  const pile = chunkPile(db)
  const levels = [
    pyramidBuilder(timeColumns, coarsenTimes, (chunk) => pile.put(axis, chunk)),
    ...ids.map(({ series }) => pyramidBuilder(valueColumns, coarsenValues, (chunk) => pile.put(series, chunk))),
  ]
  const times = new Float64Array(chunkRows)
  const values = channels.map(() => new Float64Array(chunkRows))
  const extremes = channels.map(() => ({ min: Infinity, max: -Infinity, missing: 0 }))
  const steps = stepStatistics()
  let filled = 0
  let written = 0

  /** Arrays of one chunk, which stay as they are until the pile is written. */
  function put(times: Float64Array, columns: readonly Float64Array[]): void {
    pile.put(axis, { level: 0, position: written, data: times })
    levels[0].add(summariseTimes(times, times.length))
    columns.forEach((column, c) => {
      pile.put(ids[c].series, { level: 0, position: written, data: column })
      const buckets = summariseValues(times, column, times.length, extremes[c])
      levels[c + 1].add(buckets)
      widen(extremes[c], buckets)
    })
    written++
  }

  function flush(): void {
    if (filled === 0) return
    const n = filled
    filled = 0
    put(
      times.slice(0, n),
      values.map((column) => column.slice(0, n)),
    )
  }

  return {
    write(batch, columns) {
      if (columns.length !== channels.length)
        throw badInput(`A batch has ${columns.length} columns where the dataset has ${channels.length} channels.`)
      steps.add(batch)
      let borrowed = false
      for (let taken = 0; taken < batch.length;) {
        const count = Math.min(batch.length - taken, chunkRows - filled)
        const part = (column: Float64Array) => column.subarray(taken, taken + count)
        if (count === chunkRows) {
          put(part(batch), columns.map(part))
          borrowed = true
        } else {
          times.set(part(batch), filled)
          columns.forEach((column, c) => values[c].set(part(column), filled))
          filled += count
        }
        taken += count
        if (filled === chunkRows) flush()
      }
      // Whole chunks are written from the batch itself, which is the caller's again.
      if (borrowed) pile.flush()
    },
    finish() {
      const rows = written * chunkRows + filled
      if (rows === 0) throw badInput('There is no row with a time and values in the file.')
      flush()
      levels.forEach((level) => level.finish())
      pile.flush()
      write(db, () => {
        const { first, last, stepMs, gaps } = steps.finish()
        sql(
          db,
          'UPDATE dataset SET times = ?, row_count = ?, start = ?, end = ?, step_ms = ?, gaps = ? WHERE id = ?',
        ).run(axis, rows, first, last, stepMs, JSON.stringify(gaps), dataset)
        extremes.forEach(({ min, max, missing }, c) =>
          sql(db, 'UPDATE channel SET min = ?, max = ?, missing = ? WHERE id = ?').run(
            min <= max ? min : null,
            min <= max ? max : null,
            missing,
            ids[c].channel,
          ),
        )
      })
    },
    abandon: () =>
      write(db, () => {
        sql(db, 'DELETE FROM channel WHERE dataset = ?').run(dataset)
        dropSeries(db, [axis, ...ids.map(({ series }) => series)])
      }),
  }
}

function createChannel(db: Project, dataset: number, { name, unit }: ChannelInfo, position: number) {
  const series = createSeries(db, dataset)
  const made = sql(db, 'INSERT INTO channel (dataset, position, name, unit, series) VALUES (?, ?, ?, ?, ?)').run(
    dataset,
    position,
    name,
    unit,
    series,
  )
  return { channel: newId(made), series }
}

/** buckets — of level 1. */
function widen(extreme: { min: number; max: number }, buckets: Float64Array): void {
  const n = buckets.length / valueColumns
  for (let b = n; b < 2 * n; b++) {
    if (buckets[b] < extreme.min) extreme.min = buckets[b]
    if (buckets[b + n] > extreme.max) extreme.max = buckets[b + n]
  }
}

export interface SeriesWriter {
  /** The series id: what a run refers to and view.read takes. */
  id: number
  /** The next values, in row order, NaN = not assessed. */
  write(values: Float64Array | Float32Array): void
  finish(): void
  /** Gives up what was written so far. */
  abandon(): void
}

/**
 * Gives a dataset whose rows are there one more channel, behind those that it has: a dataset that is made column by column needs memory
 * for one. values — [rows], NaN = missing.
 */
export function addChannel(db: Project, dataset: number, { name, unit }: ChannelInfo, values: Float64Array): void {
  const writer = createSeriesWriter(db, dataset)
  writer.write(values)
  writer.finish()
  let [min, max, missing] = [Infinity, -Infinity, 0]
  for (const value of values) {
    if (value < min) min = value
    if (value > max) max = value
    missing += Number(Number.isNaN(value))
  }
  const extremes = min <= max ? [min, max] : [null, null]
  sql(
    db,
    `INSERT INTO channel (dataset, position, name, unit, series, min, max, missing)
     VALUES (?, (SELECT count(*) FROM channel WHERE dataset = ?), ?, ?, ?, ?, ?, ?)`,
  ).run(dataset, dataset, name, unit, writer.id, ...extremes, missing)
}

/** Writes one more series beside a dataset that is complete: scores, contributions, expected values. */
export function createSeriesWriter(db: Project, dataset: number): SeriesWriter {
  const axis = sql<{ times: number; row_count: number }>(
    db,
    'SELECT times, row_count FROM dataset WHERE id = ? AND times IS NOT NULL',
  ).get(dataset)
  if (!axis) throw badInput('The dataset has no rows to write a series beside.')
  const id = createSeries(db, dataset)
  const pile = chunkPile(db)
  const level = pyramidBuilder(valueColumns, coarsenValues, (chunk) => pile.put(id, chunk))
  const values = new Float64Array(chunkRows)
  let filled = 0
  let written = 0

  function flush(): void {
    if (filled === 0) return
    const times = readChunk(db, axis!.times, 0, written)
    if (!times || times.length < filled)
      throw badInput(`A series has more values than the ${axis!.row_count.toLocaleString('en')} rows of its dataset.`)
    pile.put(id, { level: 0, position: written, data: values.slice(0, filled) })
    level.add(summariseValues(times, values, filled))
    written++
    filled = 0
  }

  return {
    id,
    write(batch) {
      for (let taken = 0; taken < batch.length;) {
        const count = Math.min(batch.length - taken, chunkRows - filled)
        values.set(batch.subarray(taken, taken + count), filled)
        filled += count
        taken += count
        if (filled === chunkRows) flush()
      }
    },
    finish() {
      const rows = written * chunkRows + filled
      if (rows !== axis.row_count)
        throw badInput(
          `A series has ${rows.toLocaleString('en')} values where its dataset has ${axis.row_count.toLocaleString('en')} rows.`,
        )
      flush()
      level.finish()
      pile.flush()
    },
    abandon: () => dropSeries(db, [id]),
  }
}
