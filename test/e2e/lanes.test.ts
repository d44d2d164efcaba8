import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, pixelsOf, Studio } from './studio.ts'

if (!browserPath) console.info('Lanes in a browser are skipped: no Chromium on this machine.')

/** A channel a column: 50 slow waves, of which the first grows by powers of ten. */
const columns = 50
const table = (many: number) => [
  ['time', ...Array.from({ length: many }, (_, c) => (c === 0 ? 'particles' : `channel ${c} [bar]`))].join(','),
  ...Array.from({ length: 500 }, (_, row) =>
    [
      new Date(Date.UTC(2024, 4, 1) + row * 60_000).toISOString(),
      ...Array.from({ length: many }, (_, c) =>
        c === 0 ? (10 ** (row / 125)).toPrecision(6) : (c * 10 + Math.sin(row / (8 + c)) * c).toFixed(3),
      ),
    ].join(','),
  ),
]

describe.skipIf(!browserPath)('lanes', () => {
  const studio = new Studio()
  let page: Page
  const lane = (name: string) => page.locator(`[data-testid=lane][data-channel="${name}"]`)
  const title = (name: string) => page.locator(`[data-title="${name}"]`)
  const order = () => page.getByTestId('lane').evaluateAll((all) => all.map((e) => e.getAttribute('data-channel')))
  const pictures = async (name: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(300)
      await studio.picture(`lanes-${name}-${colorScheme}`)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  const dragTo = async (from: string, to: string, share: number) => {
    const [a, b] = [(await title(from).boundingBox())!, (await lane(to).boundingBox())!]
    await page.mouse.move(a.x + 20, a.y + 8)
    await page.mouse.down()
    await page.mouse.move(a.x + 20, a.y + 20, { steps: 3 })
    await page.mouse.move(b.x + 40, b.y + b.height * share, { steps: 5 })
    await page.mouse.up()
  }

  beforeAll(async () => {
    writeFileSync(join(studio.projects, 'eight.csv'), table(8).join('\n'))
    writeFileSync(join(studio.projects, 'fifty.csv'), table(columns).join('\n'))
    page = await studio.start({ width: 1440, height: 900 })
    await studio.importFile('eight.csv')
    await page.getByTestId('lane').nth(7).waitFor()
  })
  afterAll(() => studio.close())

  test('titles stand beside the data: no writing lies over the plots', async () => {
    await page.getByTestId('tab-model').click()
    const over = await page.evaluate(() => {
      const plot = document.querySelector('[data-testid=lane] .plot')!.getBoundingClientRect()
      return [...document.querySelectorAll('[data-testid=lane] button, [data-testid=lane] b')]
        .map((e) => e.getBoundingClientRect())
        .filter((box) => box.right > plot.left + 1).length
    })
    expect(over).toBe(0)
    await pictures('8')
  })

  test('a title dragged onto another lane combines them, with one axis or one each, and is taken apart again', async () => {
    await dragTo('channel 2', 'channel 1', 0.5)
    await expect.poll(order).toHaveLength(7)
    expect(await lane('channel 1').getByTestId('lane-title').count()).toBe(2)
    await dragTo('channel 3', 'channel 1', 0.5)
    await expect.poll(order).toHaveLength(6)
    await title('channel 2').click()
    await page.getByTestId('axes-separate').click()
    await pictures('combined')
    await page.getByTestId('take-out').nth(2).click()
    await expect.poll(order).toHaveLength(7)
    await page.keyboard.press('Escape')
    await page.getByTestId('lane-menu').waitFor({ state: 'detached' })
    // The upper edge of a lane is the place above it.
    await dragTo('channel 7', 'particles', 0.05)
    await expect.poll(async () => (await order())[0]).toBe('channel 7')
  })

  test('the same by keys alone, with a logarithmic axis and fixed limits', async () => {
    await title('channel 7').focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(async () => (await order())[0]).toBe('particles')
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Alt+l')
    await page.getByTestId('lane-menu').waitFor()
    const spread = () => lane('particles').getAttribute('aria-label')
    expect(await spread()).not.toContain('logarithmic')
    await page.getByTestId('lane-log').focus()
    await page.keyboard.press('Space')
    await expect.poll(spread).toContain('logarithmic')
    await page.getByLabel('Lowest value of the axis').fill('0.1')
    await page.keyboard.press('Tab')
    await page.getByLabel('Highest value of the axis').fill('1000000')
    await page.keyboard.press('Enter')
    await expect.poll(spread).toContain('from 0.1 to 1000000')
    await page.getByLabel('Lowest value of the axis').fill('-3')
    await expect.poll(() => page.getByLabel('Lowest value of the axis').getAttribute('aria-invalid')).toBe('true')
    await page.keyboard.press('Escape')
    await page.getByTestId('lane-menu').waitFor({ state: 'detached' })
    await pictures('log')
    expect(await pixelsOf(page.locator('.plots canvas').first(), '#2b5c9e')).toBeGreaterThan(500)
  })

  test('layouts are kept with the project: named, chosen, renamed, removed', async () => {
    const arranged = await order()
    await page.getByTestId('save-layout').click()
    await page.getByTestId('layout-name').fill('pumps')
    await page.keyboard.press('Enter')
    const layout = page.getByTestId('layout')
    await expect.poll(() => layout.inputValue()).toBe('pumps')
    await layout.selectOption('')
    await expect.poll(order).toHaveLength(8)
    await page.getByTestId('rename-layout').waitFor({ state: 'detached' })
    await layout.selectOption('pumps')
    await expect.poll(order).toEqual(arranged)
    await page.getByTestId('rename-layout').click()
    await page.getByTestId('layout-name').fill('hall 2')
    await page.keyboard.press('Enter')
    await expect.poll(() => layout.inputValue()).toBe('hall 2')
    await page.reload()
    await page.getByTestId('lane').first().waitFor()
    await layout.selectOption('hall 2')
    await expect.poll(order).toEqual(arranged)
    await page.getByTestId('remove-layout').click()
    await expect.poll(() => layout.locator('option').count()).toBe(1)
    expect(await order()).toEqual(arranged)
  })

  test('sides keep the width that they were given, and the tools stay in place', async () => {
    const left = page.locator('aside.left')
    const at = async () => (await page.getByTestId('mode-select').boundingBox())!.x
    const before = await at()
    await page.getByRole('separator', { name: 'Width of the left side' }).focus()
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight')
    await expect.poll(async () => (await left.boundingBox())!.width).toBe(308)
    expect(await at()).toBe(before)
    await page.reload()
    await page.getByTestId('lane').first().waitFor()
    expect((await left.boundingBox())!.width).toBe(308)
    await page.getByRole('separator', { name: 'Width of the left side' }).dblclick()
    await expect.poll(async () => (await left.boundingBox())!.width).toBe(236)
    expect(await at()).toBe(before)
  })

  test('one channel and fifty', async () => {
    await page.getByRole('button', { name: /Close project/ }).click()
    await studio.importFile('fifty.csv')
    await pictures('50')
    const only = page.getByTestId('channels').getByRole('button').nth(3)
    await only.dblclick()
    await expect.poll(order).toHaveLength(1)
    await pictures('1')
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('All shown channels in one')
    await page.keyboard.press('Enter')
    await expect.poll(order).toEqual(['particles'])
    await pictures('50-in-one')
    expect(studio.complaints).toEqual([])
  })
})
