import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('The first answer in a browser is skipped: no Chromium on this machine.')

/** 1,200 seconds of a pump: steady, then 300 s in which the flow has fallen. No labels. */
function pumpCsv(): string {
  const lines = ['time,Flow [l/min],Pressure [bar],Temperature [°C]']
  for (let i = 0; i < 1200; i++) {
    const noise = (k: number) => ((Math.sin((i + 1) * 12.9898 * k) * 43758.5453) % 1) - 0.5
    const flow = (i >= 700 && i < 1000 ? 6 : 10) + Math.sin(i / 8) + 0.3 * noise(1)
    lines.push(
      `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${[flow, 3 + 0.2 * Math.cos(i / 8) + 0.05 * noise(2), 60 + noise(3)].map((v) => v.toFixed(4)).join(',')}`,
    )
  }
  return lines.join('\n')
}

describe.skipIf(!browserPath)('the first answer in a browser', () => {
  const studio = new Studio()
  let page: Page

  beforeAll(async () => {
    writeFileSync(join(studio.projects, 'pump.csv'), pumpCsv())
    page = await studio.start()
    await studio.importFile('pump.csv')
    await page.getByTestId('tab-model').click()
    await page.getByTestId('suggestion').waitFor()
  })
  afterAll(() => studio.close())

  test('asks what is normal first, with the answer chosen from the data and its sentence', async () => {
    expect(await page.getByTestId('train-on-beginning').getAttribute('aria-checked')).toBe('true')
    expect(await page.getByTestId('normal-why').innerText()).toMatch(/^The first 30 % are steady, and \d+ % of what/)
    expect(await page.getByTestId('detector').inputValue()).toBe('averaging-ensemble')
    await studio.picture('first-answer-1-normal')
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('first-answer-1-normal-dark')
    await page.emulateMedia({ colorScheme: 'light' })
  })

  test('opens the results with the strangest stretch, its channel and its direction', async () => {
    await page.getByTestId('train').click()
    const strangest = page.getByTestId('strangest')
    await strangest.waitFor()
    expect(await strangest.locator('li').count()).toBeLessThanOrEqual(5)
    expect(await strangest.locator('li').first().innerText()).toContain('Flow too low')
    expect(Number(await page.getByTestId('detection-lane').getAttribute('data-count'))).toBeGreaterThan(0)
    await studio.picture('first-answer-2-strangest')
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('first-answer-2-strangest-dark')
    await page.emulateMedia({ colorScheme: 'light' })
  })

  test('makes a label of what is called an anomaly, and a threshold above what is called normal', async () => {
    const rows = page.getByTestId('strangest').locator('li')
    await page.getByTestId('strangest-anomaly-0').click()
    await page.getByTestId('measures').waitFor()
    const last = (await rows.count()) - 1
    await page.getByTestId(`strangest-normal-${last}`).click()
    await page.getByTestId('strangest-normal-1').click()
    await page.waitForFunction(
      () => document.querySelector('[data-testid="detection-lane"]')?.getAttribute('data-count') === '1',
    )
    await page.keyboard.press('Alt+s')
    await page.getByTestId('strangest').locator('li.on').waitFor()
  })

  test('says on which scores a threshold was calibrated, also after another normal range', async () => {
    await page.getByTestId('threshold-rule').selectOption('trimmed-quantile')
    const said = page.getByTestId('calibrated-on')
    await expect.poll(() => said.innerText()).toMatch(/^Calibrated on \d+ scores of the training data\.$/)
    await said.scrollIntoViewIfNeeded()
    await studio.picture('first-answer-3-calibration')
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('first-answer-3-calibration-dark')
    await page.emulateMedia({ colorScheme: 'light' })
  })

  test('teaches the next training what was called normal and what an anomaly, and says so in the form', async () => {
    await page.getByTestId('tab-model').click()
    const taught = page.getByTestId('taught')
    expect(await taught.innerText()).toMatch(
      /^\d stretch(es)? that you called normal (is|are) learned from as well; 1 stretch called an anomaly and all labels are left out\./,
    )
    await studio.picture('first-answer-4-taught')
    await page.getByTestId('train').click()
    // The results open by themselves when it is done.
    const made = page.getByText('How it was made')
    await made.waitFor()
    await made.click()
    await page.getByText(/ but labelled anomalies, \d+ of 1,200 rows/).waitFor()
  })
})
