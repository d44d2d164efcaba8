import { expect, test } from 'vitest'
import { mergeTail, writeRows } from '../../../src-main/db/series/append-rows.ts'
import { getDataset } from '../../../src-main/db/datasets.ts'
import { readModelData } from '../../../src-main/db/models.ts'
import { closeProject, openProject } from '../../../src-main/db/file/open.ts'
import { createRun, getRun } from '../../../src-main/db/runs.ts'
import { sql } from '../../../src-main/db/file/statement.ts'
import { readValues } from '../../../src-main/db/series/series.ts'
import { scoreStored, storedRowsOf } from '../../../src-main/engine/jobs/runs/score-stored.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { unpackModel } from '../../../src-main/analysis/model-file.ts'
import { asFound } from '../../../src-main/shared/runs/detected-ranges.ts'
import { machine, minute, start } from '../../cli/watch/machine.ts'

test('a dataset that is scored piece by piece has what it has as a whole, and rows that come meanwhile do not count', async () => {
  const plant = await machine({ days: 1 })
  const db = openProject(plant.project, { role: 'app' })
  try {
    const whole = getRun(db, 1)
    const model = unpackModel(readModelData(db, whole.model.id).data)
    const again = () =>
      getRun(
        db,
        createRun(db, {
          dataset: 1,
          model: whole.model.id,
          name: 'again',
          threshold: { rule: 'fixed', params: { value: 1 }, ...asFound },
        }),
      )
    const append = (time: number) => {
      const values = getDataset(db, 1).channels.map(() => Float64Array.of(1))
      writeRows(db, mergeTail(db, 1, { times: Float64Array.of(time), values }, 2, null), [], 'watched: in')
    }
    const during = (act: () => void) => {
      let calls = 0
      return {
        ...quietJob(),
        checkpoint: async (p?: { phase: string }) => void (p?.phase === 'Scoring' && ++calls === 3 && act()),
      }
    }
    const done = await scoreStored(
      db,
      again(),
      model,
      storedRowsOf(db, 1, model.channels),
      2,
      during(() => append(start + 1440 * minute)),
      100,
    )
    expect(done.run).toMatchObject({ status: 'ready', assessed: whole.assessed, seconds: { train: 2 } })
    expect(done.run.maxScore).toBeCloseTo(whole.maxScore!, 9)
    const series = (run: typeof whole) => [run.scores!, ...run.contributions, ...run.expected]
    expect(series(done.run).length).toBe(series(whole).length)
    series(done.run).forEach((id, s) => {
      const [ours, theirs] = [readValues(db, id), readValues(db, series(whole)[s], 0, 1439)]
      expect(ours.length).toBe(1441)
      expect(ours[1440]).toBeNaN()
      theirs.forEach((v, row) => (Number.isNaN(v) ? expect(ours[row]).toBeNaN() : expect(ours[row]).toBeCloseTo(v, 5)))
    })

    const kept = () => sql<{ n: number }>(db, 'SELECT count(*) AS n FROM series WHERE dataset IS NOT NULL').get()!.n
    const before = kept()
    const late = scoreStored(
      db,
      again(),
      model,
      storedRowsOf(db, 1, model.channels),
      0,
      during(() => append(start + 700 * minute + 1)),
      100,
    )
    await expect(late).rejects.toThrow('Rows came between those of this dataset while it was scored: score it again.')
    expect(kept()).toBe(before)
  } finally {
    closeProject(db)
    plant.remove()
  }
}, 120_000)
