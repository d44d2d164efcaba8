import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { browserPath, Studio } from '../../test/e2e/studio.ts'
import { busiestTasks, type Task } from './page-tasks.ts'
import { wideProject } from './wide-project.ts'

/**
 * `node bin/with-node.js scripts/bench/explore-page.ts [--rows N] [--project FILE] [--only rhythm] [--dark] [--code]`: the longest
 * tasks of the page's main thread while each pane of Explore is opened and sharpens, in processor time, and with --code what they did.
 * Not a test: it needs minutes.
 */
const { values: given } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    project: { type: 'string' },
    only: { type: 'string' },
    dark: { type: 'boolean', default: false },
    code: { type: 'boolean', default: false },
  },
})
if (!browserPath) throw new Error('There is no Chromium on this machine.')
const project = given.project ?? wideProject(Number(given.rows), 100)

const click = (testid: string) => (page: Page) => page.getByTestId(testid).first().click()
const text = (name: string) => (page: Page) =>
  page.locator('[data-testid=explore-pane]').getByText(name, { exact: true }).first().click()
const key = (keys: string) => async (page: Page) => {
  await page.getByTestId('stage').focus()
  await page.keyboard.press(keys)
}
/** Each in the state that the one before has left. */
const steps: Record<string, (page: Page) => Promise<unknown>> = {
  'zoom in, and out again': async (page) => {
    await key('+')(page)
    await key('+')(page)
    await key('0')(page)
  },
  'Explore is opened, quality': key('Shift+V'),
  distributions: click('explore-distributions'),
  'distributions, box': text('Box'),
  'distributions, cumulative': text('Cumulative'),
  'together: matrix, scatter, lag': click('explore-together'),
  'together: best lag': text('Best lag'),
  'together: distance': text('Distance'),
  'together: points': click('scatter-dense'),
  'together: up to six': click('scatter-matrix'),
  'rhythm: autocorrelation, spectrum, decomposition': click('explore-rhythm'),
  'rhythm: spectrogram': click('spectrogram'),
  'rhythm: classical': text('Classical'),
  'against itself: days': click('explore-overlay'),
  'against itself: hours': text('Hours'),
  'against itself: labels': click('overlay-events'),
  cycles: click('explore-cycles'),
  compare: async (page) => {
    await click('explore-compare')(page)
    await page.getByText('Second half against the first').click()
  },
  'compare: course': click('compare-course'),
  'compare: correlation': click('compare-correlation'),
  'control: I-MR': click('explore-control'),
  'control: X̄-S': click('control-xbar-s'),
  'control: CUSUM': click('control-cusum'),
  statistics: async (page) => {
    await key('0')(page)
    await click('explore-statistics')(page)
  },
  'the theme changes': (page) => page.emulateMedia({ colorScheme: given.dark ? 'light' : 'dark' }),
  measure: async (page) => {
    await click('mode-measure')(page)
    const box = (await page.getByTestId('stage').boundingBox())!
    await page.mouse.move(box.x + 300, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(box.x + 700, box.y + 60, { steps: 20 })
    await page.mouse.up()
    await page.locator('[data-testid=measure-tag][data-exact=true]').first().waitFor()
  },
  'cleaning, its preview': async (page) => {
    await page.keyboard.press('Escape')
    await click('mode-select')(page)
    await click('tab-cleaning')(page)
    await page.getByTestId('add-step').selectOption('hampel')
    await page.waitForTimeout(3000)
  },
}

const studio = new Studio()
try {
  const page = await studio.start({ project, width: 1440, height: 900, dark: given.dark })
  page.setDefaultTimeout(120_000)
  await page.getByTestId('lane').first().waitFor()
  for (const [name, act] of Object.entries(steps)) {
    const isAsked = !given.only || name.startsWith(given.only) || name.startsWith('Explore')
    if (!isAsked) continue
    tell(name, await busiestTasks(page, given.code, () => settledAfter(page, act)))
  }
} finally {
  await studio.close()
}

async function settledAfter(page: Page, act: (page: Page) => Promise<unknown>) {
  await act(page)
  await page.waitForTimeout(400)
  await page.waitForFunction(() => document.querySelector('[data-testid=explore-pane] [role=status]') === null)
  await page.waitForTimeout(600)
}

function tell(name: string, tasks: Task[]) {
  const long = tasks.filter(({ cpuMs }) => cpuMs > 50)
  const most = tasks[0]
  console.log(
    `${name}: ${long.length} tasks above 50 ms of processor time; the longest ${most.cpuMs.toFixed(0)} ms (${most.wallMs.toFixed(0)} by the clock)`,
  )
  if (!given.code) return
  for (const task of tasks.slice(0, 3).filter(({ cpuMs }) => cpuMs > 30)) {
    console.log(`    ${task.cpuMs.toFixed(0)} ms: ${task.what.join(', ')}`)
    for (const line of task.code.slice(0, 14)) console.log(`        ${line}`)
  }
}
