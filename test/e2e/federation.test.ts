import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('Sites that train together in a browser are skipped: no Chromium on this machine.')

const plants = ['Graz', 'Lyon', 'Turin']

/** Three pumps in one file; each jumps near the end. */
function pumps(): string {
  const lines = ['plant,time,flow,pressure,anomaly']
  for (const [p, name] of plants.entries())
    for (let i = 0; i < 400; i++) {
      const odd = i >= 330 && i < 345
      const cells = [10 + Math.sin(i / 9 + p) + 0.1 * Math.sin(i * (2.1 + p)) + (odd ? 3 : 0), 3 + Math.cos(i / 9 + p)]
      const time = new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()
      lines.push(`${name},${time},${cells.map((v) => v.toFixed(4)).join(',')},${odd ? 1 : 0}`)
    }
  return lines.join('\n')
}

describe.skipIf(!browserPath)('sites that train together', () => {
  const studio = new Studio()
  let page: Page
  const picture = async (name: string) => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.waitForTimeout(200)
      await studio.picture(`federation-${name}-${scheme}`)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  /** Saves under the name that is proposed. */
  const save = async (button: string) => {
    await page.getByTestId(button).click()
    await page.getByRole('textbox', { name: 'File name' }).waitFor()
    // What is proposed is free among the names of the folder only once that is read.
    await expect.poll(() => page.getByTestId('folder-path').inputValue()).not.toBe('')
    await page.getByTestId('file-accept').click()
    await page.getByTestId('file-browser').waitFor({ state: 'hidden' })
  }
  const said = async (text: string) => page.getByTestId('federation-said').getByText(text).waitFor()

  beforeAll(async () => {
    writeFileSync(join(studio.data, 'pumps.csv'), pumps())
    page = await studio.start({ width: 1440, height: 900 })
    await page.getByTestId('open-sample').click()
    await page.getByTestId('lane').first().waitFor()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Shift+J')
  }, 240_000)
  afterAll(() => studio.close())

  test('are three of one file here', async () => {
    await page.getByTestId('choose-sites').click()
    await page.getByTestId('by-column').click()
    await expect.poll(() => page.getByTestId('folder-path').inputValue()).not.toBe('')
    await page.getByTestId('folder-path').fill(join(studio.data, 'pumps.csv'))
    await page.keyboard.press('Enter')
    await page.getByTestId('site-column').first().click()
    await page.getByTestId('site').nth(2).waitFor()
    await page.getByTestId('datasets').getByText('Graz').first().click()
    await page.getByTestId('lane').first().waitFor()
  }, 240_000)

  test('one begins, and says what noise hides and what it does not', async () => {
    await page.getByTestId('federate').click()
    await page.getByTestId('federation-detector').selectOption('conv-autoencoder')
    await page.getByTestId('federation').getByLabel('Window', { exact: true }).fill('20')
    await page.getByTestId('federation').getByLabel('Window', { exact: true }).press('Enter')
    await page.getByText('Noise, to hide who took part').click()
    for (const [label, value] of [
      ['Longest change', '1'],
      ['Noise', '0.5'],
      ['Sites in all', '3'],
    ]) {
      const field = page.getByTestId('federation').getByRole('textbox', { name: label, exact: true })
      await field.fill(value)
      await field.press('Enter')
    }
    expect(await page.getByTestId('planned-epsilon').innerText()).toContain('epsilon 50.1 at delta 0.00001')
    await page.getByTestId('federation').getByText('anything from whoever merges').waitFor()
    await picture('begin')
    await save('federation-begin')
    await said('round 0.federation is what every site needs')
  }, 120_000)

  test('each hands back a file, they are merged, and the model of all is used', async () => {
    for (const round of [0, 1]) {
      for (const [i, plant] of plants.entries()) {
        await page.getByTestId('tab-train').click()
        await page.getByTestId('federation-rows').selectOption({ index: i })
        expect(await page.getByTestId('federation-site').inputValue()).toBe(plant)
        await save('federation-train')
        await said(`of 200 rows of ${plant}`)
      }
      await picture(`train-${round}`)
      await page.getByTestId('tab-merge').click()
      await expect.poll(() => page.getByTestId('federation-updates').locator('tbody tr').count()).toBe(3)
      await picture(`merge-${round}`)
      await save('federation-merge')
      await said(round === 0 ? 'The scaling of 3 sites and 600 rows' : 'Round 1 of 3 sites and 600 rows')
    }
    const last = page.getByTestId('federation-rounds').locator('tbody tr').last()
    // Of one round of noise 0.5 at delta 1e-5, by the accountant.
    await expect.poll(() => last.innerText()).toContain('\t10.8\t')
    expect(await last.innerText()).toContain('Graz, Lyon, Turin')
    await picture('rounds')
    await page.getByTestId('tab-use').click()
    await page.getByTestId('federation-use').click()
    await said('1 run of the model of all sites at Graz')
    await picture('use')
    await page.getByTestId('federation-show').click()
    await page.getByTestId('threshold-value').waitFor()
    expect(studio.complaints).toEqual([])
  }, 300_000)

  test('files of another round are seen before they are merged', async () => {
    await page.getByTestId('federate').click()
    await page.getByTestId('tab-merge').click()
    await page.getByTestId('federation-add').click()
    await page.getByTestId('file-browser').getByText('Lyon round 0.update').click()
    await page.getByTestId('file-accept').click()
    await page.getByText('is of round 0; wanted is round 2').waitFor()
    expect(await page.getByTestId('federation-merge').isDisabled()).toBe(true)
    await picture('wrong-round')
  }, 60_000)
})
