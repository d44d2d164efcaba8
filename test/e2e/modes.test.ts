import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('Operating modes in a browser are skipped: no Chromium on this machine.')

describe.skipIf(!browserPath)('operating modes', () => {
  const studio = new Studio()
  let page: Page
  const modes = () => page.getByTestId('mode-thresholds').locator('tbody tr').allInnerTexts()

  beforeAll(async () => {
    page = await studio.start({ width: 1280, height: 800 })
    await page.getByTestId('open-sample').click()
    await page.getByTestId('lane').first().waitFor()
    await page.getByTestId('detector').selectOption('z-score')
    await page.getByTestId('train').click()
    await page.getByTestId('measures').waitFor()
    await page.getByText('Operating modes').click()
  })
  afterAll(() => studio.close())

  test('a channel parts the data into ranges, each with a threshold of its own, and the chart shows their levels', async () => {
    const channel = await page.getByTestId('modes').locator('option').nth(1).getAttribute('value')
    await page.getByTestId('modes').selectOption(channel)
    await page.getByTestId('mode-thresholds').waitFor()
    expect((await modes()).length).toBeGreaterThanOrEqual(2)
    await page.getByTestId('threshold-levels').waitFor()
    expect(await page.getByTestId('threshold').count()).toBe(0)
    await page.getByTestId('modes').scrollIntoViewIfNeeded()
    await studio.picture('modes-1280-light')
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('modes-1280-dark')
    await page.emulateMedia({ colorScheme: 'light' })
  })

  test('there are as many ranges as are asked for', async () => {
    const before = (await modes()).length
    const input = page.getByRole('spinbutton', { name: 'Ranges' }).or(page.getByRole('textbox', { name: 'Ranges' }))
    await input.fill('2')
    await input.press('Enter')
    await expect
      .poll(async () => (await modes()).filter((text) => !text.includes('threshold of the whole')).length)
      .toBe(2)
    expect(before).not.toBe(2)
  })

  test('a class of labels parts the data in two, and the chart shows where as steps', async () => {
    await page.getByTestId('modes').selectOption({ label: 'drift' })
    await page.getByTestId('threshold-steps').waitFor()
    await expect.poll(async () => (await modes()).filter((text) => /^(not )?in /.test(text)).length).toBe(2)
    await studio.picture('modes-class-1280-light')
  })

  test('a class without labels is refused with a sentence, and what was chosen stays', async () => {
    const before = await page.getByTestId('modes').inputValue()
    await page
      .getByTestId('modes')
      .selectOption(
        await page.getByTestId('modes').locator('optgroup').nth(1).locator('option').first().getAttribute('value'),
      )
    await page.getByRole('alert').getByText('so it cannot part the data into modes').waitFor()
    expect(await page.getByTestId('modes').inputValue()).toBe(before)
  })

  test('one threshold for all comes back with its line', async () => {
    await page.getByTestId('modes').selectOption('')
    await page.getByTestId('threshold').waitFor()
    expect(await page.getByTestId('mode-thresholds').count()).toBe(0)
  })

  test('nothing complained meanwhile', () => expect(studio.complaints).toEqual([]))
})
