import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { createDataset, finishDataset, removeDataset } from '../../src-main/db/datasets.ts'
import { listJournal, redo, undo } from '../../src-main/db/labels/journal.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { changeLabels, createLabels, listLabels, removeLabels } from '../../src-main/db/labels/labels.ts'
import { openProject, type Project } from '../../src-main/db/file/open.ts'
import { restore } from '../../src-main/db/labels/restore.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'

/** What a dataset's labels are, in a few letters. */
export function digest(db: Project, dataset: number): string {
  const labels = listSets(db, dataset).flatMap(({ id }) => listLabels(db, { set: id }))
  return createHash('sha1')
    .update(JSON.stringify(labels.sort((a, b) => a.id - b.id)))
    .digest('hex')
}

/** Kills the process from within, at the n-th write of its connection, before it is done. */
function killAtWrite(db: Project, at: number): void {
  const prepare = db.prepare.bind(db)
  let count = 0
  db.prepare = ((text: string) => {
    const statement = prepare(text)
    const run = statement.run.bind(statement)
    statement.run = (...args: unknown[]) => {
      if (++count === at) process.kill(process.pid, 'SIGKILL')
      return run(...args)
    }
    return statement
  }) as typeof db.prepare
}

/** Works on the first dataset without end; after each acknowledged step a line with the digest of its labels. */
async function work(path: string, seed: number, atWrite: number): Promise<void> {
  const random = seededRandom(seed)
  const db = openProject(path, { role: 'app' })
  if (atWrite > 0) killAtWrite(db, atWrite)
  const { id: dataset, start } = db
    .prepare<[], { id: number; start: number }>('SELECT id, start FROM dataset LIMIT 1')
    .get()!
  const [{ id: set }] = listSets(db, dataset)
  const steps = [
    () => {
      const from = start + random.below(1000) * 1000
      const draft = { set, class: 1, start: from, end: from + 5000, channels: [], certainty: 1, note: '' }
      const drafts = Array.from({ length: 1 + random.below(20) }, () => ({
        ...draft,
        status: 'accepted' as const,
        origin: 'hand' as const,
      }))
      createLabels(db, drafts, 'ada')
    },
    () => {
      const some = listLabels(db, { set }).filter(() => random.next() < 0.3)
      if (some.length > 0)
        changeLabels(
          db,
          some.map(({ id }) => ({ id, certainty: random.next() })),
          'ada',
        )
    },
    () => {
      const some = listLabels(db, { set }).filter(() => random.next() < 0.2)
      if (some.length > 0)
        removeLabels(
          db,
          some.map(({ id }) => id),
          'ada',
        )
    },
    () => void undo(db, dataset, 'ada'),
    () => void redo(db, dataset, 'ada'),
    () => {
      const moments = listJournal(db, dataset, 20)
      if (moments.length > 0) restore(db, dataset, moments[random.below(moments.length)].id, 'ada')
    },
    async () => {
      const id = createDataset(db, { name: 'more', sourceFile: 'x', zone: 'UTC', recipe: null })
      const writer = createDatasetWriter(db, id, [{ name: 'a', unit: null }])
      const times = Float64Array.from({ length: 20_000 }, (_, i) => i)
      writer.write(times, [times])
      writer.finish()
      finishDataset(db, id, null)
      if (random.below(2) === 0) await removeDataset(db, id)
    },
  ]
  for (;;) {
    await steps[random.below(steps.length)]()
    // At once, or a kill from within would take what was acknowledged with it.
    writeSync(1, `${digest(db, dataset)}\n`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

if (process.argv[1] === import.meta.filename)
  await work(process.argv[2], Number(process.argv[3]), Number(process.argv[4]))
