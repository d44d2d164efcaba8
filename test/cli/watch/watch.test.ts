import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeProject, openProject } from '../../../src-main/db/file/open.ts'
import { readTimes, readValues } from '../../../src-main/db/series/series.ts'
import { getDataset } from '../../../src-main/db/datasets.ts'
import { ask, quietApp } from '../../../src-main/cli/quiet-app.ts'
import { runCli } from '../run-cli.ts'
import { csv, header, machine, rowOf } from './machine.ts'

let plant: Awaited<ReturnType<typeof machine>>
let folder: string
beforeAll(async () => {
  plant = await machine()
  folder = join(plant.folder, 'in')
  mkdirSync(folder)
})
afterAll(() => plant.remove())

const watch = (...options: string[]) => runCli(['watch', plant.project, ...options], plant.environment)
const once = async (...options: string[]) => {
  const { stdout, stderr, code } = await watch('--once', '--json', ...options)
  if (stdout === '') throw new Error(stderr)
  return { code, ...(JSON.parse(stdout) as Look) }
}
interface Look {
  rows: number
  repeated: number
  late: number
  alarms: { alarm: number; start: string; end: string | null; channels: { name: string; direction: string }[] }[]
  troubles: { file: string | null; sentence: string }[]
}

/** Counters of the dataset's rows, in the order of time. */
function counters(): number[] {
  const db = openProject(plant.project, { role: 'app', readOnly: true })
  try {
    const { id, channels, rows } = getDataset(db, 1)
    const times = readTimes(db, id)
    expect(times.length).toBe(rows)
    expect(times.every((time, i) => i === 0 || time >= times[i - 1])).toBe(true)
    return [...readValues(db, channels.find((one) => one.name === 'counter')!.series)]
  } finally {
    closeProject(db)
  }
}
const old = (path: string) => utimesSync(path, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000))
const spike =
  (at: number, size = 15) =>
  (i: number) =>
    i >= at && i < at + 5 ? size : 0

