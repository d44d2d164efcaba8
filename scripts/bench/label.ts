import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import type { Project } from '../../src-main/db/project.ts'
import { browserPath, Studio } from '../../test/e2e/studio.ts'
import { wideProject } from './wide-project.ts'

/**
 * `node bin/with-node.js scripts/bench/label.ts [--rows N] [--labels N] [--times N]`: how long it takes from the key until a
 * new label is on the screen, and until another process can read it in the project file.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    labels: { type: 'string', default: '50000' },
    times: { type: 'string', default: '30' },
  },
})

if (!browserPath) throw new Error('There is no Chromium on this machine.')
const path = wideProject(Number(values.rows), Number(values.labels))
const studio = new Studio()
const page = await studio.start({ project: path, width: 1280, height: 800 })
const db = openProject(path, { role: 'engine' })
try {
  await page.getByTestId('lane').first().waitFor()
  await page.waitForFunction(
    (n) => Number(document.querySelector('[data-testid=label-lane]')?.getAttribute('data-count')) >= n,
    Number(values.labels),
  )
  if ((await page.getByTestId('read-only').count()) > 0) throw new Error(`Another process has ${path} open.`)
  for (let i = 0; i < 8; i++) await page.keyboard.press('+')
  const screen: number[] = []
  const disk: number[] = []
  for (let i = 0; i < Number(values.times); i++) {
    await page.waitForTimeout(300)
    const before = newest(db)
    await watch(page)
    await page.keyboard.press('m')
    const saved = await until(() => newest(db) > before)
    const { pressed, shown } = await seen(page)
    screen.push(shown - pressed)
    disk.push(saved - pressed)
    const count = await shownLabels(page)
    await page.keyboard.press('Control+z')
    await page.waitForFunction(
      (n) => Number(document.querySelector('[data-testid=label-lane]')?.getAttribute('data-count')) < n,
      count,
    )
  }
  report('a new label is on the screen after', screen)
  report('a new label is in the project file after', disk)
} finally {
  closeProject(db)
  await studio.close()
}

/** Notes when the key arrives, and the frame after the one in which the label was painted. */
function watch(page: Page): Promise<void> {
  return page.evaluate(() => {
    const now = () => performance.timeOrigin + performance.now()
    const lane = document.querySelector('[data-testid=label-lane]')!
    const found = { pressed: 0, shown: 0 }
    Object.assign(window, { found })
    window.addEventListener('keydown', () => (found.pressed = now()), { capture: true, once: true })
    const observer = new MutationObserver(() => {
      observer.disconnect()
      requestAnimationFrame(() => setTimeout(() => (found.shown = now())))
    })
    observer.observe(lane, { attributes: true, attributeFilter: ['data-count'] })
  })
}

async function seen(page: Page): Promise<{ pressed: number; shown: number }> {
  await page.waitForFunction(() => (window as unknown as { found: { shown: number } }).found.shown > 0)
  return page.evaluate(() => (window as unknown as { found: { pressed: number; shown: number } }).found)
}

function shownLabels(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.querySelector('[data-testid=label-lane]')?.getAttribute('data-count')))
}

function newest(of: Project): number {
  return of.prepare<[], number>('SELECT max(id) FROM label').pluck().get() ?? 0
}

/** The time at which it was so first; gives up after ten seconds. */
async function until(so: () => boolean): Promise<number> {
  const begun = Date.now()
  while (!so()) {
    if (Date.now() - begun > 10_000) throw new Error('The label did not reach the project file in ten seconds.')
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return performance.timeOrigin + performance.now()
}

function report(name: string, ms: number[]): void {
  const sorted = [...ms].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(0)
  console.log(`${name}: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, slowest ${at(1)} ms of ${ms.length}`)
}
