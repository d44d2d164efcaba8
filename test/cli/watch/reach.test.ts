import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { unpackModel } from '../../../src-main/analysis/model-file.ts'
import { scoreSeries } from '../../../src-main/analysis/train-and-score.ts'
import { getDataset } from '../../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../../src-main/db/file/open.ts'
import { readModelData } from '../../../src-main/db/models.ts'
import { getRun } from '../../../src-main/db/runs.ts'
import { readTimes, readValues } from '../../../src-main/db/series/series.ts'
import { runCli } from '../run-cli.ts'
import { csv, machine } from './machine.ts'

/** A shift of half a degree, which only those see who remember: from a row on. */
const shift = (i: number) => (i >= 1480 ? 0.5 : 0)

test.each(['averaging-ensemble', 'ewma', 'cusum', 'shewhart'])(
  'rows of %s that come file by file get the scores of the whole',
  async (detector) => {
    const plant = await machine({ days: 1, detector })
    try {
      const folder = join(plant.folder, 'in')
      mkdirSync(folder)
      for (const [i, from] of [1440, 1441, 1450, 1470, 1500].entries())
        writeFileSync(join(folder, `${i}.csv`), csv(from, [1441, 1450, 1470, 1500, 1560][i], shift))
      const { code, stderr } = await runCli(['watch', plant.project, '--source', folder, '--once'], plant.environment)
      expect([code, stderr]).toEqual([0, ''])
      const db = openProject(plant.project, { role: 'app', readOnly: true })
      try {
        const dataset = getDataset(db, 1)
        expect(dataset.rows).toBe(1560)
        const run = getRun(db, 1)
        const model = unpackModel(readModelData(db, run.model.id).data)
        const channels = dataset.channels.filter(({ name }) => model.channels.includes(name))
        const whole = await scoreSeries(
          model,
          {
            times: readTimes(db, 1),
            channels: channels.map(({ name, unit }) => ({ name, unit })),
            values: channels.map(({ series }) => readValues(db, series)),
          },
          {},
          quietJob(),
        )
        const watched = readValues(db, run.scores!)
        for (let i = 0; i < 1560; i++) expect(watched[i], `row ${i}`).toBeCloseTo(whole.scores[i], 9)
      } finally {
        closeProject(db)
      }
    } finally {
      plant.remove()
    }
  },
)
