import { expect, test } from 'vitest'
import { quietJob } from '../../src-main/analysis/job.ts'
import { listChannelLimits, setChannelLimits } from '../../src-main/db/channel-limits.ts'
import { quality } from '../../src-main/engine/jobs/data/quality.ts'
import { addDataset, seconds, testProject } from './project.ts'

test('limits that are typed are kept with the dataset until they are taken back, and what lies beyond is found', async () => {
  const project = testProject()
  const { id, channels } = addDataset(project.db, seconds(400), [seconds(400), Float64Array.from({ length: 400 }, (_, i) => i % 50)]) // prettier-ignore
  const [, second] = channels
  const set = (low: number | null, high: number | null) =>
    setChannelLimits(project.db, id, { channel: second.id, low, high }, 'ada')
  set(null, 60)
  set(2, 45.5)
  expect(listChannelLimits(project.db, id)).toEqual([{ channel: second.id, low: 2, high: 45.5 }])
  const report = await quality({ project: project.path, dataset: id }, quietJob())
  const beyond = report.findings.filter(({ kind, channel }) => kind === 'limit' && channel === second.name)
  expect(beyond.length).toBeGreaterThan(0)
  expect(beyond[0].text).toMatch(/its limit of (2|45\.5)/)
  expect(report.channels[1].grade).toBe('poor')
  expect(report.channels[1].reasons.join()).toContain('beyond its limits, 2 to 45.5')
  expect(() => set(5, 5)).toThrow('The lower limit, 5, has to be below the higher one, 5.')
  expect(() => setChannelLimits(project.db, id, { channel: 999, low: 1, high: null }, 'ada')).toThrow(
    'not in the dataset',
  )
  set(null, null)
  expect(listChannelLimits(project.db, id)).toEqual([])
  project.remove()
})
