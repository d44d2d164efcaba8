import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, pixelsOf, Studio } from './studio.ts'

if (!browserPath) console.info('Comparing runs in a browser is skipped: no Chromium on this machine.')

describe.skipIf(!browserPath)('comparing runs', () => {
  const studio = new Studio()
  let page: Page
  const rows = () => page.getByTestId('run-table').locator('tbody tr')
  const names = () => page.getByTestId('run-table').locator('tbody .name').allInnerTexts()

  beforeAll(async () => {
    page = await studio.start()
    await page.getByTestId('open-sample').click()
    await page.getByTestId('lane').first().waitFor()
    for (const [i, detector] of ['z-score', 'pca', 'kmeans'].entries()) {
      await page.getByTestId('tab-model').click()
      await page.getByTestId('detector').selectOption(detector)
      await page.getByTestId('train').click()
      await page.getByTestId('runs').locator('li').nth(i).waitFor()
      await page.getByTestId('threshold-value').waitFor()
    }
  })
  afterAll(() => studio.close())

  test('one key sets every run beside two detectors that learn nothing', async () => {
    await page.getByTestId('stage').focus()
    await page.keyboard.press('o')
    await page.getByTestId('run-table').waitFor()
    expect(await names()).toEqual(
      expect.arrayContaining(['Z-score', 'PCA (T² and Q)', 'k-means', 'Random', 'Constant alarm']),
    )
    expect(await rows().count()).toBe(5)
    const values = await page.locator('[data-cell="VUS-PR"] .value').allInnerTexts()
    expect(values.map(Number)).toEqual(values.map(Number).toSorted((a, b) => b - a))
    expect(await page.locator('[data-cell="PA-F1"]').first().innerText()).toMatch(/random 0\.\d{3}/)
    await studio.picture('comparison-1-table')
  })

  test('a click on a heading sorts, another turns it round, and both are remembered with the columns', async () => {
    await page.locator('[data-sort="recall"]').click()
    expect((await names())[0]).toBe('Constant alarm')
    await page.locator('[data-sort="recall"]').click()
    expect((await names()).at(-1)).toBe('Constant alarm')
    await page.getByTestId('columns').click()
    await page.getByTestId('column-chooser').getByText('NAB score').click()
    await studio.picture('comparison-2-columns')
    await page.getByTestId('columns').click()
    await page.reload()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('o')
    await page.locator('[data-sort="NAB score"]').waitFor()
    expect((await names()).at(-1)).toBe('Constant alarm')
  })

  test('a value opens its run on the chart, by pointer and by Enter', async () => {
    await page.getByTestId('run-row').filter({ hasText: 'Z-score' }).locator('[data-cell="AUC-PR"]').click()
    await page.getByTestId('score-lane').getByText('Z-score').waitFor()
    await page.keyboard.press('Home')
    while (!(await page.evaluate(() => document.activeElement?.textContent ?? '')).startsWith('PCA')) {
      const before = await page.evaluate(() => document.activeElement?.getAttribute('data-at'))
      await page.keyboard.press('ArrowDown')
      if (before === (await page.evaluate(() => document.activeElement?.getAttribute('data-at'))))
        for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowUp')
    }
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByTestId('score-lane').getByText('PCA').waitFor()
  })

  test('every run has a small lane of its scores over what the chart shows, in the order of the table', async () => {
    const order = (await names()).filter((name) => name !== 'Random' && name !== 'Constant alarm')
    await page.getByTestId('show-scores').click()
    await expect.poll(() => page.getByTestId('small-lane').count()).toBe(3)
    expect(
      await page.getByTestId('small-lane').evaluateAll((lanes) => lanes.map((lane) => lane.getAttribute('data-run'))),
    ).toEqual(order)
    // Pixels in the colour of scores, the line's and not that of the bands behind it.
    const painted = () => pixelsOf(page.getByTestId('small-lane').nth(2).locator('canvas').first(), '#6b4fa0')
    await expect.poll(painted).toBeGreaterThan(100)
    await page.getByTestId('small-lane').filter({ hasText: 'Z-score' }).click()
    await page.getByTestId('score-lane').getByText('Z-score').waitFor()
    await studio.picture('comparison-3-scores')
    await page.getByText('Table', { exact: true }).click()
  })

  test('a moved threshold makes the table old: it follows where that takes no time, and says so elsewhere', async () => {
    await page.getByTestId('tab-results').click()
    await page.getByTestId('threshold-rule').selectOption('best-f1')
    const cell = page.getByTestId('run-row').filter({ hasText: 'Z-score' }).locator('[data-cell="F1"]')
    // On a slow machine there is a button, sooner or later; on a quick one it may be gone before it is pressed.
    await expect
      .poll(async () => {
        const button = page.getByTestId('update-table')
        if (await button.isVisible()) await button.click({ timeout: 1000 }).catch(() => {})
        return cell.getByText('oracle').count()
      })
      .toBe(1)
    await expect.poll(() => page.getByTestId('update-table').count()).toBe(0)
  })

  test('how to read it stands beside it, and a job that makes it anew leaves everything in its place', async () => {
    await page.getByTestId('table-notes').click()
    await expect.poll(() => page.getByTestId('notes').innerText()).toMatch(/500 draws of 7 labelled windows/)
    await page.getByTestId('table-notes').click()
    const cut = await page
      .getByTestId('run-table-pane')
      .locator('[role=toolbar] button')
      .evaluateAll(
        (buttons) =>
          buttons.filter(
            (button) =>
              button.getBoundingClientRect().right >
              button.closest('[data-testid=run-table-pane]')!.getBoundingClientRect().right,
          ).length,
      )
    expect(cut).toBe(0)
  })

  test('the table is written for a paper and for a spreadsheet', async () => {
    for (const [button, file] of [
      ['export-markdown', 'runs.md'],
      ['export-csv', 'runs.csv'],
    ]) {
      await page.getByTestId(button).click()
      await page.getByLabel('File name').fill(file)
      await page.getByTestId('file-accept').click()
      await page.getByText(`Exported 5 rows to ${file}.`).waitFor()
    }
    const markdown = readFileSync(join(studio.projects, 'runs.md'), 'utf8')
    expect(markdown).toContain('| Run | VUS-PR ↑ | AUC-PR ↑ |')
    expect(markdown).toContain('Oracle')
    expect(markdown).toContain('Inflated')
    expect(readFileSync(join(studio.projects, 'runs.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(6)
  })

  test('it reads well in both themes and on a wide screen', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('comparison-4-dark')
    await page.getByTestId('show-scores').click()
    await page.waitForTimeout(500)
    await studio.picture('comparison-5-scores-dark')
    await page.getByText('Table', { exact: true }).click()
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1920, height: 1080 })
    await page.waitForTimeout(500)
    await studio.picture('comparison-6-wide')
    const scroll = await page.getByTestId('run-table-pane').evaluate((pane) => pane.scrollWidth <= pane.clientWidth)
    expect(scroll).toBe(true)
    expect(studio.complaints).toEqual([])
  })
})
