import { StudioError } from '../shared/errors.ts'
import type { EpochRecord, Model } from '../shared/project.ts'
import type { ParamValues } from '../shared/params.ts'
import type { TimeRange } from '../shared/series.ts'
import { bytes, floats } from './chunks.ts'
import type { Project } from './open.ts'
import { newId, sql, write } from './statement.ts'

/** What a detector has learnt. data — the packed model; trainingScores — [n], for threshold rules that look at training. */
export interface ModelData {
  data: Uint8Array
  trainingScores: Float64Array
}

export type NewModel = Omit<Model, 'id' | 'created'> & { [K in keyof ModelData]: ModelData[K] | null }

const json = { params: true, channels: true, ranges: true, history: true } as const
const columns = {
  name: 'name', detector: 'detector', detectorVersion: 'detector_version', params: 'params', channels: 'channels',
  seed: 'seed', ranges: 'ranges', history: 'history', engine: 'engine',
} as const

/** data and trainingScores — null while it is still to be trained. */
export function createModel(db: Project, model: NewModel): number {
  return write(db, () => {
    const made = sql(
      db,
      `INSERT INTO model (name, detector, detector_version, params, channels, seed, ranges, history, engine, created)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      model.name, model.detector, model.detectorVersion, JSON.stringify(model.params), JSON.stringify(model.channels),
      model.seed, JSON.stringify(model.ranges), JSON.stringify(model.history), model.engine, Date.now(),
    )
    putData(db, newId(made), model)
    return newId(made)
  })
}

/** Changes what is given and leaves the rest. */
export function updateModel(db: Project, id: number, change: Partial<NewModel>): void {
  write(db, () => {
    getModel(db, id)
    for (const [key, column] of Object.entries(columns)) {
      const value = change[key as keyof typeof columns]
      if (value !== undefined) sql(db, `UPDATE model SET ${column} = ? WHERE id = ?`).run(key in json ? JSON.stringify(value) : value, id)
    }
    putData(db, id, change)
  })
}

function putData(db: Project, model: number, { data, trainingScores }: Partial<NewModel>): void {
  if (!data && !trainingScores) return
  const old = sql<{ data: Buffer; training_scores: Buffer }>(db, 'SELECT data, training_scores FROM model_data WHERE model = ?').get(model)
  sql(db, 'INSERT OR REPLACE INTO model_data (model, training_scores, data) VALUES (?, ?, ?)').run(
    model, trainingScores ? bytes(trainingScores) : (old?.training_scores ?? new Uint8Array()), data ?? old?.data ?? new Uint8Array(),
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
  created: number
}

/** Throws not-found. */
export function getModel(db: Project, id: number): Model {
  const row = sql<ModelRow>(db, 'SELECT * FROM model WHERE id = ?').get(id)
  if (!row) throw new StudioError('not-found', 'That model is not in the project any more.')
  const { detector_version, ...rest } = row
  return {
    ...rest,
    detectorVersion: detector_version,
    params: JSON.parse(row.params) as ParamValues,
    channels: JSON.parse(row.channels) as string[],
    ranges: JSON.parse(row.ranges) as TimeRange[],
    history: JSON.parse(row.history) as EpochRecord[],
  }
}

/** Removes a model that no run uses; one in use, or gone already, is left alone. */
export function removeModel(db: Project, id: number): void {
  sql(db, 'DELETE FROM model WHERE id = ? AND NOT EXISTS (SELECT 1 FROM run WHERE run.model = model.id)').run(id)
}

/** Throws not-found for a model that has not been trained. */
export function readModelData(db: Project, id: number): ModelData {
  const row = sql<{ data: Buffer; training_scores: Buffer }>(db, 'SELECT data, training_scores FROM model_data WHERE model = ?').get(id)
  if (!row) throw new StudioError('not-found', 'That model has not been trained to its end.')
  return { data: new Uint8Array(row.data), trainingScores: floats(row.training_scores).slice() }
}
