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
    writeFileSync(join(studio.projects, 'e.csv'), csv(4).replace('time,Flow', 'time,Level'))
  })
  afterAll(() => studio.close())

  const file = (name: string) => page.getByTestId('file-browser').getByText(name, { exact: true })
  const outcomes = () => page.getByTestId('import-outcomes').getByRole('listitem')
  const choose = async (first: string, last: string) => {
    await page.locator('[data-testid=import], [data-testid=import-more]').first().click()
    await file(first).click()
    await file(last).click({ modifiers: ['Shift'] })
  }

  test('are chosen with Shift and Ctrl, imported together, and the first is looked at', async () => {
    await page.getByTestId('new-project').click()
    await choose('a.csv', 'd.csv')
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
    expect(await page.getByTestId('import-outcomes').count()).toBe(0)
  })

  test('one that has other columns stops none of the others, and each has its line with its outcome', async () => {
    await choose('a.csv', 'e.csv')
    await page.getByTestId('file-accept').click()
    await page.getByTestId('import-all').click()
    await page.getByTestId('import-outcomes').waitFor()
    expect((await outcomes().allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
      ...['a', 'b', 'c', 'd'].map((name) => `${name}.csv Imported: 200 rows.`),
      'e.csv It cannot be read like the others: it has no column named "Flow". Look at it…',
    ])
    await page.getByRole('dialog', { name: '4 of 5 files imported' }).waitFor()
    await studio.picture('import-outcomes')
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('import-outcomes-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    // By itself it is read as it is.
    await page.getByRole('button', { name: 'Look at it…' }).click()
    await page.getByTestId('import-start').click()
    await page.getByTestId('datasets').getByText('e', { exact: true }).waitFor()
    expect(await page.getByTestId('import-outcomes').count()).toBe(0)
  })

  test('a first one that is no table is left out, and the next is shown', async () => {
    writeFileSync(join(studio.projects, '0.csv'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))
    await choose('0.csv', 'a.csv')
    await page.getByTestId('file-accept').click()
    await page.getByText('This is a PNG image').first().waitFor()
    await page.getByText('1 more file of those that you chose can be imported without it.').waitFor()
    expect(await page.getByTestId('import-all').isDisabled()).toBe(true)
    await page.getByTestId('import-leave-out').click()
    await page.getByTestId('raw-lines').waitFor()
    await page.getByTestId('import-start').click()
    await page.getByTestId('import-outcomes').waitFor()
    expect(await outcomes().evaluateAll((lines) => lines.map((line) => line.getAttribute('data-status')))).toEqual([
      'failed',
      'done',
    ])
    await page.getByRole('button', { name: 'Close', exact: true }).last().click()
  })
})
