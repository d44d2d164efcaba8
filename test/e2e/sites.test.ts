import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('Sites in a browser are skipped: no Chromium on this machine.')

const plants: [string, number, number][] = [
  ['Lyon', 4.84, 45.76],
  ['Turin', 7.69, 45.07],
  ['Graz', 15.44, 47.07],
  ['Basel', 7.59, 47.56],
  ['Nancy', 6.18, 48.69],
  ['Genoa', 8.93, 44.41],
]

/** Six pumps in one file: nearby ones go alike, and each jumps at the end. */
function pumps(): string {
  const lines = ['plant,time,flow,pressure,longitude,latitude,anomaly']
  for (const [p, [name, x, y]] of plants.entries())
    for (let i = 0; i < 600; i++) {
      const odd = i >= 430 + 15 * p && i < 445 + 15 * p
      const wave = Math.sin(i / 9 + x / 9) + 0.1 * Math.sin(i * (2.1 + p))
      const cells = [10 + wave + (odd ? 3 : 0), 3 + 0.4 * Math.cos(i / 9 + y / 9), x, y]
      const time = new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()
      lines.push(`${name},${time},${cells.map((v) => v.toFixed(4)).join(',')},${odd ? 1 : 0}`)
    }
  return lines.join('\n')
}

describe.skipIf(!browserPath)('sites', () => {
  const studio = new Studio()
  let page: Page
  const picture = async (name: string) => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.waitForTimeout(200)
      await studio.picture(`sites-${name}-${scheme}`)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  beforeAll(async () => {
    writeFileSync(join(studio.data, 'pumps.csv'), pumps())
    page = await studio.start({ width: 1440, height: 900 })
    await page.getByTestId('open-sample').click()
    await page.getByTestId('lane').first().waitFor()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Shift+J')
    await page.getByTestId('sites').waitFor()
    await page.getByRole('separator', { name: 'Height of the pane under the chart' }).focus()
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowUp')
  }, 120_000)
  afterAll(() => studio.close())

  test('come from a column of a file, with their places', async () => {
    await picture('empty')
    await page.getByTestId('choose-sites').click()
    await page.getByTestId('by-column').click()
    // What is typed before the first folder is there would be overwritten by it.
    await expect.poll(() => page.getByTestId('folder-path').inputValue()).not.toBe('')
    await page.getByTestId('folder-path').fill(join(studio.data, 'pumps.csv'))
    await page.keyboard.press('Enter')
    await page.getByTestId('site-column').first().waitFor()
    await picture('column')
    await page.getByTestId('site-column').first().click()
    await page.getByTestId('site').nth(5).waitFor()
    await page.getByTestId('choose-sites').click()
    await page.getByLabel('Site of Lyon').waitFor()
    await picture('dialog')
    await page.getByRole('button', { name: 'Close' }).last().click()
    await picture('list')
    expect(await page.getByLabel('East of Graz').inputValue()).toBe('15.44')
  }, 120_000)

  test('are trained together, and what each model is worth is told', async () => {
    await page.getByTestId('datasets').getByText('Lyon').first().click()
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption('conv-autoencoder')
    await page.getByLabel('Epochs at most').fill('4')
    await page.getByLabel('Window', { exact: true }).fill('24')
    await page.getByTestId('sites-training').click()
    await page.getByTestId('train-sites').click()
    await page.getByTestId('sites-table').waitFor({ timeout: 240_000 })
    await page.getByTestId('sites-table').getByText('Of the others').waitFor()
    await picture('models')
    await page.getByTestId('sites-table').getByRole('button', { name: 'Run' }).first().click()
    await page.getByTestId('threshold-value').waitFor()
  }, 300_000)

  test('lie on a map, and go alike by how near they are', async () => {
    await page.getByTestId('sites-map').click()
    await page.getByTestId('map').locator('text', { hasText: 'Graz' }).waitFor()
    await picture('map')
    await page.getByTestId('sites-distance').click()
    await page.getByTestId('by-distance').waitFor()
    expect(await page.getByTestId('by-distance').locator('circle').count()).toBe(15)
    await picture('likeness')
    expect(studio.complaints).toEqual([])
  }, 60_000)
})
