import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { createDataset, finishDataset, listDatasets } from '../../src-main/db/datasets.ts'
import { redo, undo } from '../../src-main/db/labels/journal.ts'
import { closeProject, openProject, sweepInterrupted } from '../../src-main/db/file/open.ts'
import { createDatasetWriter, readValues } from '../../src-main/db/series/series.ts'
import type { Campaign } from './campaign.ts'
import { digest } from './kill-child.ts'

const rows = 2000

/** Answers what the child told before it was killed, one line per acknowledged step. */
function killed(path: string, seed: number, atWrite: number, afterMs: number): Promise<string[]> {
  return new Promise((done, fail) => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'kill-child.ts'), path, String(seed), String(atWrite)],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let [told, complaint] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk
      if (afterMs > 0 && told.length > 0) setTimeout(() => child.kill('SIGKILL'), afterMs)
    })
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk))
    child.on('close', (code) => (code === null ? done(told.split('\n').slice(0, -1)) : fail(new Error(complaint))))
  })
}

/** An app killed in the midst of imports, edits, undo, restore and removals: after reopening all that was acknowledged is there, once. */
export const killCampaign: Campaign = {
  id: 'kill',
  what: 'An app killed at its n-th write, or from outside, while it imports, labels, undoes, restores and removes',
  async attempt(seed, folder) {
    const random = seededRandom(seed)
    const path = join(folder, 'killed.anomaly')
    const made = openProject(path, { role: 'app', create: true })
    const times = Float64Array.from({ length: rows }, (_, i) => 1.7e12 + i * 1000)
    const id = createDataset(made, { name: 'kept', sourceFile: 'x', zone: 'UTC', recipe: null }, 'ada')
    const writer = createDatasetWriter(made, id, [{ name: 'a', unit: null }])
    writer.write(times, [times])
    writer.finish()
    finishDataset(made, id, null)
    closeProject(made)

    const within = random.below(2) === 0
    const at = 1 + random.below(within ? 600 : 400)
    const what = within ? `killed at write ${at}` : `killed after ${at} ms`
    const told = await killed(path, seed, within ? at : 0, within ? 0 : at)
    const db = openProject(path, { role: 'app' })
    const wrong: string[] = []
    if (db.pragma('integrity_check', { simple: true }) !== 'ok') wrong.push('the file is damaged')
    sweepInterrupted(db)
    const datasets = listDatasets(db)
    if (datasets.some(({ status }) => status !== 'ready')) wrong.push('a half import is left')
    const kept = datasets.find((d) => d.id === id)
    if (!kept || !readValues(db, kept.channels[0].series).every((v, i) => v === times[i])) wrong.push('data are lost')
    // The kill may have come between an edit and its line: then that one edit is there as well.
    const last = told.at(-1)
    const steps = [() => {}, () => void undo(db, id, 'x'), () => (redo(db, id, 'x'), void redo(db, id, 'x'))]
    const found =
      last === undefined ||
      steps.some((step) => {
        step()
        return digest(db, id) === last
      })
    if (!found) wrong.push('the labels are not those that were acknowledged')
    closeProject(db)
    const left = readdirSync(folder).filter((name) => name !== 'killed.anomaly')
    if (left.length > 0) wrong.push(`left over: ${left.join(', ')}`)
    return wrong.length > 0
      ? { kind: 'failed', what, said: wrong.join('; '), file: path }
      : { kind: 'right', what, said: '' }
  },
}
