import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, jobEnd, quietApp } from '../../../src-main/cli/quiet-app.ts'
import { runCli } from '../run-cli.ts'
import { csv, machine } from './machine.ts'

let plant: Awaited<ReturnType<typeof machine>>
let folder: string
beforeAll(async () => {
  plant = await machine()
  folder = join(plant.folder, 'in')
  mkdirSync(folder)
})
afterAll(() => plant.remove())
const cli = (...args: string[]) => runCli(args, plant.environment)
const board = async (...options: string[]) => {
  const { stdout, stderr } = await cli('monitor', plant.project, ...options, '--json')
  if (stdout === '') throw new Error(stderr)
  return (JSON.parse(stdout) as { monitors: Record<string, unknown>[] }).monitors
}
const watch = async (...options: string[]) => {
  const { stdout, stderr } = await cli('watch', plant.project, '--once', '--json', ...options)
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as {
    rows: number
    alarms: {
      monitor: string | null
      run: string | null
      severity: string
      start: string
      channels: { name: string; direction: string }[]
    }[]
    troubles: { sentence: string }[]
  }
}
const temperature = ['--channel', 'motor temperature']

test('a rule, a chart, a search and a run are saved, and tried on the rows that are there before', async () => {
  const tried = await cli('monitor', plant.project, '--add', 'Too hot', '--above', '70', ...temperature, '--try')
  expect(tried.stdout).toBe('"Too hot" would have raised no alarm on the 2,880 rows that are there.\n')
  expect((await cli('monitor', plant.project)).stdout).toBe('Nothing is watched, and no monitor is saved.\n')
  await board('--add', 'Too hot', '--above', '70', ...temperature, '--severity', 'high')
  await board('--add', 'Stuck', '--flat', '--rows', '10', '--channel', 'flow')
  await board('--add', 'Chart', '--chart', 'limits', ...temperature)
  // The evening of the first day, as the shape of a falling temperature.
  await board('--add', 'Like that', '--like', '2026-03-01T06:00,2026-03-01T18:00', ...temperature, '--least', '0.95')
  const lines = await board()
  expect(lines.map(({ name, kind, what, state }) => [name, kind, what, state])).toEqual([
    ['Too hot', 'rule', 'motor temperature above 70 °C', 'not looked yet'],
    ['Stuck', 'rule', 'flow flat for 10 rows', 'not looked yet'],
    ['Chart', 'control chart', 'motor temperature out of control, three sigma', 'not looked yet'],
    [
      'Like that',
      'search',
      'motor temperature like the example of 2026-03-01 06:00, correlation from 0.95',
      'not looked yet',
    ],
  ])
})

test('their alarms go into the same list, and the run in force is on the board with them', async () => {
  const fault = (i: number) => (i >= 3000 && i < 3010 ? 15 : 0)
  const text = csv(2880, 4320, fault)
    .split('\n')
    .map((line) => {
      const [time, counter, hot] = line.split(',')
      return Number(counter) >= 3100 && Number(counter) < 3115 ? [time, counter, hot, '90.000'].join(',') : line
    })
    .join('\n')
  writeFileSync(join(folder, 'day.csv'), text)
  const { rows, alarms } = await watch('--source', folder)
  expect(rows).toBe(1440)
  const of = (name: string | null) => alarms.filter(({ monitor }) => monitor === name)
  expect(of('Too hot')).toMatchObject([
    {
      run: null,
      severity: 'high',
      start: '2026-03-03T02:00:00.000Z',
      channels: [{ name: 'motor temperature', direction: 'too high' }],
    },
  ])
  expect(of('Stuck')).toMatchObject([
    { start: '2026-03-03T03:40:00.000Z', channels: [{ name: 'flow', direction: 'too flat' }] },
  ])
  expect(of('Like that')).toMatchObject([{ channels: [{ direction: 'like the example' }] }])
  expect(of('Chart').length).toBeGreaterThan(0)
  expect(of(null)).toMatchObject([{ run: 'Mahalanobis distance' }])
  const lines = await board()
  expect(lines[0]).toMatchObject({ kind: 'run in force', state: 'new alarms', all: 1, unanswered: 1 })
  expect(lines.find(({ name }) => name === 'Too hot')).toMatchObject({
    all: 1,
    week: 1,
    last: '2026-03-03T02:00:00.000Z',
  })
})

