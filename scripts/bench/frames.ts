import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { browserPath, Studio } from '../../test/e2e/studio.ts'
import { processorTime } from './processor-time.ts'
import { wideProject } from './wide-project.ts'

/**
 * `node bin/with-node.js scripts/bench/frames.ts [--rows N] [--labels N]`: how smoothly a view of many rows and labels pans
 * and zooms in Chromium. Not a test: it depends on what else the machine does. Beside how long the frames took stands what
 * they cost each process in processor time, which other work on the machine changes far less.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    labels: { type: 'string', default: '50000' },
    dark: { type: 'boolean' },
  },
})
const labels = Number(values.labels)
const frames = 150

if (!browserPath) throw new Error('There is no Chromium on this machine.')
const studio = new Studio()
try {
  const page = await studio.start({
    project: wideProject(Number(values.rows), labels),
    width: 1280,
    height: 800,
    dark: values.dark,
  })
  await page.getByTestId('lane').first().waitFor()
  await page.waitForFunction(
    (n) => Number(document.querySelector('[data-testid=label-lane]')?.getAttribute('data-count')) >= n,
    labels,
  )
  await page.waitForTimeout(1500)
  // Frames of a page that does nothing: what this browser can do at all here.
  await report('nothing moves', page, 'still', 0)
  let zooms = 0
  for (const share of [1, 2, 100, 4000]) {
    for (; 1.5 ** zooms < share; zooms++) await page.keyboard.press('+')
    await page.waitForTimeout(800)
    const seen = share === 1 ? 'everything in view' : `1/${share} in view`
    // Of everything there is nothing to pan to.
    if (share > 1) await report(`pan, ${seen}`, page, 'pan', 12)
    await report(`zoom, ${seen}`, page, 'zoom', 40)
    await studio.picture(`frames-${share}`)
  }
} finally {
  await studio.close()
}

/** Turns the wheel once a frame and answers how long each frame took, in ms. */
function measured(page: Page, what: 'still' | 'pan' | 'zoom', delta: number): Promise<number[]> {
  return page.evaluate(
    ([how, by, n]) =>
      new Promise<number[]>((done) => {
        const stage = document.querySelector<HTMLElement>('[data-testid=stage]')!
        const box = stage.getBoundingClientRect()
        const times: number[] = []
        const frame = (now: number) => {
          times.push(now)
          if (times.length > n) return done(times.slice(1).map((time, i) => time - times[i]))
          // There and back again, so that neither end of the data stops the movement.
          const sign = Math.floor(times.length / 25) % 2 ? -1 : 1
          if (how !== 'still')
            stage.dispatchEvent(
              new WheelEvent('wheel', {
                bubbles: true,
                cancelable: true,
                clientX: box.left + box.width / 2,
                clientY: box.top + 100,
                deltaY: by * sign,
                shiftKey: how === 'pan',
              }),
            )
          requestAnimationFrame(frame)
        }
        requestAnimationFrame(frame)
      }),
    [what, delta, frames] as const,
  )
}

async function report(name: string, page: Page, what: 'still' | 'pan' | 'zoom', delta: number): Promise<void> {
  const before = await processorTime(page, studio.pid)
  const ms = await measured(page, what, delta)
  const after = await processorTime(page, studio.pid)
  const sorted = [...ms].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1)
  const cost = Object.entries(after)
    .map(([of, time]) => `${of} ${((time - before[of]) / ms.length).toFixed(1)}`)
    .join(', ')
  console.log(
    `${name}: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, slowest ${at(1)} ms of ${ms.length} frames; a frame costs ${cost} ms`,
  )
}
