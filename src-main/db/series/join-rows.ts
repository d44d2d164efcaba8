import { gapSteps } from '../../shared/data/usual-step.ts'
import { badInput } from '../../shared/errors.ts'
import type { JoinKind, JoinPlan } from '../../shared/importing/joining.ts'
import { statesOf } from '../../shared/importing/states.ts'
import type { Channel, Dataset } from '../../shared/project.ts'
import type { ImportReport, JoinedRows } from '../../shared/importing/recipe.ts'
import { createDataset, getDataset } from '../datasets.ts'
import { dropSeries } from './chunks.ts'
import type { Project } from '../file/open.ts'
import { createDatasetWriter, createSeriesWriter, readTimes, readValues } from './series.ts'
import { takeReading } from './take-reading.ts'
import { seriesOfRuns } from '../runs.ts'
import { sql, write } from '../file/statement.ts'

/** Where each row of the joined dataset comes from: row of the one, row of the other, -1 for neither. Times ascend. */
interface Rows {
  times: Float64Array
  here: Int32Array
  there: Int32Array
}

const batchRows = 16_384

/** Rows of both in time order. A time that both have is one row: of the one when appending, of the other when replacing. */
function joinedRows(here: Float64Array, there: Float64Array, how: JoinKind): Rows {
  const size = how === 'replace' ? there.length : here.length + there.length
  const rows: Rows = { times: new Float64Array(size), here: new Int32Array(size), there: new Int32Array(size) }
  let n = 0
  const put = (time: number, h: number, t: number) => {
    rows.times[n] = time
    rows.here[n] = h
    rows.there[n++] = t
  }
  let h = 0
  for (let t = 0; t < there.length; t++) {
    for (; h < here.length && here[h] < there[t]; h++) if (how === 'append') put(here[h], h, -1)
    if (h < here.length && here[h] === there[t]) {
      if (how === 'replace') put(there[t], h++, t)
      else {
        // Several rows of one time stay together, and their like on the other side is left out.
        for (; h < here.length && here[h] === there[t]; h++) put(here[h], h, -1)
        while (t + 1 < there.length && there[t + 1] === there[t]) t++
      }
    } else put(there[t], -1, t)
  }
  if (how === 'append') for (; h < here.length; h++) put(here[h], h, -1)
  return { times: rows.times.subarray(0, n), here: rows.here.subarray(0, n), there: rows.there.subarray(0, n) }
}

/** What joining two datasets would do. Throws not-found where one is gone or has no rows. */
export function planJoin(db: Project, dataset: number, other: number, how: JoinKind): JoinPlan {
  const [one, two] = [getDataset(db, dataset), getDataset(db, other)]
  const here = readTimes(db, dataset)
  const there = readTimes(db, other)
  const rows = joinedRows(here, there, how)
  let added = 0
  let between = 0
  let firstAdded = NaN
  for (let i = 0; i < rows.times.length; i++) {
    if (rows.there[i] < 0 || (how === 'append' && rows.here[i] >= 0)) continue
    if (added++ === 0) firstAdded = rows.times[i]
    if (how === 'append' && rows.times[i] < one.end) between++
  }
  const names = (list: Channel[]) => list.map((channel) => channel.name)
  return {
    dataset,
    other,
    added,
    sameTimes: how === 'append' ? there.length - added : 0,
    between,
    gapMs: how === 'append' && firstAdded - one.end > gapSteps * one.stepMs ? firstAdded - one.end : null,
    before: one.end,
    after: rows.times[rows.times.length - 1],
    newChannels: names(two.channels).filter((name) => !names(one.channels).includes(name)),
    missingChannels: names(one.channels).filter((name) => !names(two.channels).includes(name)),
    otherUnits: one.channels.flatMap(({ name, unit }) => {
      const its = two.channels.find((channel) => channel.name === name)
      return its && its.unit !== unit ? [{ name, here: unit, there: its.unit }] : []
    }),
    otherStates: one.channels.flatMap(({ name }) => {
      const [its, own] = [statesOf(two, name), statesOf(one, name)]
      return its && own && its.some((word, i) => own[i] !== word) ? [name] : []
    }),
    runs: sql<{ n: number }>(db, 'SELECT count(*) AS n FROM run WHERE dataset = ? AND scores IS NOT NULL').get(dataset)!
      .n,
  }
}

