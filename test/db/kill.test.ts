import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { redo, undo } from '../../src-main/db/labels/journal.ts'
import { listLabels } from '../../src-main/db/labels/labels.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { closeProject } from '../../src-main/db/file/open.ts'
import type { Project } from '../../src-main/db/project.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import type { Label } from '../../src-main/shared/project.ts'
import { digest } from './edit-until-killed.ts'
import { addDataset, seconds, testProject } from './project.ts'

const script = join(import.meta.dirname, 'edit-until-killed.ts')

/** Lets a process of its own edit the project and kills it after so many edits; answers the digests that it told. */
function killedAfter(edits: number, path: string, dataset: number, seed: number): Promise<string[]> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [script, path, String(dataset), String(seed)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [told, complaint] = ['', '']
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk))
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk
      if (told.split('\n').length > edits) child.kill('SIGKILL')
    })
    child.on('exit', (code) => (code === null ? done(told.split('\n').slice(0, -1)) : failed(new Error(complaint))))
  })
}

/** The labels that the journal's entries make, one after the other, without looking at the table of labels. */
function fromJournal(db: Project, dataset: number): Label[] {
  const labels = new Map<number, Label>()
  const rows = db
    .prepare<[number], { before: string; after: string }>(
      'SELECT before, after FROM journal WHERE dataset = ? AND undone = 0 ORDER BY id',
    )
    .all(dataset)
  for (const { before, after } of rows) {
    for (const label of JSON.parse(before) as Label[]) labels.delete(label.id)
    for (const label of JSON.parse(after) as Label[]) labels.set(label.id, label)
  }
  return [...labels.values()].sort((a, b) => a.id - b.id)
}

test('1,000 random edits, undos, redos and restores by processes that are killed in between leave exactly what the journal says', async () => {
  const project = testProject()
  const { id } = addDataset(project.db, seconds(1000), [seconds(1000)])
  closeProject(project.db)
  const random = seededRandom(11)
  let edits = 0
  for (let round = 0; edits < 1000; round++) {
    const told = await killedAfter(40 + random.below(120), project.path, id, 100 + round)
    edits += told.length
    const db = project.open()
    const labels = listSets(db, id)
      .flatMap((set) => listLabels(db, { set: set.id }))
      .sort((a, b) => a.id - b.id)
    expect(labels).toEqual(fromJournal(db, id))
    // The kill may have come between an edit and its line: then that one edit is there as well, and one step from what was told.
    if (digest(db, id) !== told.at(-1)) {
      undo(db, id, 'bob')
      if (digest(db, id) !== told.at(-1)) {
        redo(db, id, 'bob')
        redo(db, id, 'bob')
      }
    }
    expect(digest(db, id)).toBe(told.at(-1))
    closeProject(db)
  }
  project.remove()
})
