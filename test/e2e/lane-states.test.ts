import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, pixelsOf, Studio } from './studio.ts'

if (!browserPath) console.info('States in a browser are skipped: no Chromium on this machine.')

const modes = ['idle', 'heating', 'holding', 'cooling', 'cleaning']
const rows = 40_000

/** A batch process: five modes of an hour and more, two that alternate row by row in the middle, and an hour without a word. */
const table = () => [
  'time,temperature,mode,valve',
  ...Array.from({ length: rows }, (_, row) => {
    const mode = row > 19_000 && row < 21_000 ? modes[1 + (row % 2)] : modes[Math.floor(row / 3000) % modes.length]
    return [
      new Date(Date.UTC(2024, 4, 1) + row * 1000).toISOString(),
      (60 + 20 * Math.sin(row / 2400)).toFixed(2),
      row > 30_000 && row < 32_000 ? '' : mode,
      Math.floor(row / 1500) % 2 ? 'open' : 'closed',
    ].join(',')
  }),
]

describe.skipIf(!browserPath)('the lane of a channel of states', () => {
  const studio = new Studio()
  let page: Page
  const lane = (name: string) => page.locator(`[data-testid=lane][data-channel="${name}"]`)
  const heightOf = async (name: string) => (await lane(name).boundingBox())!.height
  const drawn = (name: string) => lane(name).getAttribute('data-drawn')
  /** Of the whole painting: how much of it has the colour of a state, as its band is painted on white. */
  const inColour = (colour: string) => pixelsOf(page.locator('.plots canvas').first(), colour)
  const choose = async (name: string, how: 'band' | 'line') => {
    await page.locator(`[data-title="${name}"]`).click()
    await page.getByTestId(`drawn-${how}`).click()
    await page.keyboard.press('Escape')
    await page.getByTestId('lane-menu').waitFor({ state: 'detached' })
  }
  const pictures = async (name: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(400)
      await studio.picture(`lane-states-${name}-${colorScheme}`)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }

  beforeAll(async () => {
    writeFileSync(join(studio.projects, 'batch.csv'), table().join('\n'))
    page = await studio.start({ width: 1440, height: 900 })
    await page.getByTestId('new-project').click()
    await page.getByTestId('import').first().click()
    await page.getByTestId('file-browser').getByText('batch.csv', { exact: true }).click()
    await page.getByTestId('file-accept').click()
    await page.getByLabel('Use of mode').selectOption('channel')
    await page.getByText('holds words', { exact: false }).first().waitFor()
    await page.getByTestId('import-start').click()
    await page.getByTestId('lane').nth(2).waitFor()
  })
  afterAll(() => studio.close())

  test('is a flat band with the names of its states; open and closed are a line', async () => {
    expect(await drawn('mode')).toBe('band')
    expect(await drawn('valve')).toBe('line')
    expect(await heightOf('mode')).toBeLessThan((await heightOf('valve')) / 2)
    expect(await lane('mode').getAttribute('aria-label')).toContain('idle, heating, holding, cooling, cleaning')
    // #2b5c9e at 36 % on white.
    await expect.poll(() => inColour('#b3c4dc')).toBeGreaterThan(2000)
    await pictures('all')
    // Nearer there is room for every name, and what alternates is told apart row by row.
    const [at, plot] = [(await lane('mode').boundingBox())!, (await page.locator('.plots').boundingBox())!]
    await page.mouse.move(plot.x + plot.width * 0.476, at.y + 10)
    for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -240)
    await page.waitForTimeout(500)
    await pictures('near')
    await page.mouse.dblclick(plot.x + plot.width / 2, at.y + 10)
  })

  test('tells the state under the cursor where it is drawn', async () => {
    const box = (await page.locator('.plots').boundingBox())!
    const at = (await lane('mode').boundingBox())!
    await page.mouse.move(box.x + box.width * 0.11, at.y + at.height / 2)
    await expect.poll(() => lane('mode').getByTestId('cursor-value').textContent()).toBe('heating')
    await page.mouse.move(box.x + box.width * 0.78, at.y + at.height / 2)
    await expect.poll(() => lane('mode').getByTestId('cursor-value').textContent()).toBe('missing')
  })

  test('colours a scatter of other channels by its names, in the exported picture too', async () => {
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Shift+V')
    await page.getByTestId('explore-together').click()
    // Room for the pane, as a hand would make it.
    await page.getByRole('separator', { name: 'Height of the pane under the chart' }).focus()
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowUp')
    const sheet = page.getByTestId('together').locator('.wide')
    await sheet.locator('canvas').first().waitFor()
    await page.getByLabel('Upwards').selectOption({ label: 'valve' })
    await page.getByLabel('Coloured by').selectOption({ label: 'by mode' })
    await expect.poll(() => page.getByTestId('scatter-dense').isDisabled()).toBe(true)
    await expect.poll(() => pixelsOf(sheet.locator('canvas').first(), '#a3387f')).toBeGreaterThan(50)
    await pictures('scatter')
    await page.getByTestId('together').locator('section .tools').getByTestId('export-svg').nth(1).click()
    await page.getByLabel('File name').fill('scatter.svg')
    await page.getByTestId('file-accept').click()
    await page.getByText('Exported scatter.svg.').waitFor()
    const svg = readFileSync(join(studio.projects, 'scatter.svg'), 'utf8')
    expect([...modes, 'missing'].filter((name) => !svg.includes(`>${name}</text>`))).toEqual([])
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Shift+V')
  })

  test('is a line or a band as is chosen, and a layout keeps it', async () => {
    await choose('mode', 'line')
    await expect.poll(() => drawn('mode')).toBe('line')
    expect(await heightOf('mode')).toBe(await heightOf('valve'))
    await page.getByTestId('save-layout').click()
    await page.getByTestId('layout-name').fill('lines')
    await page.keyboard.press('Enter')
    const layout = page.getByTestId('layout')
    await expect.poll(() => layout.inputValue()).toBe('lines')
    await layout.selectOption('')
    await expect.poll(() => drawn('mode')).toBe('band')
    await page.reload()
    await page.getByTestId('lane').first().waitFor()
    await layout.selectOption('lines')
    await expect.poll(() => drawn('mode')).toBe('line')
    await pictures('line')
    // Together with another channel they are lines over one axis, and a band again where they are alone.
    await choose('mode', 'band')
    await page.locator('[data-title="mode"]').click()
    await page.getByTestId('combine-with').selectOption({ label: 'valve' })
    await expect.poll(() => page.getByTestId('lane').count()).toBe(2)
    expect(await drawn('valve')).toBe('line')
    expect(await page.getByTestId('drawn-band').count()).toBe(0)
    expect(studio.complaints).toEqual([])
  })
})
