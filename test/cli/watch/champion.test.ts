import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, quietApp } from '../../../src-main/cli/quiet-app.ts'
import { runCli } from '../run-cli.ts'
import { csv, machine } from './machine.ts'

let plant: Awaited<ReturnType<typeof machine>>
let source: string
beforeAll(async () => {
  plant = await machine()
  source = join(plant.folder, 'in')
  mkdirSync(source)
})
afterAll(() => plant.remove())
const cli = (...args: string[]) => runCli(args, plant.environment)
const json = async (...args: string[]) => {
  const { stdout, stderr } = await cli(...args, '--json')
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}
const watch = (...options: string[]) => json('watch', plant.project, '--once', ...options)

/** A step that lasts half an hour, at two places. */
const faults = (i: number) => ((i >= 3000 && i < 3030) || (i >= 3200 && i < 3230) ? 15 : 0)

/** What somebody says of an alarm, in a window. */
async function answer(alarm: number, state: 'confirmed' | 'false') {
  const app = await quietApp()
  try {
    await ask(app, 'project.open', { file: app.admit(plant.project).token })
    await ask(app, 'alarms.answer', { alarms: [alarm], state })
  } finally {
    await app.close()
  }
}

test('nothing is promoted where nothing is watched, and nothing judged where nothing is new', async () => {
  expect((await cli('promote', plant.project, '--run', '1')).stderr).toContain('Nothing is watched in this project')
  expect((await cli('promote', plant.project)).stderr).toContain('Say which run with --run')
  expect((await cli('retrain', plant.project)).stderr).toContain('There is nothing new to judge on: 0 rows')
  expect((await cli('retrain', plant.project, '--window', 'x')).stderr).toBe(
    '--window takes a number of days, or "all", and not "x".\n',
  )
  // A challenger that could not be made leaves nothing behind.
  expect((await cli('promote', plant.project, '--list')).stdout).toBe('Nothing is watched, so no run is in force.\n')
})

test('a challenger learns what was called normal, and is judged on rows that neither has seen', async () => {
  writeFileSync(join(source, 'day.csv'), csv(2880, 4320, faults))
  const { alarms } = await watch('--source', source)
  expect(alarms).toHaveLength(2)
  await answer(alarms[0].alarm, 'confirmed')
  await answer(alarms[1].alarm, 'false')
  const made = await json('retrain', plant.project, '--window', 'all')
  expect(made).toMatchObject({
    run: 3,
    dataset: 'machine',
    champion: { run: 1 },
    madeBy: 'person',
    decision: null,
    refused: 30,
    allowed: 30,
    learnt: 2880 + 960 - 30,
  })
  expect(made.name).toMatch(/^Mahalanobis distance, anew \d{4}-\d\d-\d\d$/)
  expect(made.periods).toHaveLength(6)
  expect(made.periods[0]).toMatchObject({
    start: Date.parse('2026-03-03T16:00:00Z'),
    rows: 80,
    by: 'planted anomalies',
  })
  expect(made.periods.at(-1).end).toBe(Date.parse('2026-03-03T23:59:00Z'))
  expect(made.difference).toMatchObject({ periods: 6 })
  expect(made.difference.low).toBeLessThanOrEqual(made.difference.value)
  expect(made.difference.high).toBeGreaterThanOrEqual(made.difference.value)
})

test('a challenger goes on from the model in force where its detector can, and learns on step by step', async () => {
  expect((await cli('retrain', plant.project, '--how', 'x')).stderr).toBe(
    '--how takes cold, warm or adaptive, and not "x".\n',
  )
  expect((await cli('retrain', plant.project, '--how', 'warm')).stderr).toContain(
    'learns all at once, so there is nothing to go on from',
  )
  const made = await json('retrain', plant.project, '--how', 'adaptive')
  expect(made).toMatchObject({ how: 'adaptive', champion: { run: 1 }, madeBy: 'person' })
  expect(made.name).toMatch(/, adaptive \d{4}-\d\d-\d\d$/)
  expect(made.difference.low).toBeLessThanOrEqual(made.difference.high)
  expect(
    JSON.parse((await cli('promote', plant.project, '--keep', '--run', String(made.run), '--json')).stdout).kept,
  ).toEqual([made.run])
})

test('a challenger is not in force before somebody promotes it, and the one before comes back', async () => {
  writeFileSync(join(source, 'day-4.csv'), csv(4320, 4400))
  expect((await watch()).rows).toBe(80)
  expect((await json('watch', plant.project, '--list')).sources[0].run).toBe('Mahalanobis distance')
  expect(await json('promote', plant.project, '--run', '3')).toMatchObject({ run: 3, how: 'promoted' })
  expect((await cli('promote', plant.project, '--run', '3')).stderr).toContain('is in force for "machine" already')
  expect((await json('watch', plant.project, '--list')).sources[0].run).toContain(', anew ')
  // What comes now is scored by it: a step like the one that was called normal is as it learnt, a larger one is not.
  writeFileSync(
    join(source, 'day-5.csv'),
    csv(4400, 4500, (i) => (i >= 4450 && i < 4460 ? 60 : 0)),
  )
  const look = await watch()
  expect(look.alarms).toMatchObject([{ run: expect.stringContaining(', anew ') }])
  expect(await json('promote', plant.project, '--back')).toMatchObject({ run: 1, how: 'back' })
  expect((await cli('promote', plant.project, '--back')).stderr).toContain('No other run was in force')
  const [told] = (await json('promote', plant.project, '--list')).datasets
  expect(told.history.map((one: { run: number; how: string }) => [one.run, one.how])).toEqual([
    [1, 'watched'],
    [3, 'promoted'],
    [1, 'back'],
  ])
  expect(told.waiting).toEqual([])
  // The run that was away goes on where the other one stopped.
  writeFileSync(
    join(source, 'day-6.csv'),
    csv(4500, 4600, (i) => (i >= 4550 && i < 4555 ? 15 : 0)),
  )
  expect((await watch()).alarms).toMatchObject([{ run: 'Mahalanobis distance' }])
})

test('after so many answers a challenger is trained by itself, once, and waits', async () => {
  expect((await cli('watch', plant.project, '--once', '--retrain-after', 'x')).stderr).toContain(
    '--retrain-after takes',
  )
  expect((await watch('--retrain-after', '2')).trained).toEqual([])
  const fresh = async () => {
    const app = await quietApp()
    try {
      await ask(app, 'project.open', { file: app.admit(plant.project).token })
      return await ask(app, 'alarms.list', { states: ['new'] })
    } finally {
      await app.close()
    }
  }
  const [last, before] = await fresh()
  await answer(last.id, 'false')
  expect((await watch()).trained).toEqual([])
  await answer(before.id, 'confirmed')
  expect((await watch()).trained).toMatchObject([{ dataset: 'machine', answers: 2, trouble: null }])
  expect((await watch()).trained).toEqual([])
  const [told] = (await json('promote', plant.project, '--list')).datasets
  expect(told).toMatchObject({ run: 1, waiting: [{ champion: 1, madeBy: 'answers', decision: null }] })
  expect((await json('promote', plant.project, '--keep')).kept).toEqual([told.waiting[0].run])
  expect((await json('promote', plant.project, '--list')).datasets[0].waiting).toEqual([])
  expect((await cli('promote', plant.project, '--keep')).stderr).toContain('No challenger waits')
})
