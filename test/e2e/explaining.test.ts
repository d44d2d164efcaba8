import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('Explaining and comparing in a browser is skipped: no Chromium on this machine.')

/** 1,200 seconds of a pump; at rows 900–959 the flow alone falls away; the temperature creeps up all the time. */
function pumpCsv(): string {
  const noise = (i: number, k: number) => (Math.sin(i * 12.9898 + k * 78.233) * 43758.5453) % 1
  const lines = ['time,Flow [l/min],Pressure [bar],Temperature [°C],Current [A],anomaly']
  for (let i = 0; i < 1200; i++) {
    const odd = i >= 900 && i < 960
    const load = Math.sin(i / 12)
    const values = [
      40 + 4 * load - (odd ? 16 : 0) + noise(i, 1),
      3 + 0.3 * load + 0.05 * noise(i, 2),
      50 + i / 150 + 0.4 * noise(i, 3),
      6 + 0.5 * load + 0.1 * noise(i, 4),
    ]
    lines.push(
      `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${values.map((v) => v.toFixed(4)).join(',')},${odd ? 1 : 0}`,
    )
  }
  return lines.join('\n')
}

describe.skipIf(!browserPath)('explaining and comparing', () => {
  const studio = new Studio()
  let page: Page
  const trained = async (detector: string) => {
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption(detector)
    await page.getByTestId('train').click()
    await page.getByTestId('threshold-value').waitFor()
  }
  beforeAll(async () => {
    writeFileSync(join(studio.projects, 'pump.csv'), pumpCsv())
    page = await studio.start()
    await studio.importFile('pump.csv')
    await trained('z-score')
  })
  afterAll(() => studio.close())

  test('the channel that failed has the longest bar', async () => {
    await page.getByTestId('tab-explain').click()
    await page.getByTestId('explain-next').click()
    await page.getByTestId('shapley').waitFor()
    expect(await page.getByTestId('shapley').locator('tr').first().innerText()).toMatch(/^Flow\s+\+/)
    expect(await page.getByTestId('shapley').locator('tr').count()).toBe(4)
    expect(await page.getByTestId('score-meaning').innerText()).toMatch(
      /averaged over them, in standard deviations: [\d.]+ is [\d.]+ times the threshold of [\d.]+\.$/,
    )
    await page.getByText('It lies on a label itself').waitFor()
    await page.getByTestId('no-nearest').waitFor()
    await page.getByTestId('weigh').click()
    await page.getByTestId('importance').waitFor()
    expect(await page.getByTestId('importance').locator('tr').first().innerText()).toMatch(/^Flow/)
  })

  test('what was expected lies beside what was measured, and the shares under the lanes', async () => {
    await page.getByTestId('overlay').check()
    await page.getByTestId('heat').check()
    await page.getByTestId('heat-lane').waitFor()
    const painted = () =>
      page
        .getByTestId('heat-lane')
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement) =>
          canvas
            .getContext('2d')!
            .getImageData(0, 0, canvas.width, canvas.height)
            .data.some((byte) => byte > 0),
        )
    await expect.poll(painted).toBe(true)
    await studio.picture('explain-1-shapley')
  })

  test('detectors are ranked, and the best one can be taken from the table', async () => {
    await page.getByTestId('tab-ranking').click()
    await page.getByTestId('compare').click()
    await page.getByTestId('ranking').waitFor({ timeout: 240_000 })
    const rows = await page.getByTestId('ranking').locator('tbody tr').allInnerTexts()
    expect(rows.length).toBeGreaterThan(6)
    expect(rows.slice(-2).join(' ')).toMatch(/Random|Constant/)
    await studio.picture('compare-1-ranking')
  })

  test('ticked runs become one', async () => {
    await trained('mahalanobis')
    await page.getByTestId('runs').getByRole('checkbox').nth(1).check()
    await page.getByTestId('tab-ranking').click()
    await page.getByTestId('combine').click()
    await page.getByTestId('runs').getByText('Ensemble of').waitFor()
    // The Results panel comes by itself when the job is done.
    await page.getByTestId('threshold-value').waitFor()
    await page.getByTestId('tab-ranking').click()
    await studio.picture('compare-2-ensemble')
    await page.getByTestId('tab-explain').click()
    await page.getByTestId('explain-next').click()
    await page.getByTestId('members').waitFor()
    expect(await page.getByTestId('members').locator('li').count()).toBe(2)
    expect(await page.getByTestId('members').innerText()).toContain('Alarmed')
    expect(await page.getByTestId('score-meaning').innerText()).toContain('members')
    await studio.picture('explain-3-members')
  })

  test('a run that learns on shows which channel drifts', async () => {
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption('mahalanobis')
    await page.getByTestId('tab-ranking').click()
    await page.getByTestId('adapt').click()
    await page.getByTestId('runs').getByText('Adaptive Mahalanobis').waitFor()
    await page.getByTestId('threshold-value').waitFor()
    await page.getByTestId('tab-explain').click()
    await page.getByTestId('drift').waitFor()
    expect(await page.getByTestId('drift').locator('tr', { hasText: 'Temperature' }).innerText()).toContain('strong')
    await studio.picture('explain-2-drift')
    expect(studio.complaints).toEqual([])
  })
})
