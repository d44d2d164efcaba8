import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { browserPath, Studio } from './studio.ts'

describe.skipIf(!browserPath)('where the folder for projects cannot be used', () => {
  const studio = new Studio()
  let page: Page

  beforeAll(async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `2026-01-01 ${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')},${Math.sin(i / 9)}`) // prettier-ignore
    writeFileSync(join(studio.data, 'CON.csv'), `time,flow\n${rows.join('\n')}\n`)
    // Whoever runs this, no folder can be made where a file is, as on a drive without rights.
    rmSync(studio.projects, { recursive: true })
    writeFileSync(studio.projects, '')
    page = await studio.start()
  })
  afterAll(() => studio.close())

  const type = async (text: string) => {
    await page.getByTestId('folder-path').fill(text)
    await page.getByTestId('folder-path').press('Enter')
  }

  test('an import says so above its dialog, asks for another place, and goes on there', async () => {
    await page.getByTestId('start-import').click()
    await type(join(studio.data, 'CON.csv'))
    await page.getByTestId('import-start').click()
    const notice = page.getByTestId('notices').locator('.toast')
    await notice.getByText('this folder cannot be made').or(notice.getByText('nothing can be written there')).waitFor()
    const dismiss = notice.getByRole('button', { name: 'Dismiss' })
    // It lies above the dialogs and can be pressed.
    await dismiss.click()
    await expect.poll(() => notice.count()).toBe(0)
    await type(studio.data)
    await page.getByLabel('File name').fill('Pump')
    await page.getByTestId('file-accept').click()
    await page.getByTestId('lane').first().waitFor()
    expect(await page.getByTestId('notices').locator('.toast').count()).toBe(0)
  })

  test('a name that is too long for a dialog is cut in its title', async () => {
    const long = `${'a'.repeat(200)}.csv`
    writeFileSync(join(studio.data, long), 'time,flow\n2026-01-01,1\n2026-01-02,2\n')
    await page.getByTestId('import-more').click()
    await type(join(studio.data, long))
    await page.getByTestId('import-start').waitFor()
    const [box, { width }] = [(await page.getByTestId('import-start').boundingBox())!, page.viewportSize()!]
    expect(box.x + box.width).toBeLessThan(width)
    expect(await page.locator('dialog[open]').evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0)
  })
})
