import { StudioError } from '../shared/errors.ts'
import type { TrainingFacts } from '../shared/models/hold-out.ts'
import type { ParamValues } from '../shared/models/params.ts'
import { madeBy, type MadeBy, type Model, type ModelFacts } from '../shared/project.ts'
import type { RowRange } from '../shared/data/series.ts'
import { bytes, floats } from './series/chunks.ts'
import type { Project } from './project.ts'
import { newId, sql, write } from './file/statement.ts'
import { faultyRow } from './file/stored.ts'
import { storedHistory, storedNames, storedParams, storedRanges, storedTraining } from './file/stored-values.ts'

/**
 * What a detector has learnt. data — the packed model; trainingScores — [n], for threshold rules that look at training;
 * trainedRows — rows of the dataset it was trained on, in order.
 */
export interface ModelData {
  data: Uint8Array
  trainingScores: Float64Array
  trainedRows: RowRange[]
}

type Unfilled = { [K in 'data' | 'trainingScores']: ModelData[K] | null } & Partial<Pick<ModelData, 'trainedRows'>>
type Facts = Omit<ModelFacts, 'id' | 'created' | 'training'> & Partial<Pick<ModelFacts, 'training'>> & Unfilled
export type NewModel = Facts & MadeBy

const json = { params: true, channels: true, ranges: true, history: true, training: true } as const
const columns = {
  name: 'name',
  detectorVersion: 'detector_version',
  params: 'params',
  channels: 'channels',
  seed: 'seed',
  ranges: 'ranges',
  history: 'history',
  engine: 'engine',
  training: 'training',
} as const

/** data and trainingScores — null while it is still to be trained. */
export function createModel(db: Project, model: NewModel): number {
  return write(db, () => {
    const made = sql(
      db,
      `INSERT INTO model (name, detector, detector_version, params, channels, seed, ranges, history, engine, training, created)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      model.name,
      madeBy(model),
      model.detectorVersion,
      JSON.stringify(model.params),
      JSON.stringify(model.channels),
      model.seed,
      JSON.stringify(model.ranges),
      JSON.stringify(model.history),
      model.engine,
      model.training ? JSON.stringify(model.training) : null,
      Date.now(),
    )
    putData(db, newId(made), model)
    return newId(made)
  })
}

/** Changes what is given and leaves the rest. */
export function updateModel(db: Project, id: number, change: Partial<Facts>): void {
  write(db, () => {
    if (!findModel(db, id)) throw new StudioError('not-found', 'That model is not in the project any more.')
    for (const [key, column] of Object.entries(columns)) {
      const value = change[key as keyof typeof columns]
      if (value !== undefined)
        sql(db, `UPDATE model SET ${column} = ? WHERE id = ?`).run(key in json ? JSON.stringify(value) : value, id)
    }
    putData(db, id, change)
  })
}

interface DataRow {
  data: Buffer
  training_scores: Buffer
  trained_rows: Buffer
}

const dataOf = 'SELECT data, training_scores, trained_rows FROM model_data WHERE model = ?'

function putData(db: Project, model: number, { data, trainingScores, trainedRows }: Partial<Facts>): void {
  if (!data && !trainingScores && !trainedRows) return
  const old = sql<DataRow>(db, dataOf).get(model)
  const none = new Uint8Array()
  const rows = trainedRows && Float64Array.from(trainedRows.flatMap(({ first, last }) => [first, last]))
  sql(db, 'INSERT OR REPLACE INTO model_data (model, training_scores, trained_rows, data) VALUES (?, ?, ?, ?)').run(
    model,
    trainingScores ? bytes(trainingScores) : (old?.training_scores ?? none),
    rows ? bytes(rows) : (old?.trained_rows ?? none),
    data ?? old?.data ?? none,
  )
}

interface ModelRow {
  id: number
  name: string
  detector: string
  detector_version: number
  params: string
  channels: string
  seed: number
  ranges: string
  history: string
  engine: Model['engine']
  training: string | null
  created: number
}

/** A model and what of it cannot be read, which is empty in it; null where there is none. */
export function findModel(db: Project, id: number): { model: Model; faults: string[] } | null {
  const row = sql<ModelRow>(db, 'SELECT * FROM model WHERE id = ?').get(id)
  if (!row) return null
  const { read, faults } = faultyRow()
  const { detector, detector_version, training, ...rest } = row
  const params = read(row.params, storedParams, {})
  const model: Model = {
    ...rest,
    ...madeByOf(detector, params),
    detectorVersion: detector_version,
    params,
    channels: read(row.channels, storedNames, []),
    ranges: read(row.ranges, storedRanges, []),
    history: read(row.history, storedHistory, []),
    training:
      training === null || training === 'null' ? null : read<TrainingFacts | null>(training, storedTraining, null),
  }
  return { model, faults }
}

/** word — as `madeBy` wrote it. */
function madeByOf(word: string, params: ParamValues): MadeBy {
  if (word === 'ensemble') return { kind: 'ensemble' }
  return word === 'adaptive'
    ? { kind: 'adaptive', adapts: String(params.detector) }
    : { kind: 'detector', detector: word }
}

/** Removes a model that no run uses; one in use, or gone already, is left alone. */
export function removeModel(db: Project, id: number): void {
  sql(db, 'DELETE FROM model WHERE id = ? AND NOT EXISTS (SELECT 1 FROM run WHERE run.model = model.id)').run(id)
}

/** Throws not-found for a model that has not been trained. */
export function readModelData(db: Project, id: number): ModelData {
  const row = sql<DataRow>(db, dataOf).get(id)
  if (!row) throw new StudioError('not-found', 'That model has not been trained to its end.')
  if (row.trained_rows.length % 16 !== 0 || row.training_scores.length % 8 !== 0)
    throw new StudioError(
      'corrupt',
      'This saved model is damaged: its scores in training were cut off. Train it again.',
    )
  const rows = floats(row.trained_rows)
  return {
    data: new Uint8Array(row.data),
    trainingScores: floats(row.training_scores).slice(),
    trainedRows: Array.from({ length: rows.length / 2 }, (_, i) => ({ first: rows[2 * i], last: rows[2 * i + 1] })),
  }
}
