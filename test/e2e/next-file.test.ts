import { copyFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workbookOf, type Cell } from '../formats/importers/packed.ts'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('The next file of a machine in a browser is skipped: no Chromium on this machine.')

const csv = (from: number, n: number, name = 'Flow') =>
  `time,${name}\n` +
  Array.from(
    { length: n },
    (_, i) => `${new Date(Date.UTC(2026, 0, 1) + (from + i) * 1000).toISOString()},${Math.sin((from + i) / 9)}\n`,
  ).join('')

describe.skipIf(!browserPath)('the next file of the same machine', () => {
  const studio = new Studio()
  let page: Page
  beforeAll(async () => {
    page = await studio.start({ width: 1280, height: 800 })
    const rows = (n: number): Cell[][] => [['n', 'Load'], ...Array.from({ length: n }, (_, i) => [i, (i * i) % 17])]
    writeFileSync(join(studio.projects, 'march.csv'), csv(0, 400))
    writeFileSync(join(studio.projects, 'april.csv'), csv(350, 300))
    writeFileSync(join(studio.projects, 'monday.csv'), csv(0, 400, 'Level'))
    writeFileSync(join(studio.projects, 'tuesday.csv'), csv(350, 300, 'Level'))
    writeFileSync(join(studio.projects, 'book.xlsx'), workbookOf({ First: rows(30), Second: rows(90) }))
  })
  afterAll(() => studio.close())

  const pick = async (name: string) => {
    await page.locator('[data-testid=import], [data-testid=import-more]').first().click()
    await page.getByTestId('file-browser').getByText(name, { exact: true }).dblclick()
  }
  const both = async (name: string) => {
    await page.waitForTimeout(300)
    const picture = await studio.picture(name)
    // Only when asked: pictures differ a little from run to run, and tests should leave the checkout as it was.
    if (process.env.ANOMALY_STUDIO_PICTURES)
      copyFileSync(picture, resolve(import.meta.dirname, '../../docs/images', `${name}.png`))
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.waitForTimeout(300)
    await studio.picture(`${name}-dark`)
    await page.emulateMedia({ colorScheme: 'light' })
  }

  test('is recognised by the recipe of the first and imported without a question', async () => {
    await page.getByTestId('new-project').click()
    await pick('march.csv')
    await page.getByTestId('keep-recipe').check()
    await page.getByTestId('import-start').click()
    await page.getByTestId('datasets').getByText('march', { exact: true }).waitFor()
    await pick('april.csv')
    await page.getByText('april.csv is read by the recipe “march”.').waitFor()
    await page.getByTestId('datasets').getByText('april', { exact: true }).waitFor()
    expect(await page.getByTestId('import-preview').count()).toBe(0)
  })

  test('that nobody remembers is offered to be appended before it is imported', async () => {
    await pick('monday.csv')
    await page.getByTestId('import-start').click()
    await page.getByTestId('datasets').getByText('monday', { exact: true }).waitFor()
    await pick('tuesday.csv')
    expect(await page.getByTestId('import-continues').innerText()).toBe(
      'This file goes on from “monday”. It has the same channels and overlaps it by 49 s: rows that are there stay as they are.',
    )
    await both('importing-continues')
    await page.getByRole('button', { name: 'Append to “monday”' }).click()
    await page.getByTestId('datasets').getByText('650 rows').waitFor()
    expect(await page.getByTestId('datasets').getByText('tuesday', { exact: true }).count()).toBe(0)
  })

  test('is appended, with the overlap shown first', async () => {
    await page.getByTestId('datasets').getByText('april', { exact: true }).click()
    await page.getByRole('button', { name: 'Append to “march”…' }).click()
    await page.getByTestId('append-plan').waitFor()
    expect(await page.getByTestId('append-plan').innerText()).toMatch(/250 new rows of “april”\s+50 rows overlap/)
    expect(await page.getByTestId('datasets').locator('[aria-current=true]').innerText()).toMatch(/^\s*march/)
    await page.getByRole('button', { name: 'Keep apart' }).click()
    await page.getByTestId('append-plan').waitFor({ state: 'detached' })
    await page.getByTestId('append-other').selectOption({ label: 'april' })
    await page.getByTestId('append-plan').waitFor()
    await both('importing-append')
    await page.getByTestId('append').click()
    await page.getByTestId('datasets').getByText('april', { exact: true }).waitFor({ state: 'detached' })
    await expect.poll(() => page.locator('dd').nth(1).innerText()).toBe('650')
  })

  test('of a workbook the sheet is chosen', async () => {
    await pick('book.xlsx')
    await page.getByTestId('packing').waitFor()
    expect(await page.getByTestId('packing').inputValue()).toBe('Second')
    await both('importing-workbook')
    await page.getByTestId('packing').selectOption('First')
    await expect.poll(() => page.getByTestId('time-sentence').innerText()).toMatch(/^30 rows/)
    await page.getByTestId('import-start').click()
    await page.getByTestId('datasets').getByText('book', { exact: true }).waitFor()
  })
})
