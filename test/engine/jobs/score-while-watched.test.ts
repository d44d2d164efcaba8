import { expect, test } from 'vitest'
import { mergeTail, writeRows } from '../../../src-main/db/series/append-rows.ts'
import { getDataset } from '../../../src-main/db/datasets.ts'
import { createModel } from '../../../src-main/db/models.ts'
import { closeProject, openProject } from '../../../src-main/db/file/open.ts'
import { createRun, getRun } from '../../../src-main/db/runs.ts'
import { readTimes, readValues } from '../../../src-main/db/series/series.ts'
import { ontoAxis } from '../../../src-main/engine/jobs/data/onto-axis.ts'
import { storeScores } from '../../../src-main/engine/jobs/runs/store-scores.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { asFound } from '../../../src-main/shared/runs/detected-ranges.ts'
import { machine, minute, start } from '../../cli/watch/machine.ts'

test('scores of a training lie beside the rows that a watch has added meanwhile', async () => {
  const plant = await machine({ days: 1 })
  const db = openProject(plant.project, { role: 'app' })
  try {
    const first = getRun(db, 1)
    const { id: _, created: __, training: ___, ...facts } = first.model
    const model = createModel(db, { ...facts, history: [], engine: 'none', data: null, trainingScores: null })
    const threshold = { rule: 'fixed', params: { value: 1 }, ...asFound }
    const id = createRun(db, { dataset: 1, model, name: 'second', threshold })
    const times = readTimes(db, 1)
    const scores = times.map((_, row) => row)
    // A training is about to store its second series when a row between and one behind come.
    let saved = 0
    const append = (time: number) => {
      const values = getDataset(db, 1).channels.map(() => Float64Array.of(1))
      const tail = mergeTail(db, 1, { times: Float64Array.of(time), values }, 2, null)
      writeRows(db, tail, [], 'watched: in')
    }
    const job = {
      ...quietJob(),
      checkpoint: async (progress?: { phase: string }) => {
        if (progress?.phase !== 'Saving scores' || saved++ !== 1) return
        append(start + 700 * minute + 1)
        append(start + 1440 * minute)
      },
    }
    const expected = [Float64Array.from(scores), Float64Array.from(scores)]
    const result = { scores, expected, assessed: scores.length }
    const run = await storeScores(db, getRun(db, id), result as never, times, { train: 0, score: 0 }, job)
    expect(getDataset(db, 1).rows).toBe(1442)
    for (const series of [run.scores!, ...run.expected]) {
      const values = readValues(db, series)
      expect(values.length).toBe(1442)
      expect([values[700], values[701], values[702], values[1440], values[1441]]).toEqual([700, NaN, 701, 1439, NaN])
    }
  } finally {
    closeProject(db)
    plant.remove()
  }
}, 120_000)

test('values follow their times, of several rows of one time in their order', () => {
  const axis = (...times: number[]) => Float64Array.from(times)
  expect([...ontoAxis(axis(1, 2, 3), axis(10, 20, 20), axis(5, 10, 20, 20, 20))]).toEqual([NaN, 1, 2, 3, NaN])
})
