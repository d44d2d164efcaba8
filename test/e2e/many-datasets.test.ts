import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeDataset, createDataset, finishDataset } from '../../src-main/db/datasets.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { createLabels } from '../../src-main/db/labels/labels.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import { soon, why } from './labelling-steps.ts'
import { Studio } from './studio.ts'

/** A project of many small datasets, some of them labelled. */
function manyDatasets(path: string, many: number) {
  const db = openProject(path, { role: 'app', create: true })
  for (let i = 1; i <= many; i++) {
    const id = createDataset(
      db,
      { name: `pump ${String(i).padStart(3, '0')}`, sourceFile: `pump-${i}.csv`, zone: 'UTC', recipe: null },
      'ada',
    )
    const writer = createDatasetWriter(db, id, [{ name: 'pressure', unit: 'bar' }])
    writer.write(
      Float64Array.from({ length: 300 }, (_, t) => Date.UTC(2024, 0, i) + t * 1000),
      [Float64Array.from({ length: 300 }, (_, t) => Math.sin(t / (5 + i)))],
    )
    writer.finish()
    finishDataset(db, id, null)
    const [{ id: set }] = listSets(db, id)
    if (i % 3 > 0)
      createLabels(
        db,
        Array.from({ length: i % 7 }, (_, n) => ({
          set,
          class: 1,
          start: Date.UTC(2024, 0, i) + n * 20_000,
          end: Date.UTC(2024, 0, i) + n * 20_000 + 5000,
          channels: [],
          certainty: 1,
          status: n === 0 && i % 5 === 0 ? ('proposed' as const) : ('accepted' as const),
          note: '',
          origin: 'hand' as const,
        })),
        'ada',
      )
    if (i % 3 === 1) changeDataset(db, id, { labelled: true })
  }
  closeProject(db)
}

describe.skipIf(why !== null)('two hundred datasets', () => {
  const studio = new Studio()
  let page: Page
  beforeAll(async () => {
    const path = join(studio.projects, 'pumps.anomaly')
    manyDatasets(path, 200)
    page = await studio.start({ project: path, width: 1280, height: 800 })
    await page.getByTestId('lane').first().waitFor()
  })
  afterAll(() => studio.close())

  const selected = () => page.getByTestId('datasets').locator('[aria-current=true]').innerText()

  test('are listed with labels and progress, and only those in sight are in the page', async () => {
    expect(await page.getByTestId('label-progress').innerText()).toContain('67 of 200 labelled')
    expect(Number(await page.getByTestId('datasets').getAttribute('data-count'))).toBe(200)
    expect(await page.getByTestId('datasets').getByRole('listitem').count()).toBeLessThan(20)
    await page.getByTestId('detector').waitFor()
    await studio.picture('labelling-datasets')
    await page.getByTestId('theme').click()
    await studio.picture('labelling-datasets-dark')
    await page.getByTestId('theme').click()
  })

  test('one after the other is labelled and marked with two keys', async () => {
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Shift+N')
    await soon(selected).toContain('pump 002')
    await page.keyboard.press('Shift+C')
    await soon(() => page.getByTestId('label-progress').innerText()).toContain('68 of 200 labelled')
    await page.keyboard.press('Shift+N')
    await soon(selected).toContain('pump 003')
    await page.keyboard.press('Shift+N')
    await soon(selected).toContain('pump 005')
    await page.keyboard.press('m')
    await soon(selected).toContain('5 labels')
    await page.reload()
    await soon(() => page.getByTestId('label-progress').innerText()).toContain('68 of 200 labelled')
  })

  test('are found by name, and what is done can be left out', async () => {
    await page.getByLabel('Filter datasets').fill('pump 01')
    await soon(() => page.getByTestId('datasets').getAttribute('data-count')).toBe('10')
    await page.getByLabel('To do').check()
    await soon(async () => Number(await page.getByTestId('datasets').getAttribute('data-count'))).toBeLessThan(10)
    await page.getByLabel('Filter datasets').fill('nothing like it')
    await soon(() => page.getByTestId('datasets').innerText()).toContain('None like that')
  })
})
