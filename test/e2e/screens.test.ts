import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

const why = browserPath ? null : 'no Chromium on this machine'
if (why) console.info(`The pictures of every screen are not made: ${why}.`)

const [small, large] = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]
/** All four kinds when pictures are asked for; else one of each size and each colour scheme, to be quick. */
const kinds = (
  [
    [small, 'light'],
    [large, 'dark'],
    [small, 'dark'],
    [large, 'light'],
  ] as const
).slice(0, process.env.ANOMALY_STUDIO_PICTURES ? 4 : 2)

/** A screen of 1366 × 768 at 150, 200 and 300 %: what is left of it. */
const scaled = [
  { width: 910, height: 512 },
  { width: 683, height: 384 },
  { width: 455, height: 256 },
]

/** Every screen, light and dark, small and large, for people to look at: artifacts/screenshots/screen-*.png. */
describe.skipIf(why !== null)('every screen', () => {
  const studio = new Studio()
  let page: Page

  async function pictures(name: string) {
    for (const [size, colorScheme] of kinds) {
      await page.setViewportSize(size)
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(250)
      await studio.picture(`screen-${name}-${size.width}-${colorScheme}`)
      expect.soft(await cutOff(), `${name} at ${size.width} × ${size.height}, ${colorScheme}`).toEqual([])
    }
    await page.setViewportSize(small)
  }

  /** On a scaled screen: what must be at hand is whole in the window, and the page itself does not scroll. */
  async function atHand(...testids: string[]) {
    for (const size of scaled) {
      await page.setViewportSize(size)
      for (const id of testids)
        await expect
          .poll(
            async () => {
              const box = (await page.getByTestId(id).first().boundingBox())!
              const [right, bottom] = [box.x + box.width, box.y + box.height]
              return box.x >= 0 && box.y >= 0 && right <= size.width && bottom <= size.height
            },
            { message: `${id} at ${size.width} × ${size.height}` },
          )
          .toBe(true)
      expect(
        await page.evaluate(() => {
          const { scrollWidth, scrollHeight } = document.documentElement
          return scrollWidth <= innerWidth && scrollHeight <= innerHeight
        }),
        `${testids[0]} at ${size.width} × ${size.height}`,
      ).toBe(true)
    }
    await page.setViewportSize(small)
  }

  /** Buttons and fields that stick out of the window, or are too narrow for their words. */
  const cutOff = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('button, select, input, h1, h2, h3')].flatMap((element) => {
        const box = element.getBoundingClientRect()
        if (box.width === 0 || box.height === 0) return []
        const out = box.left < -1 || box.right > innerWidth + 1
        const narrow =
          element.tagName === 'BUTTON' &&
          element.children.length === 0 &&
          element.scrollWidth > element.clientWidth + 1 &&
          getComputedStyle(element).textOverflow !== 'ellipsis'
        return out || narrow ? [`${element.tagName} ${element.textContent?.trim().slice(0, 40)}`] : []
      }),
    )
  const tab = (name: string) => page.getByTestId(`tab-${name}`).click()

  beforeAll(async () => {
    page = await studio.start()
    const lines = Array.from(
      { length: 400 },
      (_, i) =>
        `${String(1 + Math.floor(i / 96)).padStart(2, '0')}.03.2024 ${String(Math.floor(i / 4) % 24).padStart(2, '0')}:${i % 4 === 0 ? '00' : (i % 4) * 15};${i === 40 ? 'n/a' : (5 + Math.sin(i / 9)).toFixed(2).replace('.', ',')};${(70 + (i % 96) / 10).toFixed(1).replace('.', ',')};running`,
    )
    writeFileSync(
      join(studio.projects, 'historian.csv'),
      `Zeit;Druck [bar];Temperatur [°C];Zustand\n${lines.join('\n')}\n`,
    )
  })
  afterAll(() => studio.close())

  test('before anything is open', async () => {
    await page.getByTestId('open-sample').waitFor()
    await pictures('start')
  })

  test('an empty project, a file browser, a preview of the import', async () => {
    await page.getByTestId('new-project').click()
    await page.getByTestId('import').waitFor()
    await pictures('empty')
    await page.getByTestId('import').click()
    await page.getByTestId('file-browser').getByText('historian.csv').click()
    await pictures('files')
    await atHand('file-accept')
    await page.getByTestId('file-accept').click()
    await page.getByTestId('import-start').waitFor()
    await pictures('preview')
    await atHand('import-start')
    await page.getByTestId('import-start').click()
    await page.getByTestId('lane').first().waitFor()
    await page.getByTestId('import-report').waitFor()
    await pictures('imported')
    await page.getByRole('button', { name: /Close project/ }).click()
  })

  test('the suggestion, the gallery, the data', async () => {
    await page.getByTestId('open-sample').click()
    await page.getByTestId('lane').first().waitFor()
    await tab('model')
    await page.getByTestId('suggestion').waitFor()
    await pictures('suggestion')
    await page.getByTestId('browse-detectors').click()
    await pictures('gallery')
    await page.locator('[data-detector=lstm-forecaster]').click()
    await tab('data')
    await pictures('data')
  })

  test('training, results, two runs, labels', async () => {
    await tab('model')
    await page.getByTestId('train').click()
    await page.getByTestId('training-progress').getByText('Epoch').waitFor()
    await pictures('training')
    await page.getByTestId('cancel-training').click()
    for (const detector of ['z-score', 'pca']) {
      await tab('model')
      await page.getByTestId('detector').selectOption(detector)
      await page.getByTestId('train').click()
      await page.getByTestId('measures').waitFor()
      await expect.poll(() => page.getByTestId('job').count()).toBe(0)
    }
    await pictures('results')
    await atHand('mode-select', 'show-all', 'palette', 'help', 'tab-results')
    // A screen of 1920 × 1080 at 300 %: half of it is the chart, and some of its lanes are seen.
    await page.setViewportSize({ width: 640, height: 360 })
    await expect
      .poll(async () => {
        const [chart, lanes] = await Promise.all(['stage', 'lanes'].map((id) => page.getByTestId(id).boundingBox()))
        return chart!.width >= 310 && lanes!.height >= 110
      })
      .toBe(true)
    await studio.picture('screen-results-300')
    await page.setViewportSize(small)
    await page.getByTestId('detections').getByRole('button').first().click()
    await pictures('detection')
    for (const name of ['explain', 'ranking', 'review']) {
      await tab(name)
      await pictures(name)
    }
    await page.getByTestId('show-all').click()
    await page.getByTestId('runs').getByRole('checkbox').nth(1).check()
    await page.getByTestId('other-score-lane').waitFor()
    await pictures('two-runs')
    await page.keyboard.press('l')
    await page.keyboard.press('n')
    await pictures('label')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
  })

  test('commands and keys', async () => {
    await page.keyboard.press('Control+k')
    await page.getByTestId('palette-query').waitFor()
    await pictures('commands')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await pictures('keys')
    await page.keyboard.press('Escape')
  })
})
