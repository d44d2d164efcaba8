import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { soon } from './labelling-steps.ts'
import { browserPath, pixelsOf, Studio } from './studio.ts'

const cleanedColour = '#0b7a55'

describe.skipIf(!browserPath)('the data are cleaned before anything is trained', () => {
  const studio = new Studio()
  let page: Page
  beforeAll(async () => {
    // Twenty days of two temperatures that swing with the day; two spikes, three missing values, and a fault.
    const lines = Array.from({ length: 2880 }, (_, i) => {
      const swing = 20 + 5 * Math.sin((2 * Math.PI * i) / 144) + 0.1 * Math.sin(i * 12.9898)
      const outlet =
        swing + 4 + 0.1 * Math.sin(i * 78.233) + (i >= 2000 && i < 2030 ? 3 : 0) + (i === 500 || i === 1200 ? 25 : 0)
      const time = new Date(Date.UTC(2024, 2, 1) + 600_000 * i).toISOString()
      return `${time},${swing.toFixed(4)},${i >= 700 && i < 703 ? '' : outlet.toFixed(4)}`
    })
    writeFileSync(join(studio.projects, 'plant.csv'), ['time,Tin [°C],Tout [°C]', ...lines].join('\n'))
    page = await studio.start()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await studio.importFile('plant.csv')
    await page.getByTestId('tab-cleaning').click()
  })
  afterAll(() => studio.close())

  const names = () => page.getByTestId('cleaning-step').locator('b').allInnerTexts()
  const undo = () => page.getByTestId('cleaning-undo').click()
  const redo = () => page.getByTestId('cleaning-redo').click()

  test('a step is shown before and after, in the panel and on the chart', async () => {
    await page.getByText('No steps').waitFor()
    await studio.picture('cleaning-empty')
    await page.getByTestId('add-step').selectOption('hampel')
    await page.getByTestId('cleaned-channel').selectOption('Tout')
    await soon(() => page.getByTestId('cleaning-facts').innerText()).toMatch(/value.* changed on screen · 3 missing/)
    await soon(() => pixelsOf(page.getByTestId('lanes').locator('.plots canvas'), cleanedColour)).toBeGreaterThan(100)
    await studio.picture('cleaning-hampel')
  })

  test('a formula says where it is wrong while it is typed, and makes a channel with a unit', async () => {
    await page.getByTestId('add-step').selectOption('derive')
    await page.locator('[data-param=name]').fill('dT')
    await page.keyboard.press('Tab')
    await page.getByTestId('formula').fill('Tout - Tim')
    await soon(() => page.getByTestId('formula-place').locator('mark').innerText()).toBe('Tim')
    expect(await page.getByTestId('formula-problem').innerText()).toContain(
      'There is no channel "Tim". Known: Tin, Tout.',
    )
    await studio.picture('cleaning-formula-problem')
    await page.getByTestId('formula').fill('Tout - Tin')
    await page.keyboard.press('Tab')
    await soon(() => page.getByTestId('cleaned-channel').locator('option').allInnerTexts()).toContain('dT (°C)')
    await page.getByTestId('cleaned-channel').selectOption('dT')
    await soon(() => page.getByTestId('cleaned-line').count()).toBe(1)
    await studio.picture('cleaning-derived')
  })

  test('every edit of a step is taken back, one after the other, and made again', async () => {
    await page.getByTestId('add-step').selectOption('fill')
    // What is no gap is filled: five steps of ten minutes.
    await soon(() => page.locator('[data-param=longest]').inputValue()).toBe('50min')
    await page.locator('[data-param=longest]').fill('1h')
    await page.keyboard.press('Tab')
    await soon(() => page.getByTestId('step-problem').count()).toBe(0)
    expect(await names()).toEqual(['1. Despike (Hampel)', '2. Derived channel', '3. Fill missing values'])
    // By key: the filling before the formula.
    await page.getByTestId('step-on').nth(2).focus()
    await page.keyboard.press('Alt+ArrowUp')
    await soon(names).toEqual(['1. Despike (Hampel)', '2. Fill missing values', '3. Derived channel'])
    await page.getByTestId('step-on').first().click()
    await soon(() => page.getByTestId('step-on').first().isChecked()).toBe(false)
    await page.getByTestId('step-remove').nth(1).click()
    await soon(names).toEqual(['1. Despike (Hampel)', '2. Derived channel'])

    await undo()
    await soon(names).toEqual(['1. Despike (Hampel)', '2. Fill missing values', '3. Derived channel'])
    await undo()
    await soon(() => page.getByTestId('step-on').first().isChecked()).toBe(true)
    await undo()
    await soon(names).toEqual(['1. Despike (Hampel)', '2. Derived channel', '3. Fill missing values'])
    await undo()
    await soon(() => page.locator('[data-param=longest]').inputValue()).toBe('50min')
    await undo()
    await soon(names).toEqual(['1. Despike (Hampel)', '2. Derived channel'])
    // The formula, the name, the two steps.
    for (const left of [2, 2, 1, 0]) {
      await undo()
      await soon(async () => (await names()).length).toBe(left)
    }
    expect(await page.getByTestId('cleaning-undo').isDisabled()).toBe(true)
    for (let i = 0; i < 6; i++) await redo()
    await soon(names).toEqual(['1. Despike (Hampel)', '2. Derived channel', '3. Fill missing values'])
    await soon(() => page.locator('[data-param=longest]').inputValue()).toBe('1h')
  })

  test('a finding of the quality report becomes a mask', async () => {
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Shift+V')
    await page.getByTestId('quality').waitFor()
    const spike = page.locator('[data-testid=finding][data-kind=spike]').first()
    await spike.getByTestId('mask-finding').click()
    await soon(names).toEqual(['1. Despike (Hampel)', '2. Derived channel', '3. Fill missing values', '4. Mask ranges'])
    await page.getByTestId('cleaned-channel').selectOption('Tout')
    await soon(() => page.getByTestId('cleaning-facts').innerText()).toMatch(/3 → \d missing/)
    await studio.picture('cleaning-from-finding')
    await undo()
    await soon(async () => (await names()).length).toBe(3)
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Shift+V')
  })

  test('the command that is copied does the same', async () => {
    await page.getByTestId('copy-cleaning').click()
    await soon(() => page.evaluate(() => navigator.clipboard.readText())).toBe(
      "anomaly-studio clean plant.csv --step 'hampel window=7 limit=3 make=median' --step 'derive name=dT formula=\"Tout - Tin\" zone=UTC' --step 'fill how=linear longest=1h' --out cleaned.csv",
    )
  })

  test('a step of every kind is added and taken back', async () => {
    const kinds = await page
      .getByTestId('add-step')
      .locator('option')
      .evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value).filter((value) => value !== ''))
    expect(kinds.length).toBeGreaterThanOrEqual(15)
    const before = await names()
    for (const kind of kinds) {
      await page.getByTestId('add-step').selectOption(kind)
      await soon(async () => (await names()).length).toBe(before.length + 1)
      await undo()
      await soon(names).toEqual(before)
    }
  })

  test('what is still to be filled in is told as a hint, and no mistake until something is typed', async () => {
    await page.getByTestId('add-step').selectOption('clip')
    await soon(() => page.getByTestId('step-hint').innerText()).toContain('No limit is given')
    expect(await page.getByTestId('step-problem').count()).toBe(0)
    await page.locator('[data-param=below]').fill('low')
    await page.keyboard.press('Tab')
    await soon(() => page.getByTestId('step-problem').innerText()).toContain('A limit is a number')
    await undo()
    await undo()
    await soon(async () => (await names()).length).toBe(3)
  })

  test('a model is trained on the residuals of the cleaned channels', async () => {
    await page.getByTestId('tab-model').click()
    await soon(() => page.getByTestId('train-cleaned').isChecked()).toBe(true)
    await page.getByTestId('detector').selectOption('ewma')
    await page.getByTestId('train-residual').selectOption('stl')
    await page.getByTestId('train-period').fill('1d')
    await page.getByTestId('train-residual').scrollIntoViewIfNeeded()
    await studio.picture('cleaning-training-form')
    await page.getByTestId('copy-train').click()
    await soon(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^anomaly-studio detect plant\.csv --detector ewma .*--step 'hampel window=7 limit=3 make=median' .*--decompose stl:1d .*--out scores\.csv$/,
    )
    await page.getByText('Copied for sh, bash and zsh').first().waitFor()
    await page.getByTestId('train').click()
    await page.getByTestId('threshold-rule').waitFor()
    await soon(() => page.locator('[data-testid=detection-lane]').getAttribute('data-count')).not.toBe('0')
    await page.getByText('EWMA control chart on residuals').first().waitFor()
    await page.getByTestId('tab-cleaning').click()
    await page.getByTestId('cleaned-channel').selectOption('Tout')
    await soon(() => pixelsOf(page.getByTestId('lanes').locator('.plots canvas'), cleanedColour)).toBeGreaterThan(100)
    await page.getByTestId('cleaned-channel').scrollIntoViewIfNeeded()
    await studio.picture('cleaning-after-training')
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('cleaning-dark')
    expect(studio.complaints).toEqual([])
  })
})
