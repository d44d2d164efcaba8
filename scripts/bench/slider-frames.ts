import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { createDataset, finishDataset } from '../../src-main/db/datasets.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { createLabels } from '../../src-main/db/labels/labels.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { browserPath, Studio } from '../../test/e2e/studio.ts'

/**
 * `node bin/with-node.js scripts/bench/slider-frames.ts [--rows N] [--noise SHARE]`: how long a frame of the threshold lab takes
 * in Chromium while its slider moves, from the pointer's event to numbers and chart laid out and painted on their canvases.
 * Not a test: it depends on what else the machine does.
 */
const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, noise: { type: 'string', default: '0.1' } },
})
const rows = Number(values.rows)
const noise = Number(values.noise)
const frames = 200

if (!browserPath) throw new Error('There is no Chromium on this machine.')
const folder = mkdtempSync(join(tmpdir(), 'anomaly-slider-'))
const path = join(folder, 'slider.anomaly')
makeProject(path)
const studio = new Studio()
try {
  const page = await studio.start({ project: path, width: 1280, height: 800 })
  page.setDefaultTimeout(300_000)
  await page.getByTestId('lane').first().waitFor()
  await page.getByTestId('tab-model').click()
  await page.getByTestId('detector').selectOption('z-score')
  await page.getByTestId('train').click()
  await page.getByTestId('measures').waitFor()
  const begun = performance.now()
  await page.getByTestId('open-lab').click()
  await page.getByTestId('threshold-lab').waitFor()
  console.log(`opened after ${Math.round(performance.now() - begun)} ms`)
  const box = (await page.getByTestId('lab-slider').boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  for (const [name, from, to] of [
    ['over the whole axis', 0, 1],
    ['in its upper half', 0.5, 1],
  ] as const) {
    const { work, between } = await dragged(page, from, to)
    report(`slider ${name}, from event to layout`, work)
    report(`slider ${name}, from frame to frame`, between)
  }
  await studio.picture('threshold-lab-million')
} finally {
  await studio.close()
  rmSync(folder, { recursive: true, force: true })
}

/** Moves the pointer once a frame, there and back; ms of work in the page, and ms from frame to frame. */
function dragged(page: Page, from: number, to: number): Promise<{ work: number[]; between: number[] }> {
  return page.evaluate(
    ([a, b, n]) =>
      new Promise<{ work: number[]; between: number[] }>((done) => {
        const slider = document.querySelector<HTMLElement>('[data-testid=lab-slider]')!
        const box = slider.getBoundingClientRect()
        const work: number[] = []
        const times: number[] = []
        const frame = async (now: number) => {
          times.push(now)
          if (times.length > n) return done({ work, between: times.slice(1).map((time, i) => time - times[i]) })
          const share = a + (b - a) * Math.abs((((2 * times.length) / n) % 2) - 1)
          const begun = performance.now()
          slider.dispatchEvent(
            new PointerEvent('pointermove', {
              bubbles: true,
              clientX: box.left + 34 + share * (box.width - 50),
              clientY: box.top + 50,
            }),
          )
          // Everything that depends on the threshold is brought up to date in microtasks.
          await Promise.resolve()
            .then(() => {})
            .then(() => {})
          void document.body.offsetHeight
          work.push(performance.now() - begun)
          requestAnimationFrame((time) => void frame(time))
        }
        requestAnimationFrame((time) => void frame(time))
      }),
    [from, to, frames] as const,
  )
}

function report(name: string, ms: number[]): void {
  const sorted = [...ms].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1)
  console.log(
    `${name}: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, slowest ${at(1)} ms of ${ms.length} frames`,
  )
}

function makeProject(file: string): void {
  const db = openProject(file, { role: 'app', create: true })
  const id = createDataset(db, { name: 'slider', sourceFile: 'simulated', zone: 'UTC', recipe: null }, 'bench')
  const writer = createDatasetWriter(db, id, [{ name: 'channel', unit: null }])
  const random = seededRandom(1)
  const start = Date.UTC(2024, 0, 1)
  const every = rows / 100
  const batch = Math.min(rows, 100_000)
  for (let from = 0; from < rows; from += batch)
    writer.write(
      Float64Array.from({ length: batch }, (_, i) => start + (from + i) * 1000),
      [
        Float64Array.from(
          { length: batch },
          (_, i) => Math.sin((from + i) / 2000) + noise * random.next() + ((from + i) % every > every * 0.97 ? 1.5 : 0),
        ),
      ],
    )
  writer.finish()
  finishDataset(db, id, null)
  const [{ id: set }] = listSets(db, id)
  createLabels(
    db,
    Array.from({ length: 100 }, (_, i) => ({
      set,
      class: 1,
      start: start + (i + 0.96) * every * 1000,
      end: start + (i + 1) * every * 1000 - 1000,
      channels: [],
      certainty: 1,
      status: 'accepted' as const,
      note: '',
      origin: 'hand' as const,
    })),
    'bench',
  )
  closeProject(db)
}
