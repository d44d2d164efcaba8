import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('Honest splits in a browser are skipped: no Chromium on this machine.')

/** 1,500 seconds of a pump with three labelled jumps, the last of them in the last third. */
function pumpCsv(): string {
  const lines = ['time,Flow [l/min],Pressure [bar],anomaly']
  for (let i = 0; i < 1500; i++) {
    const odd = [300, 700, 1300].some((at) => i >= at && i < at + 30)
    const noise = (Math.sin(i * 12.9898) * 43758.5453) % 1
    lines.push(
      `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${(10 + Math.sin(i / 8) + 0.2 * noise + (odd ? 2.4 : 0)).toFixed(4)},${(3 + Math.cos(i / 8) * 0.2).toFixed(4)},${odd ? 1 : 0}`,
    )
  }
  return lines.join('\n')
}

describe.skipIf(!browserPath)('honest splits in a browser', () => {
  const studio = new Studio()
  let page: Page
  const warnings = () =>
    page
      .getByTestId('warnings')
      .locator('li')
      .evaluateAll((items) => items.map((item) => item.getAttribute('data-warning')))
  const badgesOf = (measure: string) => page.locator(`tr:has([data-measure="${measure}"]) .badge`).allInnerTexts()

  const centred = (id: string) =>
    page.getByTestId(id).evaluate((element) => element.scrollIntoView({ block: 'center' }))

  async function trained(runs: number) {
    await page.getByTestId('train').click()
    await page.waitForFunction(
      (n) =>
        document.querySelectorAll('[data-testid="runs"] li').length === n &&
        document.querySelector('[data-testid="measures"]'),
      runs,
    )
  }

  beforeAll(async () => {
    writeFileSync(join(studio.projects, 'pump.csv'), pumpCsv())
    page = await studio.start()
    await studio.importFile('pump.csv')
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption('kmeans')
  })
  afterAll(() => studio.close())

  test('a run that holds nothing out says what its numbers are worth', async () => {
    await page.getByTestId('train-on-all').click()
    await trained(1)
    await page.getByTestId('tab-results').click()
    await expect.poll(() => warnings()).toEqual(['judged-on-trained', 'trained-on-labelled'])
    await centred('warnings')
    await studio.picture('splits-1-nothing-held-out')
  })

  test('the form says what would be held out, in rows and time, before training', async () => {
    await page.getByTestId('tab-model').click()
    await page.getByTestId('train-on-unlabelled').click()
    await page.getByTestId('hold-out-last').click()
    await page.getByTestId('hold-out-preview').waitFor()
    expect(await page.getByTestId('hold-out-preview').innerText()).toMatch(
      /^Trains on at most \S+ rows, judges the last 450, from 2026-01-01 00:17:30\. \d+ rows \(.+\) between them train nobody\.$/,
    )
    await centred('hold-out-preview')
    await studio.picture('splits-2-last-part')
    await page.getByTestId('hold-out-from').click()
    await page.getByText('judges the last 450, from 2026-01-01 00:17:30.').waitFor()
    await page.getByTestId('hold-out-time').fill('2026-01-01 00:20')
    await page.getByTestId('hold-out-time').press('Enter')
    await page.getByText('judges the last 300, from 2026-01-01 00:20:00.').waitFor()
    await page.getByTestId('hold-out-time').fill('soon')
    await page.getByTestId('hold-out-time').press('Enter')
    await expect.poll(() => page.getByTestId('hold-out-time').inputValue()).toBe('2026-01-01 00:20:00')
    await centred('hold-out-preview')
    await studio.picture('splits-2-from-a-date')
    await page.getByTestId('hold-out-last').click()
    await page.getByText('judges the last 450').waitFor()
    await page.getByLabel('Held out at the end, in per cent').fill('90')
    await page.getByLabel('Purge gap in rows').fill('200')
    await page.getByLabel('Purge gap in rows').press('Enter')
    await page.getByTestId('hold-out-problem').waitFor()
    expect(await page.getByTestId('hold-out-problem').innerText()).toContain('Too little is left to train on')
    await page.getByLabel('Held out at the end, in per cent').fill('30')
    await page.getByLabel('Held out at the end, in per cent').press('Enter')
    await page.getByRole('button', { name: /^One window:/ }).click()
    await page.getByTestId('hold-out-preview').waitFor()
  })

  test('a run is judged on its held-out rows, and on all of them if someone wants that', async () => {
    await trained(2)
    await page.getByTestId('tab-results').click()
    await page.getByTestId('judged-on').waitFor()
    expect(await page.getByTestId('judged-on').innerText()).toBe(
      'Judged on the 450 rows from 2026-01-01 00:17:30 on, which the model has not seen.',
    )
    expect(await page.getByTestId('warnings').count()).toBe(0)
    expect(await page.getByTestId('found').innerText()).toContain('of 1 labelled window detected')
    await centred('judged-on')
    await studio.picture('splits-3-judged-on-held-out')
    expect(await page.getByTestId('judged-part').innerText()).toBe('judged: held out')
    await page.getByTestId('judged-all').click()
    await page.getByTestId('warnings').waitFor()
    expect(await warnings()).toEqual(['judged-on-trained'])
    expect(await page.getByTestId('found').innerText()).toContain('of 3 labelled windows detected')
    await page.getByTestId('judged-held-out').click()
    await page.getByTestId('warnings').waitFor({ state: 'detached' })
  })

  test('a threshold by the labels puts its badge on every number that needs one, the run list included', async () => {
    await page.getByTestId('threshold-rule').selectOption('best-f1')
    await page.locator('[data-warning="threshold-oracle"]').waitFor()
    expect(await badgesOf('F1')).toEqual(['oracle'])
    expect(await badgesOf('AUC-PR')).toEqual([])
    expect(await page.getByTestId('runs').locator('li').first().innerText()).toMatch(/F1 \d\.\d{3}\s*oracle/)
    await page.getByText('More measures').click()
    await expect.poll(() => badgesOf('PA-F1')).toEqual(['oracle', 'inflated'])
    const rows = await page
      .locator('tr:has([data-measure])')
      .evaluateAll((found) => found.map((row) => row.querySelector('[data-measure]')!.getAttribute('data-measure')))
    expect(rows[rows.indexOf('PA-F1') + 1]).toBe('PA-F1 of random')
    await page.locator('[data-measure="PA-F1"]').scrollIntoViewIfNeeded()
    await studio.picture('splits-4-badges')
    await page.getByTestId('threshold-rule').selectOption('fixed')
    await page.getByText('The value you set, whatever the scores are.').waitFor()
    expect(await warnings()).toContain('threshold-oracle')
  })

  test('cross-validation shows its progress by block and makes one run', async () => {
    await page.getByTestId('tab-model').click()
    await page.getByTestId('hold-out-blocks').click()
    await page.getByTestId('hold-out-preview').waitFor()
    expect(await page.getByTestId('hold-out-preview').innerText()).toMatch(
      /^Trains 5 models .* judges the 300 rows of its block \(4 min 59 s\)/,
    )
    await centred('hold-out-preview')
    await studio.picture('splits-5-blocks')
    await trained(3)
    await page.getByTestId('tab-results').click()
    await expect.poll(() => page.getByTestId('judged-on').innerText()).toMatch(/^Cross-validated in 5 blocks/)
    expect(await page.getByTestId('warnings').count()).toBe(0)
    await centred('judged-on')
    await studio.picture('splits-6-cross-validated')
  })

  test('a detector taken from a ranking by the labels is marked as an oracle on them', async () => {
    await page.getByTestId('tab-ranking').click()
    await page.getByTestId('compare').click()
    await page.getByTestId('ranking').waitFor({ timeout: 240_000 })
    await page.getByTestId('ranking').getByRole('button', { name: 'Mahalanobis', exact: false }).click()
    await page.getByTestId('hold-out-last').click()
    await trained(4)
    await page.getByTestId('tab-results').click()
    await expect.poll(() => warnings()).toEqual(['model-oracle'])
    expect(await badgesOf('AUC-PR')).toEqual(['oracle'])
    expect(await page.getByTestId('runs').locator('li').first().innerText()).toMatch(/oracle/)
    await centred('warnings')
    await studio.picture('splits-9-from-a-ranking')
  })

  test('looks the same in the dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.getByTestId('runs').getByRole('button', { name: 'k-means', exact: false }).last().click()
    await page.getByTestId('warnings').waitFor()
    await centred('warnings')
    await studio.picture('splits-7-dark')
    await page.getByTestId('tab-model').click()
    await centred('hold-out-preview')
    await studio.picture('splits-8-dark-form')
    expect(studio.complaints).toEqual([])
  })
})
