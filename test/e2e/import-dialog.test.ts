import { copyFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('The import dialog in a browser is skipped: no Chromium on this machine.')

const clock = (i: number) => `${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}`

/** Two lines that look like the names of columns: only a person knows which are. */
const plant = [
  'Boiler house 2;;',
  'Station;North;South',
  'when;P101;P102',
  ...Array.from(
    { length: 90 },
    (_, i) => `2024-03-04 ${clock(i)};${20 + (i % 7)};${i % 30 === 9 ? -999 : 40 + (i % 5)}`,
  ),
].join('\n')

const dayOf = (day: number) =>
  `time,Level\n${Array.from({ length: 50 }, (_, i) => `2024-05-0${day}T${clock(i)}:00Z,${(i * day) % 13}\n`).join('')}`

/** Days up to the twelfth: nothing says whether they are months. */
const swapped = [
  'when,Flow',
  ...Array.from({ length: 60 }, (_, i) => `03/04/2024 ${clock(i * 3)},${Math.sin(i / 5).toFixed(3)}`),
].join('\n')

/** Readings and, beside them, what the recorder thought of them, under names that do not belong together. */
const judged = [
  'time,Level,sensor status',
  ...Array.from({ length: 60 }, (_, i) => `2024-03-04 ${clock(i)},${i},${i % 20 === 9 ? 'Bad' : 'Good'}`),
].join('\n')

const twoTables = [
  'time,T1,T2',
  ...Array.from({ length: 40 }, (_, i) => `2024-03-04 ${clock(i)},${i},${i}`),
  '',
  'time,P1,P2',
  ...Array.from({ length: 30 }, (_, i) => `2024-03-05 ${clock(i)},${i},5`),
].join('\n')

describe.skipIf(!browserPath)('the import dialog', () => {
  const studio = new Studio()
  let page: Page
  beforeAll(async () => {
    page = await studio.start({ width: 1360, height: 900 })
    writeFileSync(join(studio.projects, 'plant.csv'), plant)
    writeFileSync(join(studio.projects, 'swapped.csv'), swapped)
    writeFileSync(join(studio.projects, 'judged.csv'), judged)
    writeFileSync(join(studio.projects, 'tables.csv'), twoTables)
    for (const day of [1, 2, 3]) writeFileSync(join(studio.projects, `day-${day}.csv`), dayOf(day))
  })
  afterAll(() => studio.close())

  const pick = async (name: string) => {
    await page.locator('[data-testid=import], [data-testid=import-more]').first().click()
    await page.getByTestId('file-browser').getByText(name, { exact: true }).dblclick()
    await page.getByTestId('raw-lines').waitFor()
  }
  const both = async (name: string) => {
    await page.waitForTimeout(300)
    const picture = await studio.picture(name)
    // Of those that the guide shows.
    if (process.env.ANOMALY_STUDIO_PICTURES && name !== 'importing-no-time')
      copyFileSync(picture, resolve(import.meta.dirname, '../../docs/images', `${name}.png`))
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.waitForTimeout(300)
    await studio.picture(`${name}-dark`)
    await page.emulateMedia({ colorScheme: 'light' })
  }
  const lineAt = (line: number) => page.locator(`[data-line="${line}"]`)
  const use = (line: number) => lineAt(line).getAttribute('data-use')

  test('shows the lines as they are; a mark is moved by hand, and the columns follow', async () => {
    await page.getByTestId('new-project').click()
    await pick('plant.csv')
    await expect.poll(() => page.getByTestId('raw-lines').innerText()).toContain('Boiler house 2')
    expect(await page.getByTestId('time-sentence').innerText()).toContain(
      '90 rows, one every 1 min, 2024-03-04 00:00 to 01:29, no zone: shown as UTC.',
    )
    expect(await use(2)).toBe('header')
    const drag = async (line: number, to: number, mark = 'Header') => {
      const tag = (await lineAt(line).getByRole('button', { name: mark, exact: true }).boundingBox())!
      const target = (await lineAt(to).boundingBox())!
      await page.mouse.move(tag.x + 8, tag.y + 8)
      await page.mouse.down()
      await page.mouse.move(tag.x + 8, target.y + 8, { steps: 4 })
      await page.mouse.up()
    }
    await drag(2, 3)
    await expect.poll(() => use(2)).toBe('above')
    // Over several lines, and back.
    await drag(4, 7, 'First row')
    await expect.poll(() => use(4)).toBe('header')
    await drag(7, 4, 'First row')
    await expect.poll(() => use(4)).toBe('row')
    // By a click at the line it comes back.
    await lineAt(2).hover()
    await lineAt(2).getByRole('button', { name: 'Header at line 2' }).click()
    await expect.poll(() => use(2)).toBe('header')
    await page.getByLabel('Name of North').fill('gone with its header')
    await drag(2, 3)
    await expect.poll(() => use(3)).toBe('header')
    await expect.poll(() => page.getByLabel('Name of P101').inputValue()).toBe('P101')
    await page.getByLabel('Name of P101').fill('Feed pressure')
    await page.getByLabel('Unit of P101').fill('bar')
    await page.getByLabel('Missing codes of P102').fill('-999')
    await page.getByLabel('Missing codes of P102').blur()
    await expect.poll(() => page.locator('tbody td.missing').count()).toBe(2)
    await both('importing-lines')
    await page.getByTestId('import-start').click()
    await page.getByTestId('datasets').getByText('plant', { exact: true }).waitFor()
    await page.getByText('Feed pressure').first().waitFor()
    const text = await page.locator('body').innerText()
    expect(text).toContain('bar')
  })

  test('asks whether the day or the month comes first, and does not import before it is told', async () => {
    await pick('swapped.csv')
    const question = page.getByTestId('import-question')
    await question.waitFor()
    expect(await page.getByTestId('import-start').isDisabled()).toBe(true)
    expect(await page.getByTestId('import-sum').innerText()).toContain('Answer the question')
    await both('importing-question')
    await question.getByRole('button', { name: 'Month first: 03/04/2024 is 4 March 2024' }).click()
    await question.waitFor({ state: 'detached' })
    await expect.poll(() => page.getByTestId('time-sentence').innerText()).toContain('2024-03-04 00:00')
    await page.getByTestId('import-start').click()
    await page.getByTestId('datasets').getByText('swapped', { exact: true }).waitFor()
  })

  test('which of several tables is meant is a question', async () => {
    await pick('tables.csv')
    const question = page.getByTestId('import-question')
    await question.waitFor()
    expect(await page.getByTestId('import-start').isDisabled()).toBe(true)
    await both('importing-tables')
    await question.getByRole('button', { name: 'From line 43: time, P1, P2' }).click()
    await question.waitFor({ state: 'detached' })
    await expect.poll(() => page.getByTestId('time-sentence').innerText()).toContain('2024-03-05 00:00')
    expect(await page.getByLabel('Name of P1').inputValue()).toBe('P1')
    await page.getByTestId('import-start').click()
    await page.getByTestId('datasets').getByText('tables', { exact: true }).waitFor()
  })

  test('a column says how good the readings of another are, and a person says of which', async () => {
    await pick('judged.csv')
    const quality = page.getByLabel('Quality of Level')
    await quality.waitFor()
    await both('importing-quality')
    await quality.selectOption('')
    await expect.poll(() => page.locator('tbody td.missing').count()).toBe(0)
    await quality.selectOption('sensor status')
    await expect.poll(() => page.locator('tbody td.missing').count()).toBe(3)
    await page.getByTestId('import-start').click()
    await page.getByTestId('datasets').getByText('judged', { exact: true }).waitFor()
  })

  test('a format that reads no time turns the sentence red, and Import says why it is off', async () => {
    await pick('plant.csv')
    await page.getByLabel('Use of North').selectOption('time')
    await expect.poll(() => page.getByTestId('time-sentence').getAttribute('role')).toBe('alert')
    await expect.poll(() => page.getByTestId('import-sum').innerText()).toContain('No time can be read')
    expect(await page.getByTestId('import-start').isDisabled()).toBe(true)
    await both('importing-no-time')
    await page.getByRole('button', { name: 'Cancel' }).click()
  })

  test('reads a dataset again in another way, in its place', async () => {
    await page.getByTestId('datasets').getByText('plant', { exact: true }).click()
    await page.getByTestId('read-again').click()
    await page.getByTestId('file-browser').getByText('plant.csv', { exact: true }).dblclick()
    await page.getByTestId('raw-lines').waitFor()
    expect(await page.getByLabel('Name of P101').inputValue()).toBe('Feed pressure')
    await page.getByLabel('Name of P101').fill('Inlet pressure')
    await page.getByLabel('Name of P101').blur()
    await page.getByTestId('keep-recipe').check()
    await page.getByTestId('import-start').click()
    await page.getByText('Inlet pressure').first().waitFor()
    await expect.poll(() => page.getByTestId('datasets').getByText('plant', { exact: true }).count()).toBe(1)
  })

  test('makes one dataset of several files where that is asked', async () => {
    await page.locator('[data-testid=import], [data-testid=import-more]').first().click()
    await page.getByTestId('file-browser').getByText('day-1.csv', { exact: true }).click()
    await page
      .getByTestId('file-browser')
      .getByText('day-2.csv', { exact: true })
      .click({ modifiers: ['Control'] })
    await page
      .getByTestId('file-browser')
      .getByText('day-3.csv', { exact: true })
      .click({ modifiers: ['Control'] })
    await page.getByTestId('file-accept').click()
    await page.getByTestId('as-one').check()
    await page.getByTestId('import-all').click()
    await page.getByTestId('datasets').getByText('day-1', { exact: true }).click()
    await expect.poll(() => page.locator('dd').nth(1).innerText()).toBe('150')
    await expect
      .poll(() =>
        page
          .getByTestId('datasets')
          .getByText(/^day-[23]$/)
          .count(),
      )
      .toBe(0)
  })

  test('lists the recipes, which can be renamed and removed', async () => {
    await page
      .getByTestId('stage')
      .focus()
      .catch(() => {})
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Recipes for imports')
    await page.keyboard.press('Enter')
    const list = page.getByTestId('recipes')
    await list.waitFor()
    await list.getByLabel('Name of the recipe plant').fill('Boiler house')
    await list.getByLabel('Name of the recipe plant').blur()
    await list.getByLabel('Name of the recipe Boiler house').waitFor()
    await both('importing-recipes')
    await list.getByRole('button', { name: 'Remove…' }).click()
    await list.getByRole('button', { name: 'Remove', exact: true }).click()
    await list.getByText('No recipe is kept yet').waitFor()
  })
})
