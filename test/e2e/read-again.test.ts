import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('Reading again in a browser is skipped: no Chromium on this machine.')

const table = (header: string, from: number) =>
  `${header}\n${Array.from({ length: 600 - from }, (_, k) => {
    const i = from + k
    const labelled = (i >= 100 && i < 130) || (i >= 450 && i < 480)
    return `${new Date(Date.UTC(2024, 2, 1, 0, 0, i)).toISOString()},${Math.sin(i / 20)},${Number(labelled)}\n`
  }).join('')}`

describe.skipIf(!browserPath)('a labelled dataset that is read again', () => {
  const studio = new Studio()
  let page: Page
  beforeAll(async () => {
    page = await studio.start()
    writeFileSync(join(studio.projects, 'pump.csv'), table('time,flow (l/s),anomaly', 0))
    writeFileSync(join(studio.projects, 'second-half.csv'), table('time,flow (bar),anomaly', 300))
    await studio.importFile('pump.csv')
  })
  afterAll(() => studio.close())

  test('keeps its labels, and says which have no rows any more', async () => {
    await page.getByText('600 rows · 2 labels').waitFor()
    await page.getByTestId('read-again').click()
    await page.getByTestId('file-browser').getByText('second-half.csv', { exact: true }).dblclick()
    await page.getByTestId('import-start').click()
    await page.getByText('300 rows · 2 labels').waitFor()
    await page
      .getByText(/1 label lies where the dataset has no rows any more, the first from 2024-03-01 00:01:40/)
      .waitFor()
    await studio.picture('read-again')
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('read-again-dark')
    expect(studio.complaints).toEqual([])
  })

  test('takes units and file of the new reading, and offers them the next time', async () => {
    await page.getByText('second-half.csv').first().waitFor()
    await page.getByTestId('read-again').click()
    await page.getByTestId('file-browser').getByText('pump.csv', { exact: true }).dblclick()
    await page.getByTestId('import-start').click()
    await page.getByText('600 rows · 2 labels').waitFor()
    await expect.poll(() => page.getByText(/no rows any more/).count()).toBe(0)
  })
})