describe('watch --once', () => {
  test('reads new files, scores them, and raises one alarm for one disturbance', async () => {
    writeFileSync(join(folder, 'a.csv'), csv(2880, 2940))
    writeFileSync(join(folder, 'b.csv'), csv(2940, 3000, spike(2960)))
    const look = await once('--source', folder)
    expect(look).toMatchObject({ code: 0, rows: 120, repeated: 0, troubles: [] })
    expect(look.alarms).toHaveLength(1)
    expect(look.alarms[0]).toMatchObject({
      start: '2026-03-03T01:20:00.000Z',
      end: '2026-03-03T01:24:00.000Z',
      channels: [{ name: 'motor temperature', direction: 'too high' }],
    })
    expect(await once()).toMatchObject({ code: 0, rows: 0, repeated: 0, alarms: [] })
    expect(counters()).toEqual(Array.from({ length: 3000 }, (_, i) => i))
  })

  test('reads a file that grows from where it was, and its last line once it is whole', async () => {
    const log = join(folder, 'log.csv')
    writeFileSync(log, csv(3000, 3020))
    expect(await once()).toMatchObject({ rows: 20, repeated: 0 })
    appendFileSync(log, `${rowOf(3020)}\n${rowOf(3021).slice(0, 24)}`)
    expect(await once()).toMatchObject({ rows: 1 })
    appendFileSync(log, `${rowOf(3021).slice(24)}\n`)
    expect(await once()).toMatchObject({ rows: 1, repeated: 0 })
    // A line whose end never came is a row when nobody writes any more, and another one when it goes on after all.
    appendFileSync(log, rowOf(3022).slice(0, -2))
    old(log)
    expect(await once()).toMatchObject({ rows: 1 })
    appendFileSync(log, `${rowOf(3022).slice(-2)}\n`)
    await once()
    expect(counters()).toEqual(Array.from({ length: 3023 }, (_, i) => i))
  })

  test('follows a log that is rotated, knows renamed and copied files, and puts late rows in their place', async () => {
    const log = join(folder, 'log.csv')
    appendFileSync(log, `${rowOf(3023)}\n`)
    renameSync(log, join(folder, 'log.csv.1'))
    writeFileSync(log, csv(3030, 3040))
    writeFileSync(join(folder, 'copy.csv'), readFileSync(join(folder, 'a.csv')))
    expect(await once()).toMatchObject({ rows: 11, repeated: 0 })
    writeFileSync(join(folder, 'late.csv'), csv(3015, 3032))
    expect(await once()).toMatchObject({ rows: 6, repeated: 11, late: 6 })
    expect(counters()).toEqual(Array.from({ length: 3040 }, (_, i) => i))
  })

  test('keeps rows of a clock that was set back', async () => {
    const back = (i: number, counter: number) => rowOf(i).replace(`,${i},`, `,${counter},`)
    writeFileSync(
      join(folder, 'clock.csv'),
      `${[header, rowOf(3040), rowOf(3041), back(3035, 3042), back(3036, 3043), rowOf(3042).replace(',3042,', ',3044,')].join('\n')}\n`,
    )
    expect(await once()).toMatchObject({ rows: 5, repeated: 0 })
    expect(counters().sort((a, b) => a - b)).toEqual(Array.from({ length: 3045 }, (_, i) => i))
  })

  test('lets a file with a renamed column wait, and reads it when somebody says so', async () => {
    const renamed = join(folder, 'renamed.csv')
    writeFileSync(renamed, csv(3045, 3050).replace('motor temperature [°C]', 'T1'))
    old(renamed)
    const { code, rows, troubles } = await once()
    expect([code, rows]).toEqual([2, 0])
    expect(troubles[0].sentence).toBe(
      'renamed.csv is not read: it has no column named "motor temperature [°C]", and new ones named "T1". It waits; if a column was renamed, say so with --column "motor temperature [°C]=T1".',
    )
    expect((await watch('--list')).stdout).toContain('renamed.csv is not read')
    expect(await once('--column', 'motor temperature [°C]=T1')).toMatchObject({ code: 0, rows: 5, troubles: [] })
    const other = join(folder, 'press.csv')
    writeFileSync(other, 'when;force;stroke;cycle\n2026-03-03 00:00:00;1;2;3\n2026-03-03 00:01:00;1;2;3\n')
    old(other)
    expect((await once()).troubles[0].sentence).toContain(
      'it has other columns than "machine", as a file of another machine has',
    )
    rmSync(other)
    expect(await once()).toMatchObject({ code: 0, troubles: [] })
    expect((await watch('--list')).stdout).not.toContain('press.csv')
    writeFileSync(other, csv(3045, 3050).replace('[°C]', '[°F]'))
    old(other)
    expect((await once()).troubles[0].sentence).toContain(
      'it has "motor temperature" in °F and not in °C, and values of two units do not belong in one channel.',
    )
    rmSync(other)
  })

  test('reads to the end what has the time of a clock that goes ahead', async () => {
    const ahead = join(folder, 'ahead.csv')
    writeFileSync(ahead, csv(3050, 3055).slice(0, -1))
    utimesSync(ahead, new Date(Date.now() + 3_600_000), new Date(Date.now() + 3_600_000))
    expect(await once()).toMatchObject({ code: 0, rows: 5 })
    rmSync(ahead)
  })

  test('takes what comes back within the off-delay for the same alarm, and tells a file of each once', async () => {
    const fault = (i: number) => (i >= 3100 && i < 3130 && i % 4 < 2 ? 15 : i >= 3400 && i < 3403 ? -15 : 0)
    const out = join(plant.folder, 'alarms.jsonl')
    for (const [from, to] of [
      [3050, 3112],
      [3112, 3300],
      [3300, 3460],
    ]) {
      writeFileSync(join(folder, `part-${from}.csv`), csv(from, to, fault))
      await once('--on-alarm', out)
    }
    const lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Look['alarms'][number])
    expect(lines.map(({ start }) => start.slice(11, 16))).toEqual(['03:40', '08:40'])
    expect(lines[1].channels[0]).toMatchObject({ name: 'motor temperature', direction: 'too low' })
  })

  test('waits where the model lacks a channel, which was renamed, and loses nothing', async () => {
    const rename = async (name: string) => {
      const app = await quietApp()
      await ask(app, 'project.open', { file: app.admit(plant.project).token })
      const [{ channels }] = await ask(app, 'datasets.list', {})
      const flow = channels.find((one) => one.name === 'flow' || one.name === 'throughput')!
      await ask(app, 'datasets.changeChannel', { channel: flow.id, name })
      await app.close()
    }
    await rename('throughput')
    writeFileSync(join(folder, 'meanwhile-1.csv'), csv(3460, 3465))
    const look = await once()
    expect([look.code, look.rows]).toEqual([2, 0])
    expect(look.troubles[0].sentence).toBe(
      'The model of "Mahalanobis distance" needs channel "flow", which "machine" does not have any more. Name it so again, or choose another run.',
    )
    await rename('flow')
    expect(await once()).toMatchObject({ code: 0, rows: 5, troubles: [] })
  })

  test('says what it cannot do', async () => {
    const said = async (...options: string[]) => {
      const { stderr, code } = await watch('--once', ...options)
      expect(code).toBe(2)
      return stderr.trim()
    }
    expect(await said('--source', join(plant.folder, 'nowhere'))).toMatch(
      /^The source ".*nowhere" is not there\. Name a folder/,
    )
    expect(await said('--dataset', 'pump')).toBe('There is no dataset "pump". There are: machine.')
    expect(await said('--run', 'Nobody')).toContain(
      'There is no run "Nobody" that is ready. "machine" has: 1 "Mahalanobis distance".',
    )
    expect(await said('--column', 'x')).toContain('--column takes old=new')
    writeFileSync(join(folder, 'strange.csv'), csv(3440, 3460, spike(3445)))
    expect(await said('--on-alarm', join(plant.folder, 'no', 'such', 'folder.jsonl'))).toContain('It is tried again.')
    expect(await said('--every', 'often')).toBe('--every takes a number from 0.2 on, and not "often".')
  })
})

