import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mkdtempSync } from 'node:fs'
import Database from 'better-sqlite3'
import { createApp, type App } from '../../src-main/app/create-app.ts'
import { seededRandom, type Random } from '../../src-main/analysis/math/random.ts'
import { createDataset, finishDataset } from '../../src-main/db/datasets.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { createLabels } from '../../src-main/db/labels/labels.ts'
import { createModel } from '../../src-main/db/models.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { saveDrift, saveRanking } from '../../src-main/db/reports.ts'
import { createRun, finishRun } from '../../src-main/db/runs.ts'
import { createDatasetWriter, createSeriesWriter } from '../../src-main/db/series/series.ts'
import type { EngineProcess } from '../../src-main/engine/protocol.ts'
import { libraryWords, type Campaign, type Outcome } from './campaign.ts'

const threshold = { rule: 'fixed', params: { value: 1 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
const rows = 3000
let base: string | null = null

/** A project that holds something in every table that a stranger's file could lie about. */
function baseProject(): string {
  if (base) return base
  const path = join(mkdtempSync(join(tmpdir(), 'anomaly-campaign-')), 'base.anomaly')
  const db = openProject(path, { role: 'app', create: true })
  const times = Float64Array.from({ length: rows }, (_, i) => 1.7e12 + i * 1000)
  const id = createDataset(db, { name: 'pump', sourceFile: 'pump.csv', zone: 'UTC', recipe: null }, 'ada')
  const writer = createDatasetWriter(db, id, [{ name: 'a', unit: null }])
  writer.write(times, [times])
  writer.finish()
  finishDataset(db, id, null)
  const [{ id: set }] = listSets(db, id)
  for (let i = 0; i < 4; i++)
    createLabels(
      db,
      [
        {
          set,
          class: 1,
          start: times[i * 10],
          end: times[i * 10 + 5],
          channels: [],
          certainty: 1,
          status: 'accepted',
          note: '',
          origin: 'hand',
        },
      ],
      'ada',
    )
  const model = createModel(db, {
    name: 'PCA',
    kind: 'detector',
    detector: 'pca',
    detectorVersion: 1,
    params: { window: 3 },
    channels: ['a'],
    seed: 1,
    ranges: [],
    history: [],
    engine: 'none',
    data: new Uint8Array(16),
    trainingScores: new Float64Array(4),
  })
  const run = createRun(db, { dataset: id, model, name: 'run', threshold })
  const scores = createSeriesWriter(db, id)
  scores.write(times)
  scores.finish()
  finishRun(db, run, {
    scores: scores.id,
    contributions: [],
    expected: [],
    maxScore: 1,
    assessed: rows,
    seconds: { train: 1, score: 1 },
  })
  saveRanking(db, id, { by: 'labels', rows: [], notes: [] })
  saveDrift(db, id, run, {
    channels: ['a'],
    points: [],
    updates: [],
    settings: { batch: 1, updateEvery: 1, keep: 2, acceptAfter: 0 },
  })
  closeProject(db)
  return (base = path)
}

const pick = <T>(random: Random, list: readonly T[]): T => list[random.below(list.length)]
const texts = [
  '',
  '{',
  'null',
  '[]',
  '5',
  '[1,"x"]',
  '{"a":{}}',
  '[[[[[[',
  '"\u0000"',
  '[-1]',
  '[1e999]',
  'x'.repeat(100_000),
]
const numbers = [-1, 0, 1e15, 9e15, -9e15, 2 ** 31]

/** Damages a copy; answers what was done. Foreign keys and defensive mode are off: whoever sends a file is not bound by them. */
function damage(path: string, random: Random): string {
  if (random.below(8) === 0) return damageBytes(path, random)
  const db = new Database(path)
  try {
    db.unsafeMode(true)
    db.pragma('foreign_keys = OFF')
    db.pragma('ignore_check_constraints = ON')
    const table = pick(
      random,
      db
        .prepare<[], { name: string }>(
          `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
        )
        .all(),
    ).name
    const columns = db
      .prepare<[], { name: string; type: string }>(`SELECT name, type FROM pragma_table_info('${table}')`)
      .all()
    const column = pick(random, columns)
    const run = (text: string) => {
      db.exec(text)
      return text.slice(0, 200)
    }
    const set = (value: unknown) => {
      db.prepare(`UPDATE OR IGNORE ${table} SET "${column.name}" = ?`).run(value)
      return `${table}.${column.name} = ${String(value).slice(0, 60)}`
    }
    switch (random.below(9)) {
      case 0:
        return run(
          `CREATE TRIGGER evil AFTER ${pick(random, ['INSERT', 'UPDATE', 'DELETE'])} ON ${table} BEGIN DELETE FROM label; END`,
        )
      case 1:
        return run(`CREATE VIEW evil AS SELECT * FROM ${table}`)
      case 2:
        return run(`DROP TABLE ${table}`)
      case 3:
        return run(`ALTER TABLE ${table} ADD COLUMN more TEXT`)
      case 4:
        return run(`PRAGMA user_version = ${random.below(60) - 20}`)
      case 5:
        return run(
          `UPDATE sqlite_sequence SET seq = ${pick(random, ['9223372036854775807', '-1', `'x'`])} WHERE name = '${table}'`,
        )
      case 6:
        return run(`DELETE FROM ${table}`)
      default:
        if (column.type === 'TEXT') return set(pick(random, texts))
        if (column.type === 'BLOB') return set(Buffer.alloc(random.below(64), random.below(256)))
        return set(
          column.type === 'REAL' ? pick(random, [...numbers, Infinity, -Infinity]) : BigInt(pick(random, numbers)),
        )
    }
  } catch (error) {
    return `nothing, because ${(error as Error).message}`
  } finally {
    db.close()
  }
}

function damageBytes(path: string, random: Random): string {
  const bytes = readFileSync(path)
  if (random.below(3) === 0) {
    const size = random.below(bytes.length)
    truncateSync(path, size)
    return `cut off at ${size}`
  }
  const flips = 1 + random.below(20)
  for (let i = 0; i < flips; i++) bytes[random.below(bytes.length)] ^= 1 << random.below(8)
  writeFileSync(path, bytes)
  return `${flips} bits flipped`
}

const noEngine = (): EngineProcess => ({
  send: () => {},
  onMessage: () => {},
  onExit: (listener) => listener('it was not started'),
  kill: () => {},
})

/** Opens the damaged file as the app does, looks at everything and edits it; what was acknowledged must be there when it is opened again. */
async function use(app: App, path: string): Promise<{ refused: string | null; wrong: string | null }> {
  let wrong: string | null = null
  const call = async (name: string, args: object): Promise<unknown> => {
    const answer = await app.call(name, args)
    if (answer.ok) return answer.value
    if (libraryWords.test(answer.error.message.replace(/"[^"]*"/g, ''))) wrong ??= `${name}: ${answer.error.message}`
    return null
  }
  const open = async () => {
    const answer = await app.call('project.open', { file: app.admit(path).token })
    if (!answer.ok && libraryWords.test(answer.error.message.replace(/"[^"]*"/g, ''))) wrong ??= answer.error.message
    return answer.ok ? null : answer.error.message
  }
  const refused = await open()
  if (refused !== null) return { refused, wrong }
  const acknowledged: number[] = []
  for (const dataset of ((await call('datasets.list', {})) ?? []) as {
    id: number
    start: number
    end: number
    channels: { series: number }[]
  }[]) {
    const span = { start: dataset.start, end: dataset.end }
    await call('view.read', { dataset: dataset.id, series: dataset.channels.map((c) => c.series), ...span, width: 200 })
    for (const run of ((await call('runs.list', { dataset: dataset.id })) ?? []) as { id: number }[]) {
      await call('runs.detections', { run: run.id })
      await call('adaptive.drift', { run: run.id })
    }
    await call('ranking.result', { dataset: dataset.id })
    for (const { id: set } of ((await call('labels.sets', { dataset: dataset.id })) ?? []) as { id: number }[]) {
      await call('labels.list', { set })
      const [first] = ((await call('labels.classes', {})) ?? []) as { id: number }[]
      if (!first) continue
      const draft = {
        set,
        class: first.id,
        start: span.start,
        end: span.start,
        channels: [],
        certainty: 1,
        status: 'accepted',
        note: 'kept',
        origin: 'hand',
      }
      for (const made of ((await call('labels.create', { labels: [draft] })) ?? []) as { id: number }[])
        acknowledged.push(made.id)
    }
    await call('labels.journal', { dataset: dataset.id })
    if (acknowledged.length === 0) await call('labels.undo', { dataset: dataset.id })
  }
  await call('project.close', {})
  if (acknowledged.length > 0) {
    const again = await open()
    if (again !== null) return { refused: null, wrong: wrong ?? `did not open again: ${again}` }
    const there = new Set<number>()
    for (const { id } of ((await call('datasets.list', {})) ?? []) as { id: number }[])
      for (const { id: set } of ((await call('labels.sets', { dataset: id })) ?? []) as { id: number }[])
        for (const label of ((await call('labels.list', { set })) ?? []) as { id: number }[]) there.add(label.id)
    if (!acknowledged.every((id) => there.has(id))) wrong ??= 'an acknowledged label is not there'
    await call('project.close', {})
  }
  return { refused: null, wrong }
}

export const projectCampaign: Campaign = {
  id: 'project',
  what: 'Project files with triggers, views, other tables, other values, malformed JSON, flipped bits, cut off',
  async attempt(seed, folder) {
    const random = seededRandom(seed)
    const path = join(folder, 'hostile.anomaly')
    const sent = join(folder, 'as-sent.anomaly')
    copyFileSync(baseProject(), path)
    let what = damage(path, random)
    if (random.below(3) === 0) what += `; ${damage(path, random)}`
    copyFileSync(path, sent)
    const app = createApp({
      kind: 'serve',
      version: '0',
      dataFolder: join(folder, 'data'),
      projectsFolder: folder,
      author: 'campaign',
      startEngine: noEngine,
    })
    const { refused, wrong } = await use(app, path)
    await app.close()
    const left = ['-wal', '-shm', '-lock', '-journal'].filter((end) => existsSync(path + end))
    const said = wrong ?? (left.length > 0 ? `left over: ${left.join(', ')}` : null)
    if (said) return { kind: 'failed', what, said, file: sent } satisfies Outcome
    return refused === null ? { kind: 'right', what, said: '' } : { kind: 'refused', what, said: refused }
  },
}
