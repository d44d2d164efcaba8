import type { Dataset } from '../../shared/project.ts'
import type { ImportReport } from '../../shared/importing/recipe.ts'
import { lowerBound, upperBound } from '../../shared/search.ts'
import type { TimeRange } from '../../shared/data/series.ts'
import { getDataset } from '../datasets.ts'
import type { Project } from '../project.ts'
import { chunkRows } from './pyramid.ts'
import { readTimes, readValues } from './series.ts'
import { seriesOfRuns } from '../runs.ts'
import { sql, write } from '../file/statement.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'
import { writeTail } from './tail.ts'

/** Rows as a source gave them. times — [n], ascending; values — [channel][n], in the order of the dataset's channels, NaN = missing. */
export interface NewRows {
  times: Float64Array
  values: Float64Array[]
}

/** The end of a dataset as new rows make it. */
export interface Tail {
  dataset: Dataset
  /** Its first row, at the beginning of a chunk. */
  from: number
  /** Of these, the first that is new or has another place. */
  firstChanged: number
  times: Float64Array
  values: Float64Array[]
  /** [n], the row that each was; -1 for a new one. */
  origin: Int32Array
  added: number
  /** Rows that were there already, with the same values; and rows before the last one there was. */
  repeated: number
  late: number
  /** A row of half a line went. */
  withdrawn: boolean
}

/**
 * Merges rows into the end of a dataset, in memory. A row is its time with its values: what is there already is left out, and two that
 * differ are two rows even at one time, as when a clock is set back. withdrawn — a row that was read of half a line: it goes. open — the
 * only row is of half a line, as at the end of a copy that was made while somebody wrote: it is there already where a row begins so.
 * context — rows before the first change that are wanted too.
 */
export function mergeTail(
  db: Project,
  id: number,
  rows: NewRows,
  context: number,
  withdrawn: OpenRow | null,
  open = false,
): Tail {
  const dataset = getDataset(db, id)
  const axis = readAxis(db, dataset, Math.min(rows.times[0] ?? Infinity, withdrawn?.time ?? Infinity))
  const firstTime = Math.min(rows.times[0] ?? Infinity, withdrawn?.time ?? Infinity)
  const place = axis.from + lowerBound(axis.times, firstTime)
  const from = Math.floor(Math.max(0, place - context) / chunkRows) * chunkRows
  const times = from < axis.from ? readTimes(db, id, from, dataset.rows - 1) : axis.times.subarray(from - axis.from)
  const values = dataset.channels.map(({ series }) =>
    from < dataset.rows ? readValues(db, series, from, dataset.rows - 1) : new Float64Array(0),
  )
  const gone = withdrawn
    ? rowLike(
        times,
        values,
        withdrawn.time,
        withdrawn.values.map((v) => v ?? NaN),
      )
    : -1
  const taken: number[] = []
  let [repeated, late] = [0, 0]
  const own = new Set<string>()
  for (let i = 0; i < rows.times.length; i++) {
    const row = rows.values.map((channel) => channel[i])
    const there = rowLike(times, values, rows.times[i], row, open)
    const key = `${rows.times[i]} ${row.join()}`
    if ((there >= 0 && there !== gone) || own.has(key)) {
      repeated++
      continue
    }
    own.add(key)
    taken.push(i)
    if (rows.times[i] < dataset.end) late++
  }
  const size = times.length - Number(gone >= 0) + taken.length
  const tail: Tail = {
    dataset,
    from,
    firstChanged: from + size,
    times: new Float64Array(size),
    values: dataset.channels.map(() => new Float64Array(size)),
    origin: new Int32Array(size),
    added: taken.length,
    repeated,
    late,
    withdrawn: gone >= 0,
  }
  let [h, t, n] = [0, 0, 0]
  while (h < times.length || t < taken.length) {
    if (h === gone) {
      tail.firstChanged = Math.min(tail.firstChanged, from + n)
      h++
      continue
    }
    // At one time what was there comes first.
    const isOld = t >= taken.length || (h < times.length && times[h] <= rows.times[taken[t]])
    tail.times[n] = isOld ? times[h] : rows.times[taken[t]]
    tail.values.forEach((channel, c) => (channel[n] = isOld ? values[c][h] : rows.values[c][taken[t]]))
    tail.origin[n] = isOld ? from + h : -1
    if (!isOld) tail.firstChanged = Math.min(tail.firstChanged, from + n)
    if (isOld) h++
    else t++
    n++
  }
  return tail
}

/** The last chunk of the axis and as many before as reach to a time. */
function readAxis(db: Project, { id, rows }: Dataset, time: number) {
  let from = Math.floor(Math.max(0, rows - 1) / chunkRows) * chunkRows
  let times = readTimes(db, id, from, rows - 1)
  // Ever wider, because what came late may have come very late.
  for (let wider = chunkRows; from > 0 && !(times[0] < time); wider *= 2) {
    from = Math.max(0, from - wider)
    times = readTimes(db, id, from, rows - 1)
  }
  return { from, times }
}

/** A row that was read of a line without an end. */
export interface OpenRow {
  time: number
  values: (number | null)[]
}

/**
 * Whether a row of half a line is the beginning of a whole one of the same time: values up to one are the same, the digits of that one begin so,
 * and the others are missing.
 */
export function begins(open: readonly number[], whole: readonly number[]): boolean {
  const last = open.findLastIndex((v) => !Number.isNaN(v))
  return open.every((v, c) =>
    c > last ? true : c === last ? String(whole[c]).startsWith(String(v)) : Object.is(v, whole[c]) || v === whole[c],
  )
}