/** A dataset in which the rows of two are written beside them. Whoever begins it removes it where the joining ends before its time. */
export function beginJoin(db: Project, dataset: number, other: number): number {
  const [one, two] = [getDataset(db, dataset), getDataset(db, other)]
  return createDataset(db, { name: `${one.name}, joined`, sourceFile: two.sourceFile, zone: one.zone, recipe: null })
}

/**
 * Joins the rows of another dataset to one by way of a third, from `beginJoin`, which is gone then. Everything is written beside
 * and exchanged in one transaction, so that a kill leaves the dataset as it was. Channels are told by their names. Labels, models
 * and runs stay; scores stay with the rows whose times they had, and are not assessed in the others. The other dataset stays as it is.
 * Throws bad-input where numbers stand for other words there.
 */
export async function joinRows(
  db: Project,
  dataset: number,
  other: number,
  how: JoinKind,
  target: number,
  progress: (done: number, total: number) => Promise<void>,
): Promise<JoinPlan> {
  const plan = planJoin(db, dataset, other, how)
  if (how === 'append' && plan.otherStates.length > 0)
    throw badInput(
      `The numbers of "${plan.otherStates[0]}" stand for other words in the new rows, so nothing was appended: read the new file again with the recipe of the first.`,
    )
  const [one, two] = [getDataset(db, dataset), getDataset(db, other)]
  const rows = joinedRows(readTimes(db, dataset), readTimes(db, other), how)
  const channels = [...one.channels, ...two.channels.filter(({ name }) => plan.newChannels.includes(name))]
  const scores = seriesOfRuns(db, dataset)
  const total = rows.times.length * (1 + (scores.length > 0 ? 1 : 0))
  await writeChannels(db, target, one, two, channels, rows, how, (done) => progress(done, total))
  const renewed = new Map<number, number>()
  for (const [i, series] of scores.entries()) {
    renewed.set(series, copied(db, target, series, rows))
    await progress(rows.times.length + Math.round(((i + 1) / scores.length) * rows.times.length), total)
  }
  const joined = { at: Date.now(), file: two.sourceFile, until: plan.before, rows: plan.added, how }
  exchange(db, one, two, target, renewed, placesOf(rows, one.rows), joined)
  return plan
}

async function writeChannels(
  db: Project,
  target: number,
  one: Dataset,
  two: Dataset,
  channels: Channel[],
  rows: Rows,
  how: JoinKind,
  progress: (done: number) => Promise<void>,
): Promise<void> {
  const writer = createDatasetWriter(db, target, channels)
  const seriesOf = (dataset: Dataset, name: string) => dataset.channels.find((c) => c.name === name)?.series ?? null
  for (let from = 0; from < rows.times.length; from += batchRows) {
    const to = Math.min(rows.times.length, from + batchRows)
    const here = rows.here.subarray(from, to)
    const there = rows.there.subarray(from, to)
    writer.write(
      rows.times.subarray(from, to),
      channels.map(({ name }) => {
        const values = new Float64Array(to - from).fill(NaN)
        // A replaced row keeps nothing of what it was.
        if (how === 'append') place(db, seriesOf(one, name), here, values)
        place(db, seriesOf(two, name), there, values)
        return values
      }),
    )
    await progress(to)
  }
  writer.finish()
}

/** Puts the values of a series where its rows went. Rows ascend where they are not -1. */
function place(db: Project, series: number | null, rows: Int32Array, into: Float64Array): void {
  const first = rows.find((row) => row >= 0)
  if (series === null || first === undefined) return
  const last = rows.findLast((row) => row >= 0)!
  const values = readValues(db, series, first, last)
  for (let i = 0; i < rows.length; i++) if (rows[i] >= 0) into[i] = values[rows[i] - first]
}

function copied(db: Project, target: number, series: number, rows: Rows): number {
  const writer = createSeriesWriter(db, target)
  for (let from = 0; from < rows.times.length; from += batchRows) {
    const here = rows.here.subarray(from, from + batchRows)
    const values = new Float64Array(here.length).fill(NaN)
    place(db, series, here, values)
    writer.write(values)
  }
  writer.finish()
  return writer.id
}

