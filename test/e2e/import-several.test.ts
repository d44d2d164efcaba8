import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('Choosing several files in a browser is skipped: no Chromium on this machine.')

const csv = (level: number) =>
  [
    'time,Flow',
    ...Array.from(
      { length: 200 },
      (_, i) => `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${level + Math.sin(i)}`,
    ),
  ].join('\n')

describe.skipIf(!browserPath)('several files in the folder browser', () => {
  const studio = new Studio()
  let page: Page
  beforeAll(async () => {
    page = await studio.start({ width: 1280, height: 800 })
    for (const [i, name] of ['a.csv', 'b.csv', 'c.csv', 'd.csv'].entries())
      writeFileSync(join(studio.projects, name), csv(i))
  })
  afterAll(() => studio.close())

  test('are chosen with Shift and Ctrl, imported together, and the first is looked at', async () => {
    await page.getByTestId('new-project').click()
    await page.getByTestId('import').first().click()
    const file = (name: string) => page.getByTestId('file-browser').getByText(name, { exact: true })
    await file('a.csv').click()
    await file('d.csv').click({ modifiers: ['Shift'] })
    await file('b.csv').click({ modifiers: ['Control'] })
    await expect.poll(() => page.getByTestId('file-accept').innerText()).toBe('Import 3 files')
    await studio.picture('import-several')
    await page.getByTestId('file-accept').click()
    await page.getByTestId('import-all').click()
    await page.getByTestId('datasets').getByText('d', { exact: true }).waitFor()
    await page.getByTestId('lane').first().waitFor()
    const names = await page.getByTestId('datasets').getByRole('listitem').allInnerTexts()
    expect(names.map((text) => text.trim()[0]).sort()).toEqual(['a', 'c', 'd'])
    expect(await page.getByTestId('datasets').locator('[aria-current=true]').innerText()).toMatch(/^\s*a\b/)
  })
})
