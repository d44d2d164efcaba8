import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { createDataset, finishDataset, listDatasets } from '../../src-main/db/datasets.ts'
import { redo, undo } from '../../src-main/db/labels/journal.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { listLabels } from '../../src-main/db/labels/labels.ts'
import { migrations } from '../../src-main/db/migrations/index.ts'
import { closeProject, openProject, sweepInterrupted, type Project } from '../../src-main/db/file/open.ts'
import { createDatasetWriter, readValues } from '../../src-main/db/series/series.ts'
import { writeOutput } from '../../src-main/files/output.ts'
import { digestOf, type Told, type Work } from './work-on-app.ts'

const rows = 20_000
const first = 1.7e12
const times = Float64Array.from({ length: rows }, (_, i) => first + i * 1000)
const values = times.map((_, i) => Math.sin(i / 50) + (i % 997 === 0 ? 5 : 0))

/** A project with one dataset, and beside it a table of newer rows. old — as an earlier version would have left it. */
export function makeProject(path: string, old: boolean): void {
  const db = openProject(path, { role: 'app', create: true })
  const id = createDataset(db, { name: 'kept', sourceFile: 'x', zone: 'UTC', recipe: null }, 'ada')
  const writer = createDatasetWriter(db, id, [{ name: 'value', unit: null }])
  writer.write(times, [values])
  writer.finish()
  finishDataset(db, id, null)
  closeProject(db)
  if (old) makeOld(path)
  writeFileSync(
    join(dirname(path), 'table.csv'),
    [
      'time,value',
      ...Array.from(
        { length: 5000 },
        (_, i) => `${new Date(times[rows - 1] + (i + 1) * 1000).toISOString()},${i % 17}`,
      ),
    ].join('\n'),
  )
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

/** What is wrong with what is there afterwards. killed — work may have been cut off. */
export async function lookAt(
  { folder, project, work }: { folder: string; project: string; work: Work },
  told: Told[],
  killed: boolean,
): Promise<string[]> {
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
