import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { createDataset, finishDataset } from '../../src-main/db/datasets.ts'
import { listSets } from '../../src-main/db/label-sets.ts'
import { createLabels } from '../../src-main/db/labels.ts'
import { closeProject, openProject } from '../../src-main/db/open.ts'
import { createDatasetWriter } from '../../src-main/db/series.ts'
import { seededRandom } from '../../src-main/engine/random.ts'
import { browserPath, Studio } from '../../test/e2e/studio.ts'

/**
 * `node bin/with-node.js scripts/bench/frames.ts [--rows N] [--labels N]`: how smoothly a view of many rows and labels pans
 * and zooms in Chromium. Not a test: it depends on what else the machine does.
 */
const { values } = parseArgs({ options: { rows: { type: 'string', default: '10000000' }, labels: { type: 'string', default: '50000' } } })
const rows = Number(values.rows)
const labels = Number(values.labels)
const channels = 8
const frames = 150

if (!browserPath) throw new Error('There is no Chromium on this machine.')
const folder = mkdtempSync(join(tmpdir(), 'anomaly-frames-'))
const path = join(folder, 'frames.anomaly')
console.error(`Making ${rows.toLocaleString('en')} rows × ${channels} channels with ${labels.toLocaleString('en')} labels …`)
makeProject(path)
const studio = new Studio()
try {
  const page = await studio.start({ project: path, width: 1280, height: 800 })
  await page.getByTestId('lane').first().waitFor()
  await page.waitForFunction((n) => Number(document.querySelector('[data-testid=label-lane]')?.getAttribute('data-count')) === n, labels)
  // Frames of a page that does nothing: what this browser can do at all here.
  report('nothing moves', await measured(page, 'still', 0))
  for (const [zooms, seen] of [[0, 'everything in view'], [12, 'a hundredth in view'], [14, 'a few thousand rows in view']] as const) {
    for (let i = 0; i < zooms; i++) await page.keyboard.press('+')
    await page.waitForTimeout(800)
    report(`pan, ${seen}`, await measured(page, 'pan', 12))
    report(`zoom, ${seen}`, await measured(page, 'zoom', 40))
  }
} finally {
  await studio.close()
  rmSync(folder, { recursive: true, force: true })
}

/** Turns the wheel once a frame and answers how long each frame took, in ms. */
function measured(page: Page, what: 'still' | 'pan' | 'zoom', delta: number): Promise<number[]> {
  return page.evaluate(([how, by, n]) => new Promise<number[]>((done) => {
    const stage = document.querySelector<HTMLElement>('[data-testid=stage]')!
    const box = stage.getBoundingClientRect()
    const times: number[] = []
    const frame = (now: number) => {
      times.push(now)
      if (times.length > n) return done(times.slice(1).map((time, i) => time - times[i]))
      // There and back again, so that neither end of the data stops the movement.
      const sign = Math.floor(times.length / 25) % 2 ? -1 : 1
      if (how !== 'still') stage.dispatchEvent(new WheelEvent('wheel', {
        bubbles: true, cancelable: true, clientX: box.left + box.width / 2, clientY: box.top + 100, deltaY: by * sign, shiftKey: how === 'pan',
      }))
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  }), [what, delta, frames] as const)
}

function report(name: string, ms: number[]): void {
  const sorted = [...ms].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1)
  console.log(`${name}: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, slowest ${at(1)} ms of ${ms.length} frames`)
}

function makeProject(file: string): void {
  const db = openProject(file, { role: 'app', create: true })
  const id = createDataset(db, { name: 'frames', sourceFile: 'simulated', zone: 'UTC', recipe: null }, 'bench')
  const writer = createDatasetWriter(db, id, Array.from({ length: channels }, (_, c) => ({ name: `channel ${c + 1}`, unit: null })))
  const random = seededRandom(1)
  const batch = Math.min(rows, 100_000)
  const start = Date.UTC(2024, 0, 1)
  for (let from = 0; from < rows; from += batch)
    writer.write(
      Float64Array.from({ length: batch }, (_, i) => start + (from + i) * 1000),
      Array.from({ length: channels }, (_, c) => Float64Array.from({ length: batch }, (_, i) => Math.sin((from + i) / 5000 + c) + 0.1 * random.next())),
    )
  writer.finish()
  finishDataset(db, id, null)
  const [{ id: set }] = listSets(db, id)
  const every = Math.floor(rows / labels)
  createLabels(db, Array.from({ length: labels }, (_, i) => {
    const from = start + i * every * 1000
    return { set, class: 1, start: from, end: from + random.below(every) * 900, channels: [], certainty: 1, status: 'accepted' as const, note: '', origin: 'hand' as const }
  }), 'bench')
  closeProject(db)
}
