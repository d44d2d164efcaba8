import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tourSteps } from '../../src-renderer/views/tour/steps.ts'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('The tour in a browser is skipped: no Chromium on this machine.')

describe.skipIf(!browserPath)('the tour of the sample', () => {
  const studio = new Studio()
  let page: Page
  const card = () => page.getByTestId('tour')
  const gone = () => card().waitFor({ state: 'detached' })

  beforeAll(async () => {
    page = await studio.start({ width: 1280, height: 800 })
  })
  afterAll(() => studio.close())

  test('goes from import to report, each step whole on the screen and beside what it is about', async () => {
    await page.getByTestId('open-tour').click()
    for (const [i, step] of tourSteps.entries()) {
      await card()
        .getByText(`${i + 1} of 5: ${step.title}`)
        .waitFor()
      await page.waitForTimeout(400)
      const counts = await Promise.all(step.at.map((id) => page.getByTestId(id).count()))
      const spot = page.getByTestId(step.at[counts.findIndex((count) => count > 0)])
      const [box, target] = [(await card().boundingBox())!, (await spot.boundingBox())!]
      expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= 1280 && box.y + box.height <= 800).toBe(true)
      const apart = box.x >= target.x + target.width || target.x >= box.x + box.width || box.y >= target.y + target.height || target.y >= box.y + box.height // prettier-ignore
      expect(apart).toBe(true)
      if (step.untrained) {
        await card().getByText(step.untrained).waitFor()
      }
      if (i === 3) {
        // It hides nothing of the panel, which says what is to be done.
        const panel = (await page.getByLabel('Panel', { exact: true }).boundingBox())!
        expect(box.x + box.width).toBeLessThanOrEqual(panel.x)
      }
      await studio.picture(`tour-${i + 1}-light`)
      if (i === 2) {
        await page.emulateMedia({ colorScheme: 'dark' })
        await studio.picture('tour-3-dark')
        await page.emulateMedia({ colorScheme: 'light' })
      }
      // The button that goes on holds the focus: Enter is enough.
      await page.keyboard.press('Enter')
    }
    await gone()
  })

  test('a training that ends in the step about it leads to the next one', async () => {
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption('z-score')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Tour in five')
    await page.keyboard.press('Enter')
    for (let i = 0; i < 2; i++) await page.getByTestId('tour-next').click()
    await page.getByTestId('train').click()
    await card().getByText(`4 of 5: ${tourSteps[3].title}`).waitFor()
    await card().getByText(tourSteps[3].text).waitFor()
    await page.getByTestId('tour-leave').click()
    await gone()
  })

  test('after a training the last two steps point at the threshold and at the report', async () => {
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption('z-score')
    await page.getByTestId('train').click()
    await page.getByTestId('threshold-value').waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Tour in five')
    await page.keyboard.press('Enter')
    await card().waitFor()
    for (const [i, id] of [
      [3, 'threshold-value'],
      [4, 'report'],
    ] as const) {
      while (!(await card().innerText()).startsWith(`${i + 1} of 5`)) await page.getByTestId('tour-next').click()
      await page.waitForTimeout(400)
      const [ring, target] = [(await page.locator('.ring').boundingBox())!, (await page.getByTestId(id).boundingBox())!]
      expect(Math.abs(ring.x + 4 - target.x) + Math.abs(ring.y + 4 - target.y)).toBeLessThan(2)
      expect(target.y + target.height).toBeLessThanOrEqual(800)
      await studio.picture(`tour-trained-${i + 1}-light`)
    }
    await page.keyboard.press('Escape')
    await gone()
  })

  test('Escape leaves it at once, and it does not come again with the page or another project', async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Tour in five')
    await page.keyboard.press('Enter')
    await card().waitFor()
    await page.keyboard.press('Escape')
    await gone()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('stage')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Tour in five')
    await page.keyboard.press('Enter')
    await card().waitFor()
    await page.getByRole('button', { name: /^Close project/ }).click()
    await page.getByTestId('recent-project').first().click()
    await page.getByTestId('lane').first().waitFor()
    expect(await card().count()).toBe(0)
  })

  test('nothing complained meanwhile', () => expect(studio.complaints).toEqual([]))
})
