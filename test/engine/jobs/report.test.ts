import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addKnownErrors } from '../../../src-main/db/labels/known-errors.ts'
import { createLabels, removeLabels } from '../../../src-main/db/labels/labels.ts'
import { listDetections, setJudgement } from '../../../src-main/db/runs.ts'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { projectWithEvents } from '../../formats/report/hundred-events.ts'

describe('the report of a run with 100 events in 8 channels', () => {
  let project: Awaited<ReturnType<typeof projectWithEvents>>
  let page = ''
  let path = ''
  beforeAll(async () => {
    project = await projectWithEvents()
    path = join(project.folder, 'report.html')
    await engineCalls.report(
      { project: project.path, run: project.run.id, labelSet: project.set.id, path, app: '0.1.0' },
      quietJob(),
    )
    page = readFileSync(path, 'utf8')
  })
  afterAll(() => project.remove())

  test('holds a chart of every event in less than 5 MB', () => {
    expect(project.run.detections).toBe(100)
    expect(page.match(/<article class="event"/g)).toHaveLength(101)
    expect(page.match(/missed label<\/span><\/h3>/g)).toHaveLength(1)
    expect(statSync(path).size).toBeLessThan(5_000_000)
  })

  test('gives intervals over the labelled windows, which judging leaves out', () => {
    expect(project.run.measures?.values.some((one) => one.interval)).toBe(false)
    const [, value, low, high] =
      /<td>F1 .*?<td class="number">([\d.]+)<\/td><td class="number">([\d.]+) – ([\d.]+)<\/td>/.exec(page)!.map(Number)
    expect(low).toBeLessThanOrEqual(value)
    expect(high).toBeGreaterThanOrEqual(value)
    expect(high - low).toBeGreaterThan(0)
  })

  test('measures anew where labels were added since the run was judged, and says so', async () => {
    const { db, dataset, set } = project
    const [made] = createLabels(
      db,
      [
        {
          start: dataset.start,
          end: dataset.start + 100_000,
          set: set.id,
          class: 1,
          channels: [],
          certainty: 1,
          status: 'accepted',
          note: '',
          origin: 'hand',
        },
      ],
      'ada',
    )
    await engineCalls.report(
      { project: project.path, run: project.run.id, labelSet: set.id, path, replace: true, app: '0.1.0' },
      quietJob(),
    )
    removeLabels(db, [made.id], 'ada')
    expect(page).not.toContain('Measured anew')
    const again = readFileSync(path, 'utf8')
    expect(again).toContain('Measured anew for this report')
    expect(again).toMatch(/<h2>102 events<\/h2>/)
  })

  test('says which events somebody knows', async () => {
    const { db, run, set } = project
    const [detection] = listDetections(db, run.id, 1000).slice(9)
    addKnownErrors(db, run.id, set.id, [{ kind: 'false alarm', start: detection.start, end: detection.end }], 'ada')
    await engineCalls.report(
      { project: project.path, run: run.id, labelSet: set.id, path, replace: true, app: '0.1.0' },
      quietJob(),
    )
    expect(page).not.toContain('outside the labels, known')
    expect(readFileSync(path, 'utf8').match(/outside the labels, known/g)).toHaveLength(2)
  })

  test('is cancelled without leaving a file', async () => {
    const abort = new AbortController()
    const job = quietJob({ signal: abort.signal, onProgress: ({ phase }) => phase === 'Drawing' && abort.abort() })
    const half = join(project.folder, 'cancelled.html')
    await expect(
      engineCalls.report({ project: project.path, run: project.run.id, labelSet: null, path: half, app: '0.1.0' }, job),
    ).rejects.toMatchObject({ code: 'cancelled' })
    expect(existsSync(half)).toBe(false)
  })
})

describe('the report of more events than its table holds', () => {
  let project: Awaited<ReturnType<typeof projectWithEvents>>
  afterAll(() => project.remove())

  test('counts all of them, and charts the highest wherever they lie', async () => {
    project = await projectWithEvents({ events: 1, channels: 1, every: 14_500, detector: 'z-score' })
    const { db, dataset, run } = project
    const at = (row: number) => dataset.start + row * dataset.stepMs
    const detections = Array.from({ length: 20_500 }, (_, i) => ({
      first: 2 * i,
      last: 2 * i,
      start: at(2 * i),
      end: at(2 * i),
      peak: i === 20_400 ? 99 : 10,
      peakTime: at(2 * i),
    }))
    setJudgement(db, run.id, {
      threshold: run.threshold,
      thresholdValue: 5,
      oracle: false,
      detections,
      measures: null,
      judgedOn: 'all',
    })
    const path = join(project.folder, 'many.html')
    await engineCalls.report({ project: project.path, run: run.id, labelSet: null, path, app: '0.1.0' }, quietJob())
    const page = readFileSync(path, 'utf8')
    expect(page).toMatch(/the highest, event 20,?401,/)
    expect(page).toContain('It found 20,500 detections')
    expect(page).toContain('together 5 h 42 min')
    expect(page).toContain('id="event-20401"')
    expect(page).toContain('href="#event-20401"')
    expect(page.split('<table class="events">')[1].split('</table>')[0].match(/<tr>/g)!.length).toBe(20_002)
  })
})
