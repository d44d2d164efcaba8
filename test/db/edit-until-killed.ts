import { createHash } from 'node:crypto'
import { listJournal, redo, undo } from '../../src-main/db/labels/journal.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { changeLabels, createLabels, listLabels, removeLabels } from '../../src-main/db/labels/labels.ts'
import { openProject } from '../../src-main/db/file/open.ts'
import type { Project } from '../../src-main/db/project.ts'
import { restore } from '../../src-main/db/labels/restore.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'

/** What a dataset's labels are, in a few letters. */
export function digest(db: Project, dataset: number): string {
  const labels = listSets(db, dataset).flatMap(({ id }) => listLabels(db, { set: id }))
  return createHash('sha1')
    .update(JSON.stringify(labels.sort((a, b) => a.id - b.id)))
    .digest('hex')
}

/** Random edits without end; after each one a line with the digest. */
function editUntilKilled(path: string, dataset: number, seed: number): void {
  const random = seededRandom(seed)
  const db = openProject(path, { role: 'app' })
  const [{ id: set }] = listSets(db, dataset)
  const { start } = db.prepare<[number], { start: number }>('SELECT start FROM dataset WHERE id = ?').get(dataset)!
  for (;;) {
    const labels = listLabels(db, { set })
    const some = labels.filter(() => random.next() < 0.3).map((label) => label.id)
    const from = start + random.below(900) * 1000
    const what = random.below(10)
    if (what < 4 || labels.length === 0)
      createLabels(
        db,
        Array.from({ length: 1 + random.below(5) }, () => ({
          set,
          class: 1,
          start: from,
          end: from + random.below(90_000),
          channels: [],
          certainty: 1,
          status: 'accepted' as const,
          note: '',
          origin: 'hand' as const,
        })),
        'ada',
      )
    else if (what < 6 && some.length > 0)
      changeLabels(
        db,
        some.map((id) => ({ id, certainty: random.next() })),
        'ada',
      )
    else if (what < 7 && some.length > 0) removeLabels(db, some, 'ada')
    else if (what < 8) undo(db, dataset, 'ada')
    else if (what < 9) redo(db, dataset, 'ada')
    else {
      const moments = listJournal(db, dataset, 20)
      restore(db, dataset, moments[random.below(moments.length)].id, 'ada')
    }
    process.stdout.write(`${digest(db, dataset)}\n`)
  }
}

const [, , path, dataset, seed] = process.argv
if (process.argv[1] === import.meta.filename) editUntilKilled(path, Number(dataset), Number(seed))
