import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('The threshold lab in a browser is skipped: no Chromium on this machine.')

describe.skipIf(!browserPath)('the threshold lab', () => {
  const studio = new Studio()
  let page: Page
  const number = (id: string) => page.locator(`[data-number="${id}"]`).innerText()
  const measure = (id: string) => page.locator(`[data-measure="${id}"]`).first().innerText()
  const threshold = () => page.getByTestId('lab-threshold').innerText()
  const onChart = () => page.getByTestId('detection-lane').getAttribute('data-count')
  const rule = () => page.getByTestId('threshold-rule').inputValue()
  /** A point of the slider: 0 is the lowest score, 1 the highest. */
  const at = async (share: number) => {
    const box = (await page.getByTestId('lab-slider').boundingBox())!
    return { x: box.x + 34 + share * (box.width - 50), y: box.y + box.height / 2 }
  }
  /** The engine has judged the run at what the lab shows. */
  const stored = async () => {
    await page.waitForFunction(() => {
      const text = (id: string) => document.querySelector(`[data-testid=${id}]`)?.textContent
      return text('threshold-value') === text('lab-threshold') && !document.body.textContent.includes('storing…')
    })
    await expect.poll(rule).toBe('fixed')
  }
  /** What the lab says is what the engine has computed. */
  const agrees = async () => {
    expect([await number('precision'), await number('recall'), await number('f1')]).toEqual([
      await measure('precision'),
      await measure('recall'),
      await measure('F1'),
    ])
    const [found, there] = [await measure('events found'), await measure('events there')].map((text) =>
      text.replace(/ events?$/, ''),
    )
    expect(await number('events')).toBe(`${found === '—' ? 0 : found} of ${there}`)
    expect((await number('detections')).replaceAll(',', '')).toBe(await onChart())
  }

  beforeAll(async () => {
    page = await studio.start({ width: 1280, height: 800 })
    await page.getByTestId('open-sample').click()
    await page.getByTestId('lane').first().waitFor()
    await page.getByTestId('detector').selectOption('pca')
    await page.getByTestId('train').click()
    await page.getByTestId('measures').waitFor({ timeout: 240_000 })
    await page.getByText('More measures').click()
  })
  afterAll(() => studio.close())

  test('opens under the chart with the numbers that the run has, and the slider ready for keys', async () => {
    await page.getByTestId('open-lab').click()
    await page.getByTestId('threshold-lab').waitFor()
    expect(await threshold()).toBe(await page.getByTestId('threshold-value').innerText())
    await agrees()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('lab-slider')
    expect(await page.getByTestId('working-point').count()).toBe(2)
    await studio.picture('threshold-lab-1280-light')
  })

  test('numbers and the chart follow the slider at once, and are what the engine then computes', async () => {
    const before = {
      rule: await rule(),
      numbers: await page.getByTestId('lab-numbers').innerText(),
      count: await onChart(),
      line: await page.getByTestId('threshold').getAttribute('aria-valuenow'),
    }
    const [from, to] = [await at(0.7), await at(0.22)]
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    for (let step = 1; step <= 8; step++) {
      await page.mouse.move(from.x + ((to.x - from.x) * step) / 8, from.y)
      // In the frame of the movement, with nothing to wait for.
      const seen = await page.evaluate(() => ({
        lane: document.querySelector('[data-testid=detection-lane]')!.getAttribute('data-count'),
        number: document.querySelector('[data-number=detections]')!.textContent.replaceAll(',', ''),
        line: Number(document.querySelector('[data-testid=threshold]')!.getAttribute('aria-valuenow')),
        slider: Number(document.querySelector('[data-testid=lab-slider]')!.getAttribute('aria-valuenow')),
      }))
      expect([seen.lane, seen.line]).toEqual([seen.number, seen.slider])
    }
    expect(await page.getByTestId('lab-numbers').innerText()).not.toBe(before.numbers)
    expect(await onChart()).not.toBe(before.count)
    expect(await rule()).toBe(before.rule)
    const live = await page.getByTestId('lab-numbers').innerText()
    await studio.picture('threshold-lab-moving')
    await page.mouse.up()
    await stored()
    expect(await page.getByTestId('lab-numbers').innerText()).toBe(live)
    await agrees()
  })

  test('moves by keys, from everything in alarm to nothing, without moving the chart', async () => {
    await page.getByTestId('lab-slider').focus()
    const view = await page.getByTestId('cursor-time').count()
    await page.keyboard.press('End')
    await stored()
    expect([await number('detections'), await number('share'), await number('recall')]).toEqual([
      '0',
      '0.00 %',
      '0.000',
    ])
    await page.keyboard.press('PageDown')
    await page.keyboard.press('ArrowLeft')
    await stored()
    await agrees()
    const lower = Number(await threshold())
    await page.keyboard.press('ArrowRight')
    await stored()
    expect(Number(await threshold())).toBeGreaterThan(lower)
    await page.keyboard.press('Home')
    await stored()
    expect(Number((await number('share')).replace(' %', ''))).toBeGreaterThan(99)
    await agrees()
    expect(await page.getByTestId('cursor-time').count()).toBe(view)
  })

  test('the line in the score lane moves the same numbers', async () => {
    const box = (await page.getByTestId('threshold').boundingBox())!
    await page.mouse.move(box.x + 200, box.y + 7)
    await page.mouse.down()
    await page.mouse.move(box.x + 200, box.y - 20)
    expect((await number('detections')).replaceAll(',', '')).toBe(await onChart())
    const live = await page.getByTestId('lab-numbers').innerText()
    await page.mouse.up()
    await stored()
    expect(await page.getByTestId('lab-numbers').innerText()).toBe(live)
    await agrees()
  })

  test('goes to a budget, and says what it found: in a day one alarm is seven a week', async () => {
    await page.getByLabel('Alarms per week at most').fill('3')
    await page.keyboard.press('Enter')
    await page.getByTestId('lab-budget').click()
    await expect
      .poll(() => page.getByTestId('lab-outcome').innerText())
      .toBe(
        'The lowest threshold with 1 alarm, 7 per week: these data are too short to come nearer to 3 alarms per week.',
      )
    await stored()
    await agrees()
  })

  test('goes to the cheapest threshold, marked as chosen on the labels', async () => {
    await page.getByLabel('False alarms that a missed event costs').fill('20')
    await page.keyboard.press('Enter')
    await page.getByTestId('lab-cost').click()
    await expect
      .poll(() => page.getByTestId('lab-outcome').innerText())
      .toMatch(/^Cheapest: \d+ missed events? and [\d,]+ false alarms?, together [\d,]+ false alarms?\.\s*oracle$/)
    await stored()
    await agrees()
    await studio.picture('threshold-lab-cost')
  })

  test('looks right in the dark and on a large screen', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.waitForTimeout(300)
    await studio.picture('threshold-lab-1280-dark')
    await page.setViewportSize({ width: 1920, height: 1080 })
    await page.waitForTimeout(500)
    await studio.picture('threshold-lab-1920-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.waitForTimeout(300)
    await studio.picture('threshold-lab-1920-light')
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  test('without labels shows what needs none, and says what needs them', async () => {
    await page.getByTestId('stage').click({ position: { x: 300, y: 40 } })
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await expect.poll(() => page.getByTestId('lab-note').innerText()).toContain('The curves need labels')
    expect([await number('precision'), await number('events')]).toEqual(['—', '—'])
    expect(await number('detections')).toMatch(/^[1-9]/)
    expect(await number('alarms')).not.toBe('—')
    expect(await page.getByTestId('lab-cost').isDisabled()).toBe(true)
    await studio.picture('threshold-lab-no-labels')
    await page.keyboard.press('Control+z')
    await expect.poll(() => page.getByTestId('working-point').count()).toBe(2)
  })

  test('closes and opens with a key, and nothing complained', async () => {
    await page.getByTestId('stage').click({ position: { x: 300, y: 40 } })
    await page.keyboard.press('Shift+L')
    await expect.poll(() => page.getByTestId('threshold-lab').count()).toBe(0)
    await page.keyboard.press('Shift+L')
    await page.getByTestId('threshold-lab').waitFor()
    expect(studio.complaints).toEqual([])
  })
})
