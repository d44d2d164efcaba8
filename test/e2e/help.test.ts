import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('The help in a browser is skipped: no Chromium on this machine.')

describe.skipIf(!browserPath)('the help', () => {
  const studio = new Studio()
  let page: Page
  const article = () => page.getByTestId('help-article')
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))

  async function both(name: string) {
    await studio.picture(`${name}-light`)
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture(`${name}-dark`)
    await page.emulateMedia({ colorScheme: 'light' })
  }

  beforeAll(async () => {
    page = await studio.start({ width: 1280, height: 800 })
    await page.getByTestId('open-sample').waitFor()
  })
  afterAll(() => studio.close())

  test('opens with F1 on the start screen, shows the first steps with their picture, and Escape gives the focus back', async () => {
    await page.getByTestId('open-project').focus()
    await page.keyboard.press('F1')
    await article().getByRole('heading', { name: 'First steps', level: 1 }).waitFor()
    expect(await focused()).toBe('help-query')
    const picture = article().locator('img').first()
    await picture.scrollIntoViewIfNeeded()
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(500)
    await both('help-first-1280')
    await page.keyboard.press('Escape')
    await page.getByTestId('help').waitFor({ state: 'detached' })
    expect(await focused()).toBe('open-project')
  })

  test('finds a word, leads to its place, follows a link and comes back', async () => {
    await page.getByTestId('open-sample').click()
    await page.getByTestId('lane').first().waitFor()
    // Also from a field, where letters are typed.
    await page.getByTestId('detector').focus()
    await page.keyboard.press('F1')
    await page.getByTestId('help-query').fill('quality mask')
    await page.getByTestId('help-hit').first().waitFor()
    await page.keyboard.press('Enter')
    await article()
      .getByRole('heading', { level: 1, name: /^Exploring/ })
      .waitFor()
    await both('help-found-1280')
    const link = article().getByRole('link', { name: 'cleaning step' }).first()
    await link.click()
    await article()
      .getByRole('heading', { level: 1, name: /^Cleaning/ })
      .waitFor()
    await page.getByTestId('help-back').click()
    await article()
      .getByRole('heading', { level: 1, name: /^Exploring/ })
      .waitFor()
    await page.getByTestId('help-query').fill('zzzz qqqq')
    await expect.poll(() => page.getByTestId('help-count').innerText()).toBe('Nothing holds these words.')
    await page.keyboard.press('Escape')
    await expect.poll(() => focused()).toBe('detector')
    expect(page.url()).not.toContain('#')
  })

  test('lists its pages, and opens where it was left', async () => {
    await page.keyboard.press('F1')
    await page.getByTestId('help-page-benchmarks').click()
    await article().getByRole('heading', { level: 1, name: 'Benchmarks' }).waitFor()
    await page.setViewportSize({ width: 1920, height: 1080 })
    await both('help-benchmarks-1920')
    await page.keyboard.press('Escape')
    await page.keyboard.press('F1')
    await article().getByRole('heading', { level: 1, name: 'Benchmarks' }).waitFor()
    await page.keyboard.press('Escape')
  })

  test('the tabs of the panel stand apart at every width, none cut', async () => {
    for (const width of [1280, 1440, 1920]) {
      await page.setViewportSize({ width, height: 900 })
      const boxes = await page.getByRole('tablist', { name: 'Panels' }).evaluate((list) => {
        const edge = list.getBoundingClientRect()
        return [...list.querySelectorAll('button')].map((button) => {
          const range = document.createRange()
          range.selectNodeContents(button)
          const { left, right, top } = range.getBoundingClientRect()
          return { left: left - edge.left, right: edge.right - right, end: right - edge.left, top }
        })
      })
      for (const [i, box] of boxes.entries()) {
        expect(Math.min(box.left, box.right)).toBeGreaterThanOrEqual(10)
        const next = boxes[i + 1]
        if (next?.top === box.top) expect(next.left - box.end).toBeGreaterThanOrEqual(12)
      }
      await both(`tabs-${width}`)
    }
  })

  test('nothing complained meanwhile', () => expect(studio.complaints).toEqual([]))
})
