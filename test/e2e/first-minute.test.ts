import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, pixelsOf, Studio } from './studio.ts'

const why = browserPath ? null : 'no Chromium on this machine'
if (why) console.info(`The first minute in a browser is skipped: ${why}.`)

/** A day and a half, a row every 90 seconds, with one hour that lies too high. Noise as of a sensor, the same each time. */
let state = 7
const noise = () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5
const table = [
  'time,Flow [l/min]',
  ...Array.from({ length: 1440 }, (_, i) => {
    const odd = i >= 700 && i < 740
    return `${new Date(Date.UTC(2024, 4, 1) + i * 90_000).toISOString()},${(50 + 9 * Math.sin(i / 15) + 4 * noise() + (odd ? 30 : 0)).toFixed(3)}`
  }),
].join('\n')

describe.skipIf(why !== null)('the first minute with a file of one’s own', () => {
  const studio = new Studio()
  let page: Page
  beforeAll(async () => {
    writeFileSync(join(studio.projects, 'flow.csv'), table)
    page = await studio.start()
  })
  afterAll(() => studio.close())

  test('goes from the start screen to the anomaly in five steps', async () => {
    await page.getByTestId('start-import').click()
    await page.getByTestId('file-browser').getByText('flow.csv').dblclick()
    await page.locator('[data-testid=import-start]:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Choose a model and train it' }).click()
    await page.getByTestId('train').click()
    await page.getByTestId('detections').getByRole('button').first().click()
    await expect.poll(() => page.getByTestId('axis-date').innerText()).toBe('1 May 2024')
    expect(await page.title()).toBe('flow · Anomaly Studio')
    await studio.picture('first-minute')
    // The measured line, and that of its scores.
    expect(await pixelsOf(page.getByTestId('lanes').locator('.plots canvas'), '#2b5c9e')).toBeGreaterThan(200)
    expect(await pixelsOf(page.getByTestId('score-lane').locator('.plot canvas'), '#6b4fa0')).toBeGreaterThan(200)
  })

  test('shows what was strangest where the threshold lies above everything', async () => {
    await page.getByTestId('threshold-rule').selectOption('fixed')
    await page.getByLabel('Value', { exact: true }).fill('9e9')
    await page.keyboard.press('Enter')
    await page.getByTestId('show-highest').click()
    await page.getByTestId('detections').getByRole('button').first().waitFor()
    expect(await page.getByTestId('threshold-rule').inputValue()).toBe('fixed')
    expect(Number(await page.getByTestId('threshold-value').innerText())).toBeLessThan(9e9)
  })

  test('names what is under the pointer', async () => {
    await page.getByTestId('stage').focus()
    // By its key: where everything is shown already the button is off.
    await page.keyboard.press('0')
    await page.keyboard.press('l')
    const lane = (await page.getByTestId('lane').first().boundingBox())!
    const y = lane.y + lane.height / 2
    await page.mouse.move(lane.x + lane.width * 0.5, y)
    await page.mouse.down()
    await page.mouse.move(lane.x + lane.width * 0.53, y, { steps: 5 })
    await page.mouse.up()
    await page.mouse.move(lane.x + lane.width * 0.8, y)
    await expect.poll(() => page.getByTestId('cursor-what').count()).toBe(0)
    await page.mouse.move(lane.x + lane.width * 0.515, y, { steps: 3 })
    await expect.poll(() => page.getByTestId('cursor-what').innerText()).toBe('anomaly')
  })

  test('asks for nothing while nobody does anything', async () => {
    await page.mouse.move(2, 2)
    const connection = await page.context().newCDPSession(page)
    await connection.send('Network.enable')
    const asked: string[] = []
    connection.on('Network.webSocketFrameSent', ({ response }) =>
      asked.push(Buffer.from(response.payloadData, 'base64').toString('latin1')),
    )
    const askedInASecond = async () => {
      asked.length = 0
      await page.waitForTimeout(1000)
      return asked.length
    }
    // Once what the last test made has been read again.
    await expect.poll(askedInASecond).toBe(0)
    await page.getByTestId('stage').focus()
    await page.keyboard.press('+')
    await expect.poll(() => asked.join()).toContain('view.read')
  })

  test('nothing in the page complained', () => expect(studio.complaints).toEqual([]))
})
