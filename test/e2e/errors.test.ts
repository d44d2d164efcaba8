import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath)
  console.info('Going through the errors of a run in a browser is skipped: no Chromium on this machine.')

const jumps = [
  [300, 319],
  [420, 428],
  [500, 519],
  [800, 839],
  [900, 909],
  [1010, 1049],
]
const labelled = [
  [470, 519],
  [650, 679],
  [740, 751],
  [800, 839],
  [1010, 1049],
]

/** 1,200 seconds of a pump whose flow jumps now and then; not all of it is labelled, and not all that is labelled is a jump. */
function pumpCsv(): string {
  const inside = (ranges: number[][], i: number) => ranges.some(([first, last]) => i >= first && i <= last)
  const noise = (i: number, k: number) => (Math.sin(i * 12.9898 + k * 78.233) * 43758.5453) % 1
  const lines = ['time,Flow [l/min],Pressure [bar],Temperature [°C],anomaly']
  for (let i = 0; i < 1200; i++) {
    const values = [
      40 + 4 * Math.sin(i / 12) + (inside(jumps, i) ? 30 + i / 50 : 0) + noise(i, 1),
      3 + 0.3 * Math.sin(i / 12) + 0.05 * noise(i, 2),
      50 + 0.4 * noise(i, 3),
    ]
    lines.push(
      `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${values.map((v) => v.toFixed(4)).join(',')},${inside(labelled, i) ? 1 : 0}`,
    )
  }
  return lines.join('\n')
}