test('rows that are read again raise nothing again, one that is paused is silent, and a removed one leaves its alarms', async () => {
  await board('--pause', 'Too hot')
  await board('--remove', 'Stuck')
  await board('--remove', 'Chart')
  writeFileSync(
    join(folder, 'again.csv'),
    csv(4300, 4400, (i) => (i >= 4350 && i < 4360 ? 15 : 0)),
  )
  const { rows, alarms } = await watch()
  expect(rows).toBe(80)
  expect(alarms.map(({ monitor }) => monitor)).not.toContain('Too hot')
  const lines = await board()
  expect(lines.map(({ name, state }) => [name, state])).toContainEqual(['Too hot', 'paused'])
  expect(lines.map(({ name }) => name)).not.toContain('Stuck')
  await board('--resume', 'Too hot')
  writeFileSync(
    join(folder, 'more.csv'),
    csv(4400, 4500, (i) => (i >= 4450 && i < 4460 ? 15 : 0)),
  )
  expect((await watch()).alarms.map(({ monitor }) => monitor).sort()).toEqual([null, 'Too hot'].sort())
})

test('a new alarm says which labelled event it looks most like', async () => {
  const app = await quietApp()
  const alarms = async () => {
    await ask(app, 'project.open', { file: app.admit(plant.project).token })
    return (await ask(app, 'alarms.list', {})).filter(
      ({ monitor, channels }) => monitor === null && channels.length > 0,
    )
  }
  try {
    const [last] = await alarms()
    expect(last.nearest).toBeNull()
    await ask(app, 'alarms.answer', { alarms: [last.id], state: 'confirmed' })
    await app.call('project.close', {})
    writeFileSync(
      join(folder, 'like.csv'),
      csv(4500, 4600, (i) => (i >= 4550 && i < 4560 ? 15 : 0)),
    )
    expect((await watch()).rows).toBe(100)
    const [found] = await alarms()
    expect(found.nearest).toMatchObject({ class: 'anomaly', start: last.start })
    expect(found.nearest!.distance).toBeLessThan(0.5)
  } finally {
    await app.close()
  }
})

test('two monitors of one run count its new rows once', async () => {
  const app = await quietApp()
  const assessed = async () => {
    await ask(app, 'project.open', { file: app.admit(plant.project).token })
    const [dataset] = await ask(app, 'datasets.list', {})
    const runs = await ask(app, 'runs.list', { dataset: dataset.id })
    await app.call('project.close', {})
    return runs.find(({ id }) => id === twin)!.assessed
  }
  let twin = 0
  try {
    await ask(app, 'project.open', { file: app.admit(plant.project).token })
    const [dataset] = await ask(app, 'datasets.list', {})
    const [run] = await ask(app, 'runs.list', { dataset: dataset.id })
    const scored = await ask(app, 'runs.score', { run: run.id, dataset: dataset.id })
    await jobEnd(app, scored.job)
    twin = scored.run
    await app.call('project.close', {})
    await board('--add', 'Twin', '--run', String(twin))
    await board('--add', 'Twin, slow', '--run', String(twin), '--on-delay', '600')
    const before = await assessed()
    writeFileSync(join(folder, 'twins.csv'), csv(4600, 4700))
    expect((await watch()).rows).toBe(100)
    expect((await assessed()) - before).toBe(100)
  } finally {
    await app.close()
  }
})

test('says what is wrong in a sentence', async () => {
  const said = async (...options: string[]) => (await cli('monitor', plant.project, ...options)).stderr.trim()
  expect(await said('--add', 'x')).toContain('Say what is to be watched by one of')
  expect(await said('--add', 'x', '--above', '1', '--flat')).toContain('Say what is to be watched by one of')
  expect(await said('--add', 'x', '--above', 'hot')).toContain('--above takes a number')
  expect(await said('--add', 'x', '--above', '1', '--channel', 'pressure')).toContain('has no channel "pressure"')
  expect(await said('--add', 'too HOT', '--above', '1')).toContain('has a monitor "too HOT" already')
  expect(await said('--add', 'x', '--run', '1')).toContain('is in force here: it raises alarms already')
  expect(await said('--pause', 'Nobody')).toContain('There is no monitor "Nobody". There are: Too hot')
  expect(await said('--try')).toContain('--try needs --add')
})
