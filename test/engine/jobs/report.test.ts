import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { quietJob } from '../../../src-main/engine/job.ts'
import { projectWithEvents } from '../report/hundred-events.ts'

describe('the report of a run with 100 events in 8 channels', () => {
  let project: Awaited<ReturnType<typeof projectWithEvents>>
  let page = ''
  let path = ''
  beforeAll(async () => {
    project = await projectWithEvents()
    path = join(project.folder, 'report.html')
    await engineCalls.report({ project: project.path, run: project.run.id, labelSet: project.set.id, path, app: '0.1.0' }, quietJob())
    page = readFileSync(path, 'utf8')
  })
  afterAll(() => project.remove())

  test('holds a chart of every event in less than 5 MB', () => {
    expect(project.run.detections).toBe(100)
    expect(page.match(/<article class="event"/g)).toHaveLength(101)
    expect(page.match(/missed label<\/span><\/h3>/g)).toHaveLength(1)
    expect(statSync(path).size).toBeLessThan(5_000_000)
  })
})
