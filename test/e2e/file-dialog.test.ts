import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { browserPath, Studio } from './studio.ts'

/** Two channels of 600 seconds with a jump in each. */
const csv = [
  'time,flow,pressure,anomaly',
  ...Array.from(
    { length: 600 },
    (_, i) =>
      `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${Math.sin(i / 9) + (i > 400 && i < 420 ? 5 : 0)},${Math.cos(i / 9)},${i > 400 && i < 420 ? 1 : 0}`,
  ),
].join('\n')

describe.skipIf(!browserPath)('the dialog of files in the page', () => {
  const studio = new Studio()
  const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'))
  const exported = (name: string) => join(studio.projects, name)
  let page: Page

  beforeAll(async () => {
    writeFileSync(join(elsewhere, 'pump.csv'), csv)
    mkdirSync(join(studio.projects, 'older'))
    page = await studio.start()
  })
  afterAll(async () => {
    await studio.close()
    rmSync(elsewhere, { recursive: true, force: true })
  })

  const dialog = () => page.getByTestId('file-browser')
  const named = () => page.getByLabel('File name')
  const labelsOut = async () => {
    if (!(await page.getByTestId('export-labels').isVisible()))
      await page.getByText('Export labels', { exact: true }).click()
    await page.getByTestId('export-labels').click()
    await dialog().waitFor()
  }

  test('imports from a folder whose path is typed, and says what cannot be typed', async () => {
    await page.getByTestId('new-project').click()
    await page.getByTestId('import').first().click()
    await dialog().waitFor()
    const path = page.getByTestId('folder-path')
    await expect.poll(() => path.inputValue()).toBe(studio.projects)
    expect(await page.getByLabel('Parent folder').isDisabled()).toBe(true)
    await path.fill('/etc')
    await path.press('Enter')
    await page.getByText('"/etc" belongs to the system. Name the folder that holds your files.').waitFor()
    await path.fill(elsewhere)
    await path.press('Enter')
    await dialog().getByText('pump.csv').click()
    await expect.poll(() => page.getByText('belongs to the system').count()).toBe(0)
    await studio.picture('file-dialog-open')
    await page.getByTestId('file-accept').click()
    await page.getByTestId('import-start').click()
    await page.getByTestId('lane').first().waitFor()
  })

  test('asks before it writes over a file, and proposes a name that is free', async () => {
    await page.getByTestId('tab-label').click()
    await labelsOut()
    const [first] = [await named().inputValue()]
    await page.getByLabel('Places').getByText('Projects').click()
    writeFileSync(exported(first), 'somebody else’s')
    await page.getByLabel('Places').getByText('Projects').click()
    await expect.poll(() => named().inputValue()).toBe(first.replace(/(\.\w+)$/, ' 2$1'))
    await dialog().getByText(first, { exact: true }).click()
    await page.getByTestId('file-accept').click()
    await page.getByTestId('replace-question').waitFor()
    await studio.picture('file-dialog-replace')
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('file-dialog-replace-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByText('Keep it').click()
    await expect.poll(() => page.getByTestId('replace-question').count()).toBe(0)
    expect(readFileSync(exported(first), 'utf8')).toBe('somebody else’s')
    await page.getByTestId('file-accept').click()
    await page.getByTestId('replace-file').click()
    await expect.poll(() => readFileSync(exported(first), 'utf8')).not.toBe('somebody else’s')
    expect(readdirSync(studio.projects).filter((name) => name.endsWith('.part'))).toEqual([])
    expect(studio.complaints).toEqual([])
  })
})
