import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../run-cli.ts'
import { csv, machine } from './machine.ts'

let plant: Awaited<ReturnType<typeof machine>>
beforeAll(async () => {
  plant = await machine()
})
afterAll(() => plant.remove())
const cli = (...args: string[]) => runCli(args, plant.environment)

test('backtest replays what a watch has brought, with and without training anew', async () => {
  expect((await cli('backtest', plant.project)).stderr).toContain('there is nothing to replay yet')
  mkdirSync(join(plant.folder, 'in'))
  writeFileSync(join(plant.folder, 'in', 'day.csv'), csv(2880, 4320))
  expect((await cli('watch', plant.project, '--source', join(plant.folder, 'in'), '--once')).code).toBe(0)
  const { stdout, stderr, code } = await cli('backtest', plant.project, '--every', '0.25', '--json')
  expect([stderr, code]).toEqual(['', 0])
  const found = JSON.parse(stdout)
  expect(found).toMatchObject({ dataset: 'machine', run: 'Mahalanobis distance', advice: 'keep', everyDays: 0.25 })
  expect(found.periods).toHaveLength(4)
  for (const one of found.periods)
    expect(one).toMatchObject({
      rows: 360,
      events: 0,
      learnt: 2880,
      champion: { alarms: 0 },
      challenger: { alarms: 0 },
    })
  expect((await cli('backtest', plant.project, '--every', 'x')).stderr).toBe(
    '--every takes a number of days, and not "x".\n',
  )
})

test('calibrate sets the threshold anew on another normal range, and back, and says what was before', async () => {
  expect((await cli('calibrate', plant.project)).stderr).toContain('Say which rows are normal')
  const { stdout, stderr, code } = await cli('calibrate', plant.project, '--from', '2026-03-03', '--json')
  expect([stderr, code]).toEqual(['', 0])
  const told = JSON.parse(stdout)
  expect(told).toMatchObject({
    rule: 'mean-sigma',
    normal: { from: '2026-03-03T00:00:00.000Z', to: '2026-03-03T23:59:00.000Z' },
    before: { calibratedOn: 'training', scores: 2880 },
    after: { calibratedOn: 'normal', scores: 1440 },
  })
  expect(told.after.threshold).not.toBe(told.before.threshold)
  const back = JSON.parse((await cli('calibrate', plant.project, '--back', '--json')).stdout)
  expect(back.after).toEqual(told.before)
  expect((await cli('calibrate', plant.project, '--from', '2026-03-04', '--to', '2026-03-03')).stderr).toContain(
    'ends before it begins',
  )
})
