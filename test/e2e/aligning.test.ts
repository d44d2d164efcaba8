import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDataset, finishDataset, listDatasets } from '../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { createDatasetWriter, readTimes, readValues } from '../../src-main/db/series/series.ts'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('Laying datasets on one clock in a browser is skipped: no Chromium on this machine.')

const begin = Date.UTC(2026, 0, 1)
const minute = 60_000

describe.skipIf(!browserPath)('datasets on one clock, by the dialog', () => {
  const studio = new Studio()
  const project = join(studio.projects, 'clocks.anomaly')
  let page: Page
  const choose = (name: string) =>
    page.getByTestId('align-dataset').filter({ hasText: name }).getByRole('checkbox').click()
  const plan = () => page.getByTestId('align-plan').innerText()

  beforeAll(async () => {
    const db = openProject(project, { role: 'app', create: true })
    /** The channel says how many seconds have gone since the beginning. */
    const add = (name: string, from: number, rows: number, stepS: number) => {
      const dataset = createDataset(db, { name, sourceFile: `${name}.csv`, zone: 'UTC', recipe: null })
      const writer = createDatasetWriter(db, dataset, [{ name: `${name} clock`, unit: 's' }])
      const seconds = Float64Array.from({ length: rows }, (_, i) => from + i * stepS)
      writer.write(
        seconds.map((s) => begin + s * 1000),
        [seconds],
      )
      writer.finish()
      finishDataset(db, dataset, null)
    }
    add('pump', 0, 1200, 1)
    add('valve', 600, 200, 7)
    add('next week', 7 * 86_400, 100, 10)
    closeProject(db)
    page = await studio.start({ project, width: 1440, height: 900 })
    await page.getByTestId('lane').first().waitFor()
    await page.getByTestId('tab-data').click()
    await page.getByTestId('align').click()
    await page.getByTestId('align-dialog').waitFor()
  })
  afterAll(() => studio.close())

  test('two that have no time in common are refused in a sentence, unless all rows are wished', async () => {
    expect(await plan()).toBe('Choose at least two datasets.')
    await choose('next week')
    await expect.poll(plan).toMatch(/^"next week" and "pump" have no time in common: the one begins 2026-01-08T00:00:00Z, the other ends 2026-01-01T00:19:50Z\. Keep the rows of all/) // prettier-ignore
    expect(await page.getByTestId('align-make').isDisabled()).toBe(true)
    await studio.picture('align-no-time-in-common')
    await page.getByTestId('align-outer').click()
    await expect.poll(plan).toMatch(/rows, 2 channels, every 10 s/)
    expect(await page.getByTestId('align-make').isDisabled()).toBe(false)
    await page.getByTestId('align-inner').click()
    await choose('next week')
  })

  test('a step that is none is refused in a sentence', async () => {
    await choose('valve')
    await page.getByTestId('align-step').fill('soon')
    await expect.poll(plan).toMatch(/^The step .*soon/)
    expect(await page.getByTestId('align-make').isDisabled()).toBe(true)
  })

  test('two become one more, with the rows that were foretold', async () => {
    await page.getByTestId('align-step').fill('1min')
    await page.getByTestId('align-how').selectOption('linear')
    await expect.poll(plan).toMatch(/^10 rows, 2 channels, every 1 min from 2026-01-01 00:10:00/)
    await page.getByTestId('align-name').fill('both')
    await page.getByTestId('align-make').click()
    await page.getByTestId('aligned-of').waitFor()
    await studio.picture('aligned')
    const db = openProject(project, { role: 'engine' })
    try {
      const made = listDatasets(db).find(({ name }) => name === 'both')!
      expect([...readTimes(db, made.id)]).toEqual(Array.from({ length: 10 }, (_, i) => begin + (10 + i) * minute))
      for (const { series } of made.channels)
        expect([...readValues(db, series)]).toEqual(
          Array.from({ length: 10 }, (_, i) => expect.closeTo(60 * (10 + i), 9)),
        )
      expect(listDatasets(db).map(({ name, rows }) => [name, rows])).toEqual([['pump', 1200], ['valve', 200], ['next week', 100], ['both', 10]]) // prettier-ignore
    } finally {
      closeProject(db)
    }
    expect(studio.complaints).toEqual([])
  })
})