/** Index of the row of a time with these values, or of one that begins with them; -1 where there is none. */
function rowLike(
  times: Float64Array,
  values: Float64Array[],
  time: number,
  row: readonly number[],
  open = false,
): number {
  const to = upperBound(times, time)
  for (let i = lowerBound(times, time); i < to; i++)
    if (
      open
        ? begins(
            row,
            values.map((channel) => channel[i]),
          )
        : values.every((channel, c) => Object.is(channel[i], row[c]) || channel[i] === row[c])
    )
      return i
  return -1
}

/** A series of scores that goes along: values of the tail's rows from `from` on. */
export interface TailSeries {
  series: number
  from: number
  values: Float64Array
}

/**
 * Writes a tail: the axis, the channels, the scores that are given, and NaN for new rows in every other series of the dataset's runs.
 * Call it in a transaction with whatever must hold together. Throws where the dataset has changed since it was merged.
 */
export function writeRows(db: Project, tail: Tail, scored: readonly TailSeries[], sourceName: string): void {
  const { dataset, from, times, values } = tail
  write(db, () => {
    const now = getDataset(db, dataset.id)
    if (now.rows !== dataset.rows || now.end !== dataset.end) throw new Error('The dataset has changed meanwhile.')
    const axis = sql<{ times: number }>(db, 'SELECT times FROM dataset WHERE id = ?').get(dataset.id)!.times
    // Of a tail with context only what changes is written.
    const start = Math.floor(tail.firstChanged / chunkRows) * chunkRows
    const part = (whole: Float64Array, at: number) => whole.subarray(at - from)
    writeTail(db, axis, start / chunkRows, part(times, start), null)
    dataset.channels.forEach(({ series }, c) =>
      writeTail(db, series, start / chunkRows, part(times, start), part(values[c], start)),
    )
    const given = new Set(scored.map(({ series }) => series))
    for (const series of seriesOfRuns(db, dataset.id)) {
      if (given.has(series)) continue
      const old = start < dataset.rows ? readValues(db, series, start, dataset.rows - 1) : new Float64Array(0)
      const moved = Float64Array.from(tail.origin.subarray(start - from), (row) => (row < 0 ? NaN : old[row - start]))
      writeTail(db, series, start / chunkRows, part(times, start), moved)
    }
    for (const { series, from: at, values: own } of scored) writeTail(db, series, at / chunkRows, part(times, at), own)
    describe(db, tail, sourceName)
    moveDetections(db, tail)
  })
}

/** What the list of datasets says: rows, range, gaps, extremes, and that rows came. */
function describe(db: Project, { dataset, from, times, values, origin, added }: Tail, file: string): void {
  const rows = from + times.length
  const first = from === 0 ? times[0] : dataset.start
  const gaps: TimeRange[] = dataset.gaps.filter(({ end }) => end <= times[0])
  for (let i = 1; i < times.length; i++)
    if (times[i] - times[i - 1] > gapSteps * dataset.stepMs) gaps.push({ start: times[i - 1], end: times[i] })
  gaps.sort((a, b) => b.end - b.start - (a.end - a.start))
  sql(db, 'UPDATE dataset SET row_count = ?, start = ?, end = ?, gaps = ?, report = ? WHERE id = ?').run(
    rows,
    first,
    times[times.length - 1],
    JSON.stringify(gaps.slice(0, 1000)),
    JSON.stringify(reportWith(dataset, added, file)),
    dataset.id,
  )
  dataset.channels.forEach((channel, c) => {
    let { min, max, missing } = channel
    for (let i = 0; i < times.length; i++) {
      if (origin[i] >= 0) continue
      const v = values[c][i]
      if (Number.isNaN(v)) missing++
      else {
        min = min === null ? v : Math.min(min, v)
        max = max === null ? v : Math.max(max, v)
      }
    }
    sql(db, 'UPDATE channel SET min = ?, max = ?, missing = ? WHERE id = ?').run(min, max, missing, channel.id)
  })
}

/** One entry for all that a source brings: one per file would be thousands. */
function reportWith(dataset: Dataset, added: number, file: string): ImportReport {
  const report: ImportReport = dataset.report ?? {
    rows: dataset.rows,
    rejectedLines: 0,
    firstRejected: null,
    missingTimes: 0,
    duplicateTimes: 0,
    outOfOrder: 0,
    gaps: dataset.gaps.length,
    columns: [],
    problems: [],
    seconds: 0,
  }
  const joined = report.joined ?? []
  const last = joined.at(-1)
  if (last?.file === file)
    return { ...report, joined: [...joined.slice(0, -1), { ...last, at: Date.now(), rows: last.rows + added }] }
  return { ...report, joined: [...joined, { at: Date.now(), until: dataset.end, file, rows: added, how: 'append' }] }
}

/** Detections behind late rows are at other row numbers now; their times stay. */
function moveDetections(db: Project, { dataset, from, times, firstChanged }: Tail): void {
  if (firstChanged >= dataset.rows) return
  const moved = sql<{ run: number; position: number; start: number; end: number }>(
    db,
    `SELECT run, position, start, end FROM detection WHERE run IN (SELECT id FROM run WHERE dataset = ?) AND last >= ?`,
  ).all(dataset.id, firstChanged)
  for (const { run, position, start, end } of moved)
    sql(db, 'UPDATE detection SET first = ?, last = ? WHERE run = ? AND position = ?').run(
      from + lowerBound(times, start),
      from + upperBound(times, end) - 1,
      run,
      position,
    )
}