/** [rows before] the row that each became; -1 where it is gone. */
function placesOf(rows: Rows, before: number): Int32Array {
  const places = new Int32Array(before).fill(-1)
  rows.here.forEach((row, i) => {
    if (row >= 0) places[row] = i
  })
  return places
}

/** Gives the dataset everything that was written beside it, and the other what it had, to be cleared away. */
function exchange(
  db: Project,
  one: Dataset,
  two: Dataset,
  target: number,
  renewed: ReadonlyMap<number, number>,
  places: Int32Array,
  joined: JoinedRows,
): void {
  const dataset = one.id
  const report = reportWith(
    joined.how === 'replace' ? { ...two, report: two.report ?? one.report } : one,
    joined,
    one.report?.joined,
  )
  write(db, () => {
    const old = sql<{ id: number }>(db, 'SELECT id FROM series WHERE dataset = ?').all(dataset)
    sql(
      db,
      `UPDATE dataset SET (times, row_count, start, end, step_ms, gaps) =
         (SELECT times, row_count, start, end, step_ms, gaps FROM dataset WHERE id = ?), report = ? WHERE id = ?`,
    ).run(target, JSON.stringify(report), dataset)
    one.channels.forEach(({ id }, position) =>
      sql(
        db,
        `UPDATE channel SET (series, min, max, missing) =
           (SELECT series, min, max, missing FROM channel WHERE dataset = ? AND position = ?) WHERE id = ?`,
      ).run(target, position, id),
    )
    sql(db, 'DELETE FROM channel WHERE dataset = ? AND position < ?').run(target, one.channels.length)
    sql(db, 'UPDATE channel SET dataset = ? WHERE dataset = ?').run(dataset, target)
    sql(db, 'UPDATE series SET dataset = ? WHERE dataset = ?').run(dataset, target)
    sql(db, 'UPDATE dataset SET times = NULL WHERE id = ?').run(target)
    sql(db, 'DELETE FROM dataset WHERE id = ?').run(target)
    if (joined.how === 'replace') takeReading(db, one, two, report)
    renewRuns(db, dataset, renewed, places)
    dropSeries(
      db,
      old.map(({ id }) => id),
    )
  })
}

/** The report of the import, and what came to it. A simulated dataset has none. */
function reportWith(
  { report, rows, gaps }: Dataset,
  joined: JoinedRows,
  before: JoinedRows[] | undefined,
): ImportReport {
  const first: ImportReport = report ?? {
    rows,
    rejectedLines: 0,
    firstRejected: null,
    missingTimes: 0,
    duplicateTimes: 0,
    outOfOrder: 0,
    gaps: gaps.length,
    columns: [],
    problems: [],
    seconds: 0,
  }
  return { ...first, joined: [...(before ?? []), joined] }
}

function renewRuns(db: Project, dataset: number, renewed: ReadonlyMap<number, number>, places: Int32Array): void {
  const list = (text: string) => JSON.stringify((JSON.parse(text) as number[]).map((id) => renewed.get(id) ?? id))
  const runs = sql<{ id: number; scores: number | null; contributions: string; expected: string }>(
    db,
    'SELECT id, scores, contributions, expected FROM run WHERE dataset = ?',
  ).all(dataset)
  for (const run of runs) {
    sql(db, 'UPDATE run SET scores = ?, contributions = ?, expected = ? WHERE id = ?').run(
      run.scores === null ? null : (renewed.get(run.scores) ?? run.scores),
      list(run.contributions),
      list(run.expected),
      run.id,
    )
    const detections = sql<{ position: number; first: number; last: number }>(
      db,
      'SELECT position, first, last FROM detection WHERE run = ?',
    ).all(run.id)
    for (const { position, first, last } of detections) {
      const found = [first, last].map((row) => places[row] ?? -1)
      if (found.includes(-1)) sql(db, 'DELETE FROM detection WHERE run = ? AND position = ?').run(run.id, position)
      else
        sql(db, 'UPDATE detection SET first = ?, last = ? WHERE run = ? AND position = ?').run(
          ...found,
          run.id,
          position,
        )
    }
  }
}
