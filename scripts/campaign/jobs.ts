import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { createDataset, finishDataset, listDatasets } from '../../src-main/db/datasets.ts'
import { redo, undo } from '../../src-main/db/journal.ts'
import { listSets } from '../../src-main/db/label-sets.ts'
import { listLabels } from '../../src-main/db/labels.ts'
import { migrations } from '../../src-main/db/migrations/index.ts'
import { closeProject, openProject, sweepInterrupted, type Project } from '../../src-main/db/open.ts'
import { createDatasetWriter, readValues } from '../../src-main/db/series.ts'
import { writeOutput } from '../../src-main/files/output.ts'
import type { Campaign } from './campaign.ts'
import { digestOf, works, type Order, type Told } from './jobs-child.ts'
import { frameLibrary, type KillPoint } from './kill-within.ts'

const rows = 20_000
const first = 1.7e12
const times = Float64Array.from({ length: rows }, (_, i) => first + i * 1000)
const values = times.map((_, i) => Math.sin(i / 50) + (i % 997 === 0 ? 5 : 0))

/** A whole app with its engine, either of them killed from within or outside in each kind of its work: what was acknowledged is there, once. */
export const jobsCampaign: Campaign = {
  id: 'jobs',
  what: 'The app or its engine killed at the n-th write, message or half a frame of the log, or from outside, in every kind of job',
  async attempt(seed, folder) {
    const random = seededRandom(seed)
    const project = join(folder, 'killed.anomaly')
    const work = works[random.below(works.length)]
    makeProject(project, work === 'migrate')
    writeFileSync(
      join(folder, 'table.csv'),
      [
        'time,value',
        ...Array.from(
          { length: 5000 },
          (_, i) => `${new Date(times[rows - 1] + (i + 1) * 1000).toISOString()},${i % 17}`,
        ),
      ].join('\n'),
    )
    const alone = work === 'undo' || work === 'restore' || work === 'migrate' || work === 'copy'
    const who = alone || random.below(2) === 0 ? 'app' : 'engine'
    const library = frameLibrary(folder)
    const order: Order = { folder, project, work, who, point: pointOf(random.below, alone, library), library, seed }
    const what = `${work}: ${who} killed ${order.point ? `at ${order.point.at} ${order.point.n}` : 'from outside'}`
    const { told, signal, complaint, group } = await run(order, 50 + random.below(1500))
    const wrong: string[] = []
    if (!(await gone(group))) wrong.push('the engine outlives the app')
    if (signal === null && told.at(-1)?.done !== true) wrong.push(complaint || 'the app ended before its work was done')
    wrong.push(...(await lookAt(order, told, signal !== null)))
    return wrong.length > 0
      ? { kind: 'failed', what, said: wrong.join('; '), file: project }
      : { kind: 'right', what, said: '' }
  },
}

function pointOf(below: (n: number) => number, alone: boolean, library: string | null): KillPoint | null {
  const kinds = ['write', ...(alone ? [] : ['message']), ...(library ? ['frame'] : []), null] as const
  const at = kinds[below(kinds.length)] as KillPoint['at'] | null
  return at && { at, n: 1 + below(at === 'write' ? 80 : at === 'message' ? 20 : 60) }
}

function makeProject(path: string, old: boolean): void {
  const db = openProject(path, { role: 'app', create: true })
  const id = createDataset(db, { name: 'kept', sourceFile: 'x', zone: 'UTC', recipe: null }, 'ada')
  const writer = createDatasetWriter(db, id, [{ name: 'value', unit: null }])
  writer.write(times, [values])
  writer.finish()
  finishDataset(db, id, null)
  closeProject(db)
  if (old) makeOld(path)
}

/** The same project as the version before the check sums would have left it. */
function makeOld(path: string): void {
  const version = migrations.findIndex(({ up }) => up.includes('ADD COLUMN sum'))
  const db = new Database(path)
  const made = new Database(':memory:')
  made.function('chunk_sum', { varargs: true }, () => 0)
  for (const { up } of migrations.slice(0, version)) made.exec(up)
  const names = (of: Database.Database) =>
    of
      .prepare<[], { type: string; name: string }>(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
      )
      .all()
  const known = new Set(names(made).map(({ name }) => name))
  for (const { type, name } of names(db)) if (!known.has(name)) db.exec(`DROP ${type} IF EXISTS "${name}"`)
  for (const { type, name } of names(made).filter((one) => one.type === 'table')) {
    const columns = (of: Database.Database) => of.pragma(`table_info("${name}")`) as { name: string }[]
    const there = new Set(columns(made).map((column) => column.name))
    for (const column of columns(db))
      if (type === 'table' && !there.has(column.name)) db.exec(`ALTER TABLE "${name}" DROP COLUMN "${column.name}"`)
  }
  db.pragma(`user_version = ${version}`)
  made.close()
  db.close()
}

