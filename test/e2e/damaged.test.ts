import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createModel } from '../../src-main/db/models.ts'
import { createRun } from '../../src-main/db/runs.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { createLabels } from '../../src-main/db/labels/labels.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { addDataset, seconds } from '../db/project.ts'
import { browserPath, Studio } from './studio.ts'

const why = browserPath ? null : 'no Chromium on this machine'
if (why) console.info(`Damaged parts of a project are not looked at in a browser: ${why}.`)

/** A project of two datasets, of which the second, a run, a label and an entry of the journal are damaged. */
function damagedProject(path: string): void {
  const db = openProject(path, { role: 'app', create: true })
  const good = addDataset(db, seconds(3000), [seconds(3000).map((_, i) => Math.sin(i / 40))], { name: 'pump' })
  const bad = addDataset(db, seconds(100), [seconds(100)], { name: 'fan' })
  const [{ id: set }] = listSets(db, good.id)
  const label = { set, class: 1, certainty: 1, status: 'accepted', note: '', origin: 'hand' } as const
  for (const at of [200, 900, 1700])
    createLabels(
      db,
      [{ ...label, channels: [], start: good.start + at * 1000, end: good.start + (at + 90) * 1000 }],
      'ada',
    )
  const model = createModel(db, {
    name: 'PCA',
    kind: 'detector',
    detector: 'pca',
    detectorVersion: 1,
    params: {},
    channels: [good.channels[0].name],
    seed: 1,
    ranges: [],
    history: [],
    engine: 'none',
    data: null,
    trainingScores: null,
  })
  const threshold = { rule: 'quantile', params: { q: 0.99 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 0 }
  createRun(db, { dataset: good.id, model, name: 'PCA of May', threshold })
  db.exec(`UPDATE run SET threshold = '{', status = 'interrupted'; UPDATE dataset SET gaps = 'x' WHERE id = ${bad.id};
    UPDATE label SET channels = 'oops' WHERE id = 2; UPDATE journal SET after = '[' WHERE id = (SELECT max(id) FROM journal)`)
  closeProject(db)
}

describe.skipIf(why !== null)('a project that is damaged in places', () => {
  const studio = new Studio()
  const path = join(studio.projects, 'plant.anomaly')
  beforeAll(async () => {
    damagedProject(path)
    await studio.start({ project: path })
  })
  afterAll(() => studio.close())

  test('shows each damaged part as one, and the rest works', async () => {
    const { page } = studio
    await page.getByText('pump', { exact: true }).first().click()
    await page.getByTestId('lane').first().waitFor()
    await page.getByTestId('tab-data').click()
    await page.getByRole('img', { name: /^Damaged in the project file: gaps/ }).waitFor()
    await page.getByRole('img', { name: /^Damaged in the project file: threshold/ }).waitFor()
    await both('damaged-1-lists')
    await page.getByTestId('tab-label').click()
    await page.getByRole('gridcell', { name: 'damaged' }).waitFor()
    await both('damaged-2-label')
    await page.getByTestId('tab-review').click()
    await page
      .getByRole('button', { name: 'Journal' })
      .or(page.getByRole('radio', { name: 'Journal' }))
      .first()
      .click()
    await page.getByTestId('journal').getByText('damaged, cannot be undone').waitFor()
    await both('damaged-3-journal')
  })

  test('an error has a code that opens what to do', async () => {
    const { page } = studio
    await page.keyboard.press('Control+z')
    const help = page.getByTestId('error-help').first()
    await help.getByText('AS-107').click()
    await help.getByText('Damaged.').waitFor()
    await both('damaged-4-error')
    await page.getByTestId('error-page').first().click()
    await page.getByTestId('help-article').getByRole('heading', { name: 'AS-107' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Dismiss' }).first().click()
  })

  test('the log of the machine is shown', async () => {
    const { page } = studio
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Show log')
    await page.keyboard.press('Enter')
    await page.getByTestId('log').waitFor()
    await both('log')
    await page.keyboard.press('Escape')
  })

  test('all that is open is saved into a copy', async () => {
    const { page } = studio
    writeFileSync(join(studio.projects, 'notes.txt'), 'x')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Save a copy')
    await page.keyboard.press('Enter')
    await page.getByTestId('file-browser').waitFor()
    await both('save-copy-1-dialog')
    await page.getByTestId('file-accept').click()
    await page.getByText('The project was saved as plant (copy).anomaly').waitFor()
    await both('save-copy-2-done')
    expect(existsSync(join(studio.projects, 'plant (copy).anomaly'))).toBe(true)
    expect(studio.complaints).toEqual([])
  })

  async function both(name: string): Promise<void> {
    await studio.page.emulateMedia({ colorScheme: 'light' })
    await studio.page.waitForTimeout(200)
    await studio.picture(name)
    await studio.page.emulateMedia({ colorScheme: 'dark' })
    await studio.page.waitForTimeout(200)
    await studio.picture(`${name}-dark`)
    await studio.page.emulateMedia({ colorScheme: 'light' })
  }
})
