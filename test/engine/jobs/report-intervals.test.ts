import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLabels } from '../../../src-main/db/labels/labels.ts'
import { updateModel } from '../../../src-main/db/models.ts'
import { getRun } from '../../../src-main/db/runs.ts'
import { readTimes } from '../../../src-main/db/series/series.ts'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { reportMeasures } from '../../../src-main/engine/jobs/report/report-intervals.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { projectWithEvents } from '../../formats/report/hundred-events.ts'

let project: Awaited<ReturnType<typeof projectWithEvents>>
beforeAll(async () => {
  project = await projectWithEvents({ events: 4, channels: 1, every: 300, detector: 'z-score' })
})
afterAll(() => project.remove())

test('measured anew, a held-out run has the measures, the counts, the warnings and the notes of another judging', async () => {
  const { db, dataset, set, path } = project
  const heldOut = { first: 1500, last: 1799 }
  updateModel(db, project.run.model.id, {
    training: {
      dataset: dataset.id,
      holdOut: { kind: 'last', share: 1 / 6, purge: 0 },
      heldOut,
      purge: 0,
      window: 1,
      labelled: null,
      chosenOn: null,
    },
    trainedRows: [{ first: 0, last: 299 }],
  })
  const { threshold } = getRun(db, project.run.id)
  const judged = async () => {
    await engineCalls.judge(
      { project: path, run: project.run.id, threshold, labelSet: set.id, judgedOn: 'held-out' },
      quietJob(),
    )
    return getRun(db, project.run.id)
  }
  const before = await judged()
  expect(before.measures).toMatchObject({ windows: 0, notAssessed: 0 })
  expect(before.measures!.notes.join(' ')).toContain('There is no labelled window among the assessed points')

  const at = (row: number) => dataset.start + row * dataset.stepMs
  const label = (first: number, last: number) => ({
    start: at(first),
    end: at(last),
    set: set.id,
    class: 1,
    channels: [],
    certainty: 1,
    status: 'accepted' as const,
    note: '',
    origin: 'hand' as const,
  })
  createLabels(db, [label(20, 29), label(1600, 1619)], 'ada')
  const asked: string[] = []
  const anew = (await reportMeasures(
    db,
    before,
    dataset,
    set.id,
    readTimes(db, dataset.id),
    quietJob({ onProgress: ({ phase }) => void asked.push(phase) }),
  ))!
  expect(anew.notes.at(-1)).toMatch(/^Measured anew for this report/)
  expect(anew.notes.join(' ')).not.toMatch(/no labelled window|left out/)
  expect(asked.length).toBeGreaterThan(0)
  expect(anew.warnings!.find(({ code }) => code === 'trained-on-labelled')?.message).not.toBe(
    before.measures!.warnings!.find(({ code }) => code === 'trained-on-labelled')?.message,
  )
  expect({ ...anew, notes: [] }).toEqual({ ...(await judged()).measures, notes: [] })
})