/** Answers what the child told before its end. A kill from outside takes its engine along, as a power cut would. */
function run(
  order: Order,
  afterMs: number,
): Promise<{ told: Told[]; signal: string | null; complaint: string; group: number }> {
  return new Promise((done) => {
    const env = { ...process.env }
    if (order.who === 'app' && order.point?.at === 'frame')
      Object.assign(env, { LD_PRELOAD: order.library, KILL_AT_FRAME: String(order.point.n) })
    const child = spawn(process.execPath, [join(import.meta.dirname, 'jobs-child.ts'), JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env,
    })
    let [told, complaint] = ['', '']
    let waiting = order.point === null
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk
      if (!waiting) return
      waiting = false
      void setTimeout(afterMs).then(() => killGroup(child.pid!))
    })
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk))
    child.on('close', (_, signal) => {
      const lines = told.split('\n').slice(0, -1)
      done({
        told: lines.map((line) => JSON.parse(line) as Told),
        signal,
        complaint: complaint.slice(-2000),
        group: child.pid!,
      })
    })
  })
}

/** Whether every process of a group ends soon: the engine sees by itself that its app is gone. */
async function gone(group: number): Promise<boolean> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    try {
      process.kill(-group, 0)
    } catch {
      return true
    }
    await setTimeout(20)
  }
  killGroup(group)
  return false
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // Its work was done before.
  }
}

/** What is wrong with what is there after the kill. */
async function lookAt({ folder, project, work }: Order, told: Told[], killed: boolean): Promise<string[]> {
  const wrong: string[] = []
  const db = openProject(project, { role: 'app' })
  try {
    if (db.pragma('integrity_check', { simple: true }) !== 'ok') wrong.push('the file is damaged')
    const interrupted = sweepInterrupted(db)
    const open = told.reduce<string | null>((title, { began, ended }) => (ended ? null : (began ?? title)), null)
    if (killed && open !== null && !interrupted.includes(open) && !ended(db, open))
      wrong.push(`the job "${open}" is not named`)
    if (!killed && interrupted.length > 0) wrong.push(`left running: ${interrupted.join(', ')}`)
    const datasets = listDatasets(db)
    if (datasets.some(({ status }) => status !== 'ready')) wrong.push('a half import is left')
    const kept = datasets.find(({ name }) => name === 'kept')
    const read = kept && readValues(db, kept.channels[0].series)
    const whole = read && (read.length === rows || (work === 'append' && (read.length - rows) % 5000 === 0))
    if (!whole || !values.every((value, i) => read[i] === value)) wrong.push('data are lost')
    const last = told.findLast(({ labels }) => labels !== undefined)?.labels
    if (kept && last !== undefined && !near(db, kept.id, last))
      wrong.push('the labels are not those that were acknowledged')
  } finally {
    closeProject(db)
  }
  // The next output that is written beside it sweeps what a killed one left.
  await writeOutput({ path: join(folder, 'next.txt') }, (file) => file.writeFile('next'))
  for (const { wrote } of told) if (wrote && !isWhole(join(folder, wrote))) wrong.push(`"${wrote}" is not whole`)
  const expected =
    /^(killed\.anomaly(\.bak-v\d+)?|table\.csv|next\.txt|data|kill-at-frame\.so|(scores|report|copy) \d+\.(csv|html|anomaly))$/
  const left = readdirSync(folder).filter((name) => !expected.test(name))
  if (left.length > 0) wrong.push(`left over: ${left.join(', ')}`)
  for (const name of readdirSync(folder))
    if (/^(scores|report|copy) /.test(name) && !isWhole(join(folder, name))) wrong.push(`"${name}" is cut off`)
  return wrong
}

/** The job was over, and its line did not come out any more. */
const ended = (db: Project, title: string): boolean =>
  db.prepare("SELECT 1 FROM job WHERE title = ? AND status NOT IN ('running', 'waiting')").get(title) !== undefined

/** The kill may have come between an edit and its line: then that one edit is there as well. */
function near(db: Project, dataset: number, digest: string): boolean {
  const now = () => digestOf(listSets(db, dataset).flatMap(({ id }) => listLabels(db, { set: id })))
  const steps = [
    () => {},
    () => void undo(db, dataset, 'x'),
    () => (redo(db, dataset, 'x'), void redo(db, dataset, 'x')),
  ]
  return steps.some((step) => {
    step()
    return now() === digest
  })
}

function isWhole(path: string): boolean {
  if (path.endsWith('.anomaly')) {
    const db = openProject(path, { role: 'app' })
    const whole = db.pragma('integrity_check', { simple: true }) === 'ok' && listDatasets(db).length > 0
    closeProject(db)
    return whole
  }
  const text = readFileSync(path, 'utf8').trimEnd()
  return path.endsWith('.html') ? text.endsWith('</html>') : text.split('\n').length === rows + 1
}