describe('watch that goes on', () => {
  test('is alone with its project, reads on while a program takes long with an alarm, and ends when it is asked to', async () => {
    const out = join(plant.folder, 'by-program.jsonl')
    const go = join(plant.folder, 'go')
    const sink = join(plant.folder, 'sink.mjs')
    writeFileSync(
      sink,
      `import { appendFileSync, existsSync } from 'node:fs'
const [, , out, go] = process.argv
while (!existsSync(go)) await new Promise((done) => setTimeout(done, 50))
process.stdin.on('data', (part) => appendFileSync(out, part))
`,
    )
    const child = spawn(
      process.execPath,
      [
        resolve(import.meta.dirname, '../../../src-main/cli/main.ts'),
        ...['watch', plant.project, '--every', '0.2', '--on-alarm', `"${process.execPath}" "${sink}" "${out}" "${go}"`],
      ],
      { env: { ...process.env, ...plant.environment }, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    let text = ''
    child.stdout.on('data', (part) => (text += part))
    child.stderr.on('data', (part) => (text += part))
    const until = async (wanted: () => boolean) => {
      for (let i = 0; i < 400 && !wanted(); i++) await new Promise((done) => setTimeout(done, 50))
      expect(wanted(), text).toBe(true)
    }
    await until(() => text.includes('watching'))
    const { stderr, code } = await watch('--once')
    expect(code).toBe(2)
    expect(stderr).toContain(
      '"plant" is open in a window or under another watch, and only one may write into it. End that one, or let the window itself watch.',
    )
    writeFileSync(join(folder, 'live.csv'), csv(3465, 3520, spike(3500)))
    await until(() => text.includes('ALARM'))
    writeFileSync(join(folder, 'meanwhile.csv'), csv(3520, 3540))
    await until(() => text.includes('meanwhile.csv: 20 new rows'))
    writeFileSync(go, '')
    await until(() => {
      try {
        return readFileSync(out, 'utf8').endsWith('\n')
      } catch {
        return false
      }
    })
    expect(JSON.parse(readFileSync(out, 'utf8').split('\n')[0])).toMatchObject({ dataset: 'machine', severity: 'high' })
    const ended = new Promise((done) => child.on('exit', done))
    child.kill('SIGTERM')
    expect(await ended).toBe(130)
    expect(await once()).toMatchObject({ rows: 0, repeated: 0 })
  })
})

describe('drift', () => {
  test('holds what came since against training', async () => {
    const { stdout, code } = await runCli(['drift', plant.project, '--json'], plant.environment)
    expect(code).toBe(0)
    const { boards } = JSON.parse(stdout)
    expect(boards).toHaveLength(1)
    expect(boards[0]).toMatchObject({ dataset: 'machine', training: { rows: 2880 }, cycle: 'day', advice: 'go on' })
    expect(boards[0].channels.map(({ name }: { name: string }) => name)).toEqual(['motor temperature', 'flow'])
    expect((await runCli(['drift', plant.project], plant.environment)).stdout).toContain('Advice: go on.')
    const details = (await runCli(['drift', plant.project, '--details'], plant.environment)).stdout
    expect(details).toMatch(/Based on {10}\d+ recent values beside 1,320 of training\n {4}PSI {15}0\.\d+ \[/)
    expect(details).toContain('in training')
  })
})
