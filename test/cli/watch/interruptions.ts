import { spawn, type ChildProcess } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { listAlarms } from '../../../src-main/db/watch/alarms.ts'
import { getDataset } from '../../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../../src-main/db/file/open.ts'
import { readValues } from '../../../src-main/db/series/series.ts'
import { runCli } from '../run-cli.ts'
import { header, machine, rowOf } from './machine.ts'

/** A disturbance of five minutes every so many. */
const everyFault = 240
export const isFault = (i: number) => i % everyFault >= 100 && i % everyFault < 105
const row = (i: number) => `${rowOf(i, (at) => (isFault(at) ? 15 : 0))}\n`

export interface Outcome {
  /** Counters of the rows that were written, and of those that the dataset has in the end. */
  lost: number[]
  doubled: number[]
  rows: number
  faults: number
  alarms: number
  /** Lines of the file that alarms were handed to, and different alarms in them. */
  lines: number
  told: number
  /** How often each kind of interruption came. */
  interruptions: Record<string, number>
}

/** A row that a clock which was set back calls `minutes` earlier. */
const setBack = (i: number, minutes: number) => row(i - minutes).replace(`,${i - minutes},`, `,${i},`)

/**
 * A watch that is killed again and again while its files are appended, in small writes as it reads them too, left within a line, cut and
 * restored, renamed and rotated, copied and written late, and while the clock of the machine or of the computer is set back. Everything at moments that the seed draws; the watch itself runs as it does for a person.
 */
export async function interrupted(interruptions: number, seed: number): Promise<Outcome> {
  const random = seededRandom(seed)
  const plant = await machine()
  const folder = join(plant.folder, 'in')
  mkdirSync(folder)
  const log = join(folder, 'log.csv')
  const alarmFile = join(plant.folder, 'alarms.jsonl')
  const counts: Record<string, number> = {}
  const count = (what: string) => (counts[what] = (counts[what] ?? 0) + 1)
  let next = plant.rows
  let rotated = 0
  let half = ''
  let writing: Promise<void> = Promise.resolve()
  const held: string[] = []
  writeFileSync(log, `${header}\n`)

  const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))
  const append = (rows: number) => {
    let text = half
    half = ''
    for (let i = 0; i < rows; i++) {
      // Late rows are never those of a disturbance: its alarm would begin in two parts, rightly.
      if (random.next() < 0.02 && !isFault(next) && !isFault(next - 1) && !isFault(next + 1)) held.push(row(next++))
      else text += row(next++)
    }
    appendFileSync(log, text)
  }
  const actions: [string, () => void][] = [
    ['appended', () => append(5 + random.below(60))],
    [
      'left within a line',
      () => {
        append(random.below(10))
        const line = row(next++)
        const at = 1 + random.below(line.length - 2)
        appendFileSync(log, line.slice(0, at))
        half = line.slice(at)
      },
    ],
    [
      'rotated',
      () => {
        append(random.below(10))
        renameSync(log, join(folder, `log.csv.${++rotated}`))
        writeFileSync(log, `${header}\n`)
      },
    ],
    [
      'cut and restored',
      () => {
        const whole = readFileSync(log)
        truncateSync(log, Math.floor(whole.length * random.next()))
        writing = sleep(random.below(2) * random.below(300)).then(() => writeFileSync(log, whole))
      },
    ],
    [
      'appended while read',
      () => {
        // Bytes in a few writes, wherever they end: at once, and while the watch has noticed the first of them.
        let text = half
        half = ''
        for (let i = 0; i < 20; i++) text += row(next++)
        const cut = Math.floor(text.length * random.next())
        appendFileSync(log, text.slice(0, cut))
        writing = sleep(20 + random.below(300)).then(() => appendFileSync(log, text.slice(cut)))
      },
    ],
    [
      'renamed',
      () => {
        append(random.below(10))
        if (half === '') {
          renameSync(log, join(folder, `moved-${++rotated}.csv`))
          writeFileSync(log, `${header}\n`)
        }
      },
    ],
    [
      'clock of the machine set back',
      () => {
        append(1)
        const minutes = 3 + random.below(8)
        const near = (i: number) => [i, i - 1, i + 1].some(isFault)
        // Never into a disturbance, which would have rows of two clocks.
        for (let i = 0; i < minutes; i++) {
          if (near(next) || near(next - minutes)) break
          appendFileSync(log, setBack(next++, minutes))
        }
      },
    ],
    [
      'clock of the computer set back',
      () => {
        append(random.below(10))
        const then = new Date(Date.now() - 3_600_000 * (1 + random.below(48)))
        utimesSync(log, then, then)
      },
    ],
    ['copied', () => copyFileSync(log, join(folder, `copy-${rotated}.csv`))],
    [
      'written late',
      () => {
        if (held.length > 0) writeFileSync(join(folder, `late-${next}.csv`), `${header}\n${held.splice(0).join('')}`)
      },
    ],
  ]

  const start = (): ChildProcess =>
    spawn(
      process.execPath,
      [
        resolve(import.meta.dirname, '../../../src-main/cli/main.ts'),
        ...[
          'watch',
          plant.project,
          '--source',
          folder,
          '--every',
          '0.2',
          '--on-alarm',
          alarmFile,
          '--most-per-hour',
          '100000',
        ],
      ],
      { env: { ...process.env, ...plant.environment }, stdio: 'ignore' },
    )
  let child = start()
  for (let done = 0; done < interruptions; done++) {
    await sleep(50 + random.below(250))
    const [what, act] = actions[random.next() < 0.4 ? 0 : random.below(actions.length)]
    count(what)
    await writing
    act()
    if (random.next() < 0.25) {
      count('killed')
      done++
      // As often while it starts as while it reads.
      await sleep(random.below(2500))
      const ended = new Promise((end) => child.once('exit', end))
      child.kill('SIGKILL')
      await ended
      child = start()
    }
  }
  const ended = new Promise((end) => child.once('exit', end))
  child.kill('SIGKILL')
  await ended
  await writing
  append(1)
  actions.find(([what]) => what === 'written late')![1]()
  for (let i = 0; i < 2; i++)
    await runCli(
      ['watch', plant.project, '--source', folder, '--once', '--on-alarm', alarmFile, '--most-per-hour', '100000'],
      plant.environment,
    )
  try {
    return outcome(plant.project, alarmFile, plant.rows, next, counts)
  } finally {
    plant.remove()
  }
}

function outcome(
  project: string,
  alarmFile: string,
  first: number,
  end: number,
  interruptions: Record<string, number>,
): Outcome {
  const db = openProject(project, { role: 'app', readOnly: true })
  try {
    const { channels } = getDataset(db, 1)
    const seen = new Map<number, number>()
    for (const counter of readValues(db, channels.find(({ name }) => name === 'counter')!.series))
      seen.set(counter, (seen.get(counter) ?? 0) + 1)
    const all = Array.from({ length: end }, (_, i) => i)
    const lines = readText(alarmFile).split('\n').filter(Boolean)
    return {
      lost: all.filter((i) => !seen.has(i)),
      doubled: [...seen].flatMap(([i, n]) => (n > 1 ? [i] : [])),
      rows: end,
      faults: all.filter((i) => i >= first && isFault(i) && !isFault(i - 1)).length,
      alarms: listAlarms(db, { dataset: 1, limit: 100_000 }).length,
      lines: lines.length,
      told: new Set(lines.map((line) => (JSON.parse(line) as { alarm: number }).alarm)).size,
      interruptions,
    }
  } finally {
    closeProject(db)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
