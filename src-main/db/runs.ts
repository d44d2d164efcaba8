import { StudioError } from '../shared/errors.ts'
import type { JudgedOn } from '../shared/models/hold-out.ts'
import type { Measures } from '../shared/runs/measures.ts'
import type { Detection, Model, Run, ThresholdSetting } from '../shared/project.ts'
import type { RowRange } from '../shared/data/series.ts'
import { clearRubbish, dropSeries } from './series/chunks.ts'
import { findModel, removeModel } from './models.ts'
import type { Project } from './project.ts'
import { newId, sql, write } from './file/statement.ts'
import { faultyRow } from './file/stored.ts'
import { storedContributions, storedExpected, storedMeasures, storedThreshold } from './file/stored-values.ts'

export interface NewRun {
  dataset: number
  model: number
  name: string
  threshold: ThresholdSetting
}

/** A run to be filled by the engine. Its status is running. */
export function createRun(db: Project, { dataset, model, name, threshold }: NewRun): number {
  return newId(
    sql(db, `INSERT INTO run (dataset, model, name, status, threshold, created) VALUES (?, ?, ?, 'running', ?, ?)`).run(
      dataset,
      model,
      name,
      JSON.stringify(threshold),
      Date.now(),
    ),
  )
}

export interface RunResult {
  /** Series ids, from `createSeriesWriter`. */
  scores: number
  contributions: number[]
  expected: number[]
  maxScore: number | null
  assessed: number
  seconds: { train: number; score: number }
}

/** Returns the run as it is then. */
export function finishRun(db: Project, id: number, result: RunResult): Run {
  changed(
    sql(
      db,
      `UPDATE run SET status = 'ready', scores = ?, contributions = ?, expected = ?, max_score = ?, assessed = ?, train_seconds = ?, score_seconds = ?
       WHERE id = ?`,
    ).run(
      result.scores,
      JSON.stringify(result.contributions),
      JSON.stringify(result.expected),
      result.maxScore,
      result.assessed,
      result.seconds.train,
      result.seconds.score,
      id,
    ),
  )
  return findRun(db, id)
}

export interface Judgement {
  threshold: ThresholdSetting
  thresholdValue: number | null
  oracle: boolean
  detections: readonly Detection[]
  /** null where there is no label set to judge against. */
  measures: Measures | null
  /** Left as it is where it is not given. */
  judgedOn?: JudgedOn
}

