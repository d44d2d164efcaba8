import { spawn, type ChildProcess } from 'node:child_process'
import { appendFileSync, copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { root } from '../steps/fresh.ts'
import { csv, perDay, timeOf, trainingDays } from './machines.ts'

export interface Plant {
  folder: string
  project: string
  /** [machine], with its rows and the folder that its files come to. */
  machines: { name: string; rows: number[][]; files: string }[]
}

const entry = join(root, 'src-main', 'cli', 'main.ts')
const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

/** `anomaly-studio …` to its end, its output where a person reads it. Resolves with its exit code. */
export const command = (args: string[]) =>
  new Promise<number | null>((done) => {
    spawn(process.execPath, [entry, ...args], { stdio: 'inherit' }).once('exit', done)
  })

/**
 * A month of daily files under one watch that is killed now and then. Files come whole, in two halves cut anywhere, twice, or a day late;
 * one machine has a log that grows and is rotated every week. Returns how often each of that came.
 */
export async function watchMonth({ folder, project, machines }: Plant, days: number, seed: number) {
  const random = seededRandom(seed)
  const counts = { whole: 0, 'in halves': 0, twice: 0, 'a day late': 0, rotated: 0, killed: 0 }
  const watch = () =>
    spawn(
      process.execPath,
      [
        entry,
        'watch',
        project,
        '--every',
        '0.5',
        '--on-alarm',
        join(folder, 'alarms.jsonl'),
        '--most-per-hour',
        '1000',
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    )
  let late: (() => void)[] = []
  const halves: Promise<void>[] = []
  let child = watch()
  for (let day = 0; day < days; day++) {
    const due = late
    late = []
    for (const write of due) write()
    for (const { name, rows, files } of machines) {
      const from = (trainingDays + day) * perDay
      const log = join(files, `${name}.csv`)
      const own = join(files, `${name}-${new Date(timeOf(from)).toISOString().slice(0, 10)}.csv`)
      const grows = name === 'fan-1'
      const text = csv(rows, from, from + perDay, !grows || day % 7 === 0)
      const chance = random.next()
      if (grows) {
        if (day > 0 && day % 7 === 0) {
          counts.rotated++
          renameSync(log, `${log}.${day / 7}`)
        }
        appendFileSync(log, text)
      } else if (chance < 0.25) {
        counts['in halves']++
        const cut = random.below(text.length)
        writeFileSync(own, text.slice(0, cut))
        halves.push(sleep(random.below(1500)).then(() => appendFileSync(own, text.slice(cut))))
      } else if (chance < 0.3 && day < days - 1) {
        counts['a day late']++
        late.push(() => writeFileSync(own, text))
      } else {
        counts.whole++
        writeFileSync(own, text)
        if (chance > 0.9) {
          counts.twice++
          copyFileSync(own, own.replace('.csv', '-copy.csv'))
        }
      }
    }
    // On some days it is killed while it reads, or a while after; on the others it has said what it read before the next day comes.
    await new Promise((done) => child.stdout.once('data', done))
    await Promise.all(halves.splice(0))
    if (random.next() < 0.4) {
      counts.killed++
      await sleep(random.below(1000))
      await killed(child)
      child = watch()
    }
  }
  await killed(child)
  return counts
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise((end) => child.once('exit', end))
  child.kill('SIGKILL')
  await ended
}

/** Writes the two weeks of each machine, and makes the folder that its files come to. */
export function prepare(folder: string, all: { name: string; rows: number[][] }[]): Plant & { history: string[] } {
  mkdirSync(join(folder, 'in'), { recursive: true })
  const machines = all.map((one) => ({ ...one, files: join(folder, 'in', one.name) }))
  const history = machines.map(({ name, rows, files }) => {
    mkdirSync(files)
    const path = join(folder, `${name}.csv`)
    writeFileSync(path, csv(rows, 0, trainingDays * perDay))
    return path
  })
  return { folder, project: join(folder, 'plant.anomaly'), machines, history }
}
