import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { soon } from './labelling-steps.ts'
import { browserPath, Studio } from './studio.ts'

describe.skipIf(!browserPath)('what a run detected becomes labels', () => {
  const studio = new Studio()
  const dips = [200, 500, 800, 1100, 1400]
  let page: Page
  beforeAll(async () => {
    // Five dips, of which the file says only the first two.
    const lines = Array.from({ length: 1800 }, (_, t) => {
      const dip = dips.findIndex((at) => t >= at && t < at + 20)
      return `${new Date(Date.UTC(2024, 0, 1) + t * 1000).toISOString()},${(Math.sin(t / 7) - (dip < 0 ? 0 : 6)).toFixed(4)},${dip === 0 || dip === 1 ? 1 : 0}`
    })
    writeFileSync(join(studio.projects, 'dips.csv'), ['time,pressure,anomaly', ...lines].join('\n'))
    page = await studio.start()
    await studio.importFile('dips.csv')
    await page.locator('[data-testid=label-lane][data-count="2"]').waitFor()
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption('z-score')
    await page.getByTestId('train').click()
    await page.getByTestId('threshold-rule').selectOption('fixed')
    await page.getByLabel('Value', { exact: true }).fill('3')
    await page.keyboard.press('Enter')
    await page.locator('[data-testid=detection-lane][data-count="5"]').waitFor()
  })
  afterAll(() => studio.close())

  test('only what has no label yet is proposed, and one key each accepts it', async () => {
    await page.getByTestId('tab-review').click()
    await page.getByTestId('propose-kind').selectOption('detections')
    await page.getByTestId('propose').click()
    const waiting = async () =>
      Number(/\d+/.exec(await page.locator('h3', { hasText: 'proposal' }).first().innerText())?.[0])
    await soon(waiting).toBe(3)
    await page.getByTestId('stage').focus()
    for (let left = 2; left > 0; left--) {
      await page.keyboard.press('a')
      await soon(waiting).toBe(left)
    }
    await page.keyboard.press('r')
    await page.getByTestId('tab-results').click()
    // Four of the five are right now; the measures say so by themselves.
    await expect.poll(() => page.locator('[data-measure="precision"]').first().innerText()).toBe('0.800')
    expect(studio.complaints).toEqual([])
  })
})