export function setJudgement(
  db: Project,
  run: number,
  { threshold, thresholdValue, oracle, detections, measures, judgedOn }: Judgement,
): void {
  write(db, () => {
    changed(
      sql(
        db,
        'UPDATE run SET threshold = ?, threshold_value = ?, oracle = ?, measures = ?, judged_on = coalesce(?, judged_on) WHERE id = ?',
      ).run(
        JSON.stringify(threshold),
        thresholdValue,
        oracle ? 1 : 0,
        measures && JSON.stringify(measures),
        judgedOn ?? null,
        run,
      ),
    )
    sql(db, 'DELETE FROM detection WHERE run = ?').run(run)
    const insert = sql(
      db,
      'INSERT INTO detection (run, position, first, last, start, end, peak, peak_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    detections.forEach((d, position) => insert.run(run, position, d.first, d.last, d.start, d.end, d.peak, d.peakTime))
  })
}

interface RunRow {
  id: number
  dataset: number
  model: number
  name: string
  status: Run['status']
  scores: number | null
  contributions: string
  expected: string
  max_score: number | null
  threshold: string
  threshold_value: number | null
  oracle: number
  assessed: number
  measures: string | null
  judged_on: JudgedOn
  row_count: number
  scored_until: number | null
  train_seconds: number
  score_seconds: number
  created: number
  detections: number
}

const select = `SELECT run.*, (SELECT count(*) FROM detection WHERE detection.run = run.id) AS detections,
  (SELECT row_count FROM dataset WHERE dataset.id = run.dataset) AS row_count,
  (SELECT min(json_extract(joined.value, '$.until')) FROM dataset,
     json_each(CASE WHEN json_valid(dataset.report) THEN dataset.report ELSE '{}' END, '$.joined') AS joined
   WHERE dataset.id = run.dataset AND json_extract(joined.value, '$.at') > run.created
     AND NOT EXISTS (SELECT 1 FROM source WHERE source.run = run.id)) AS scored_until FROM run`

function runOf(db: Project, row: RunRow): Run {
  const { read, check, faults, sentence } = faultyRow()
  const found = findModel(db, row.model)
  check(found !== null, 'the model')
  faults.push(...(found?.faults ?? []))
  const model = found?.model ?? noModel(row)
  const contributions = read(row.contributions, storedContributions, [])
  const expected = read(row.expected, storedExpected, [])
  const threshold = read(row.threshold, storedThreshold, noThreshold)
  const measures = row.measures === null ? null : read<Measures | null>(row.measures, storedMeasures, null)
  check(seriesThere(db, row, [...contributions, ...expected]), 'the scores')
  const broken = sentence('Remove the run and train again.')
  return {
    id: row.id,
    dataset: row.dataset,
    name: row.name,
    model,
    status: broken === null ? row.status : 'interrupted',
    scores: row.scores,
    contributions,
    expected,
    maxScore: row.max_score,
    threshold,
    thresholdValue: row.threshold_value,
    oracle: row.oracle === 1,
    assessed: row.assessed,
    ...(row.scored_until === null ? {} : { scoredUntil: row.scored_until }),
    detections: row.detections,
    measures,
    heldOut: heldOutOf(model, row),
    judgedOn: row.judged_on,
    seconds: { train: row.train_seconds, score: row.score_seconds },
    created: row.created,
    ...(broken === null ? {} : { broken }),
  }
}

/** What is shown of a run whose model is gone. */
const noModel = ({ model, name, created }: RunRow): Model => ({
  id: model,
  name,
  kind: 'detector',
  detector: '',
  detectorVersion: 0,
  params: {},
  channels: [],
  seed: 1,
  ranges: [],
  history: [],
  engine: 'none',
  training: null,
  created,
})

const noThreshold: ThresholdSetting = { rule: 'fixed', params: {}, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }

/** Whether the series that a run names are there and belong to its dataset, not to another or to its channels. */
function seriesThere(db: Project, { dataset, scores }: RunRow, others: number[]): boolean {
  const named = [...(scores === null ? [] : [scores]), ...others]
  const { there } = sql<{ there: number }>(
    db,
    `SELECT count(*) AS there FROM json_each(?) AS named JOIN series ON series.id = named.value WHERE series.dataset = ?
     AND NOT EXISTS (SELECT 1 FROM channel WHERE channel.series = series.id)
     AND NOT EXISTS (SELECT 1 FROM dataset WHERE dataset.times = series.id)`,
  ).get(JSON.stringify(named), dataset)!
  return there === named.length
}

/** A dataset that was not trained on is held out as a whole. */
function heldOutOf({ training }: Model, { dataset, row_count }: RunRow): RowRange | null {
  if (!training) return null
  return training.dataset === dataset ? training.heldOut : { first: 0, last: row_count - 1 }
}

export function listRuns(db: Project, dataset: number): Run[] {
  return sql<RunRow>(db, `${select} WHERE dataset = ? ORDER BY id`)
    .all(dataset)
    .map((row) => runOf(db, row))
}

/** Throws not-found, and corrupt for a run that is damaged. */
export function getRun(db: Project, id: number): Run {
  const run = findRun(db, id)
  if (run.broken) throw new StudioError('corrupt', `The run "${run.name}" cannot be used. ${run.broken}`)
  return run
}

/** A run as it is listed: one that is damaged says so. Throws not-found. */
export function findRun(db: Project, id: number): Run {
  const row = sql<RunRow>(db, `${select} WHERE id = ?`).get(id)
  if (!row) throw gone()
  return runOf(db, row)
}

export function renameRun(db: Project, id: number, name: string): Run {
  changed(sql(db, 'UPDATE run SET name = ? WHERE id = ?').run(name, id))
  return findRun(db, id)
}

/**
 * Takes a run out of the project at once, its model with it where no other run uses it. Its series are cleared away
 * in short steps afterwards: the promise ends when that is done.
 */
export function removeRun(db: Project, id: number): Promise<void> {
  write(db, () => {
    const { scores, contributions, expected, broken } = findRun(db, id)
    const { model } = sql<{ model: number }>(db, 'SELECT model FROM run WHERE id = ?').get(id)!
    sql(db, 'DELETE FROM run WHERE id = ?').run(id)
    removeModel(db, model)
    // What a damaged run names may belong to others: the next opening clears away what nothing uses.
    if (!broken) dropSeries(db, [...(scores === null ? [] : [scores]), ...contributions, ...expected])
  })
  return clearRubbish(db)
}

/** In the order of time. */
export function listDetections(db: Project, run: number, limit = 10_000): Detection[] {
  return sql<Detection>(
    db,
    'SELECT first, last, start, end, peak, peak_time AS peakTime FROM detection WHERE run = ? ORDER BY position LIMIT ?',
  ).all(run, limit)
}

const gone = () => new StudioError('not-found', 'That run is not in the project any more.')

function changed({ changes }: { changes: number }): void {
  if (changes === 0) throw gone()
}

/** Series with scores, contributions and expected values of a dataset's runs. */
export function seriesOfRuns(db: Project, dataset: number): number[] {
  return sql<{ series: number }>(
    db,
    `SELECT scores AS series FROM run WHERE dataset = ? AND scores IS NOT NULL
     UNION SELECT value FROM run, json_each(run.contributions) WHERE dataset = ?
     UNION SELECT value FROM run, json_each(run.expected) WHERE dataset = ?`,
  )
    .all(dataset, dataset, dataset)
    .map(({ series }) => series)
}
