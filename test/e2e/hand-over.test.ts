import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('Handing a model over in a browser is skipped: no Chromium on this machine.')

describe.skipIf(!browserPath)('a model that was trained', () => {
  const studio = new Studio()
  let page: Page
  beforeAll(async () => {
    page = await studio.start({ dark: true })
    await page.getByTestId('open-sample').click()
    await page.getByTestId('lane').first().waitFor()
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption('conv-autoencoder')
    await page.getByLabel('Window', { exact: true }).fill('24')
    await page.getByLabel('Epochs at most').fill('1')
    await page.getByTestId('train').click()
    await page.getByTestId('threshold-value').waitFor()
  })
  afterAll(() => studio.close())

  test('is exported as a folder for other machines', async () => {
    await page.getByTestId('export-model').scrollIntoViewIfNeeded()
    await studio.picture('hand-over-1-export')
    await page.getByTestId('export-model').click()
    await page.getByRole('textbox', { name: 'File name' }).fill('loop-model')
    await page.getByTestId('file-accept').click()
    await page.getByTestId('notices').getByText('The model is in the folder loop-model').waitFor()
    const folder = join(studio.projects, 'loop-model')
    expect(existsSync(folder) && readdirSync(folder)).toContain('model.onnx')
  })

  test('comes back as a model of its ONNX file alone, with the same scores', async () => {
    await page.getByTestId('tab-model').click()
    await page.getByText('A model made elsewhere (ONNX)').click()
    await page.getByTestId('bring-onnx').click()
    // What is typed before the first folder is there would be overwritten by it.
    await expect.poll(() => page.getByTestId('folder-path').inputValue()).not.toBe('')
    await page.getByTestId('folder-path').fill(join(studio.projects, 'loop-model', 'model.onnx'))
    await page.keyboard.press('Enter')
    await page.getByTestId('onnx-look').getByText('gives a score').waitFor()
    await page.getByTestId('score-onnx').scrollIntoViewIfNeeded()
    await studio.picture('hand-over-3-onnx')
    const before = await page.getByTestId('threshold-value').count()
    expect(before).toBe(0)
    await page.getByTestId('score-onnx').click()
    await page.getByText('ONNX model model.onnx').first().waitFor()
    await page.getByTestId('threshold-value').waitFor()
    await studio.picture('hand-over-4-onnx-scores')
  }, 300_000)

  test('is what the next training starts from', async () => {
    await page.getByTestId('tab-model').click()
    const choice = page.getByTestId('start-from')
    await choice.getByRole('option').nth(1).waitFor({ state: 'attached' })
    await choice.selectOption({ index: 1 })
    await page.getByTestId('keep-first').check()
    await choice.scrollIntoViewIfNeeded()
    await studio.picture('hand-over-2-start-from')
    await page.getByTestId('train').click()
    await page.getByText('tuned').first().waitFor()
    expect(studio.complaints).toEqual([])
  })
})