describe.skipIf(!browserPath)('the errors of a run', () => {
  const studio = new Studio()
  let page: Page
  const kinds = () =>
    page
      .getByTestId('error-list')
      .locator('[data-kind]')
      .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.kind))
  const selected = () => page.getByTestId('error-list').locator('.on').getAttribute('data-kind')
  const counted = async (kind: string) => Number(/\d+$/.exec(await page.getByTestId(`errors-${kind}`).innerText())![0])

  beforeAll(async () => {
    writeFileSync(join(studio.projects, 'pump.csv'), pumpCsv())
    page = await studio.start()
    await studio.importFile('pump.csv')
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption('z-score')
    await page.getByTestId('train').click()
    await page.getByTestId('measures').waitFor()
    await page.getByTestId('threshold-rule').selectOption('fixed')
    await page.getByLabel('Value', { exact: true }).fill('1.5')
    await page.keyboard.press('Enter')
    await page.locator('[data-testid=detection-lane][data-count="6"]').waitFor()
  })
  afterAll(() => studio.close())

  const f1 = async () => Number(await page.locator('[data-measure="F1"]').first().innerText())

  test('are counted beside the measures, and listed under the chart with pictures', async () => {
    await expect.poll(() => page.getByTestId('show-errors').innerText()).toMatch(/Errors 6$/)
    await page.getByTestId('show-errors').click()
    await expect.poll(kinds).toEqual(['missed', 'false alarm', 'late', 'missed', 'false alarm', 'false alarm'])
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('error-list')
    await expect.poll(() => page.getByTestId('error-list').locator('svg path').count()).toBeGreaterThan(6)
    expect(await page.getByTestId('error-list').innerText()).toContain('Flow')
    await page.waitForTimeout(300)
    await studio.picture('errors-1-light')
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.waitForTimeout(300)
    await studio.picture('errors-2-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByTestId('errors-false-alarm').click()
    await expect.poll(() => kinds()).toEqual(['false alarm', 'false alarm', 'false alarm'])
    await page.getByTestId('errors-all').click()
  })

  test('are gone to, and mended, with keys alone', async () => {
    const before = await f1()
    await page.getByTestId('error-list').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => selected()).toBe('false alarm')
    await page.keyboard.press('Enter')
    await page.waitForTimeout(400)
    await studio.picture('errors-3-on-the-chart')
    await page.keyboard.press('Shift+F')
    await expect.poll(() => counted('false-alarm')).toBe(2)
    expect(await selected()).toBe('late')
    await page.keyboard.press('Shift+F')
    await expect.poll(() => counted('late')).toBe(0)
    expect(await selected()).toBe('missed')
    await page.keyboard.press('Shift+F')
    await expect.poll(() => counted('missed')).toBe(1)
    // The measures follow the labels by themselves.
    await expect.poll(f1).toBeGreaterThan(before)
    await page.getByTestId('tab-review').click()
    await page.getByTestId('review-journal').click()
    await expect
      .poll(() => page.getByTestId('journal').getByText('changed while looking at run “Z-score”').count())
      .toBe(3)
    expect(
      await page.getByTestId('journal').getByText('Began 1 label at the detection, changed while looking').count(),
    ).toBe(1)
  })

  test('can be asked about: the labelled event most like one is a click away', async () => {
    await page.getByTestId('error-list').focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.getByTestId('tab-explain').click()
    await page.getByTestId('nearest').waitFor()
    expect(await page.getByTestId('nearest').innerText()).toMatch(/anomaly/)
    await page.getByTestId('shapley').waitFor()
    await page.waitForTimeout(300)
    await studio.picture('explain-4-nearest')
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.waitForTimeout(300)
    await studio.picture('explain-5-nearest-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByTestId('nearest').getByRole('button').first().click()
    await page.getByTestId('tab-results').click()
  })

  test('are known until that is undone', async () => {
    await page.getByTestId('error-list').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+K')
    await expect.poll(() => counted('known')).toBe(1)
    expect(await counted('all')).toBe(2)
    await page.keyboard.press('Control+z')
    await expect.poll(() => counted('known')).toBe(0)
    await page.getByTestId('errors-missed').click()
    await page.getByTestId('error-known').click()
    await expect.poll(() => page.getByTestId('no-errors').innerText()).toBe('Every labelled event was detected.')
    await studio.picture('errors-4-empty')
    await page.getByTestId('errors-known').click()
    await expect.poll(() => page.getByTestId('errors').innerText()).toContain('Measures count it')
    await page.getByTestId('errors-all').click()
  })

  test('come back with undo, one edit at a time', async () => {
    expect(await counted('all')).toBe(2)
    await page.keyboard.press('Control+z')
    // The mark first; then the rejected label.
    await expect.poll(() => counted('known')).toBe(0)
    await page.keyboard.press('Control+z')
    await expect.poll(() => counted('missed')).toBe(2)
    await page.keyboard.press('Control+Shift+z')
    await expect.poll(() => counted('missed')).toBe(1)
    await page.keyboard.press('Shift+B')
    await page.getByTestId('errors-missed').click()
    await page.getByTestId('error-known').click()
    await expect.poll(() => counted('known')).toBe(1)
  })

  test('are all as they were after a restart', async () => {
    // The page first: it would look for its server, and say that it is gone.
    await page.close()
    await studio.end()
    page = await studio.start({ project: join(studio.projects, 'New project.anomaly') })
    await page.getByTestId('score-lane').waitFor()
    await page.keyboard.press('Shift+E')
    await page.getByTestId('error-list').waitFor()
    await expect.poll(() => counted('all')).toBe(2)
    expect([
      await counted('missed'),
      await counted('false-alarm'),
      await counted('late'),
      await counted('known'),
    ]).toEqual([0, 2, 0, 1])
  })

  test('lead on to a better threshold, and to a report of it all', async () => {
    await page.getByTestId('tab-results').click()
    const threshold = () => page.getByTestId('threshold-value').innerText()
    expect(await threshold()).toBe('1.5')
    await page.getByTestId('open-lab').click()
    await page.getByTestId('lab-cost').click()
    await expect.poll(() => page.getByTestId('lab-outcome').innerText()).toContain('Cheapest')
    await expect.poll(threshold).not.toBe('1.5')
    await page.getByTestId('report').click()
    await page.getByTestId('file-accept').click()
    await page.getByTestId('open-report').waitFor()
    const report = readFileSync(
      join(
        studio.projects,
        readdirSync(studio.projects).find((name) => name.endsWith('.html'))!,
      ),
      'utf8',
    )
    expect(report).toContain(`threshold of ${await threshold()}`)
    expect(report).toContain('oracle')
    expect(report).toContain((await f1()).toFixed(3))
    expect(studio.complaints).toEqual([])
  })
})
