import { copyFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { existsSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, sharedData, Studio } from './studio.ts'

const why = !browserPath
  ? 'no Chromium on this machine'
  : !existsSync(sharedData)
    ? 'the reference data are not beside the checkout'
    : null
if (why) console.info(`The journeys in a browser are skipped: ${why}.`)

interface Journey {
  name: string
  file: string
  rows: string
  channels: number
  /** What the person trains, with the parameters typed into the form. */
  detector: string
  labels: number
}

const journeys: Journey[] = [
  {
    name: 'nab',
    file: 'nab/realKnownCause/ambient_temperature_system_failure.csv',
    rows: '7,267',
    channels: 1,
    detector: 'poly',
    labels: 0,
  },
  { name: 'skab', file: 'skab/valve1/0.csv', rows: '1,147', channels: 8, detector: 'conv-autoencoder', labels: 5 },
]

describe.skipIf(why !== null).each(journeys)('from a file to a judged anomaly: $name', (journey) => {
  const studio = new Studio()
  let page: Page
  beforeAll(async () => {
    copyFileSync(join(sharedData, journey.file), join(studio.projects, basename(journey.file)))
    page = await studio.start()
  })
  afterAll(() => studio.close())

  test('a new project takes the file without touching a setting', async () => {
    await page.getByTestId('new-project').click()
    await page.getByTestId('import').first().click()
    await page.getByTestId('file-browser').getByText(basename(journey.file)).click()
    await page.getByTestId('file-accept').click()
    await page.getByTestId('import-preview').waitFor()
    await page.getByTestId('dataset-name').waitFor()
    await studio.picture(`${journey.name}-1-preview`)
    await page.getByTestId('import-start').click()
    await page.getByTestId('lane').first().waitFor()
    expect(await page.getByTestId('lane').count()).toBe(journey.channels)
    expect(await page.getByTestId('datasets').innerText()).toContain(journey.rows)
    await studio.picture(`${journey.name}-2-imported`)
  })

  test('training shows a score with a threshold and detections', async () => {
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption(journey.detector)
    await page.getByTestId('train').click()
    await page.getByTestId('score-lane').waitFor({ timeout: 240_000 })
    await page.getByTestId('threshold').waitFor()
    await page.getByTestId('tab-results').click()
    expect(Number(await page.getByTestId('threshold-value').innerText())).toBeGreaterThan(0)
    await studio.picture(`${journey.name}-3-trained`)
  })

  test('dragging the threshold down finds other detections at once', async () => {
    const found = async () =>
      `${await page.getByTestId('detection-lane').getAttribute('data-count')} ${await page.getByTestId('detections').allInnerTexts()}`
    const before = await found()
    const line = (await page.getByTestId('threshold').boundingBox())!
    const lane = (await page.getByTestId('score-lane').boundingBox())!
    const x = line.x + line.width / 2
    await page.mouse.move(x, line.y + line.height / 2)
    await page.mouse.down()
    const target = lane.y + lane.height - 12
    await page.mouse.move(x, (line.y + target) / 2, { steps: 4 })
    await page.mouse.move(x, target, { steps: 4 })
    await page.mouse.up()
    await expect.poll(found).not.toBe(before)
    expect(await page.getByTestId('threshold-rule').inputValue()).toBe('fixed')
    await studio.picture(`${journey.name}-4-threshold`)
  })

  test('a window dragged in label mode is a label, can be undone and redone', async () => {
    const count = async () => Number(await page.getByTestId('label-lane').getAttribute('data-count'))
    const before = await count()
    expect(before).toBe(journey.labels)
    await page.keyboard.press('Escape')
    await page.keyboard.press('l')
    const lane = (await page.getByTestId('lane').first().boundingBox())!
    await page.mouse.move(lane.x + lane.width * 0.3, lane.y + lane.height / 2)
    await page.mouse.down()
    await page.mouse.move(lane.x + lane.width * 0.36, lane.y + lane.height / 2, { steps: 6 })
    await page.mouse.up()
    await expect.poll(count).toBe(before + 1)
    await studio.picture(`${journey.name}-5-labelled`)
    await page.keyboard.press('Control+z')
    await expect.poll(count).toBe(before)
    await page.keyboard.press('Control+Shift+Z')
    await expect.poll(count).toBe(before + 1)
  })

  test('after a crash of the app everything is still there, undo too', async () => {
    const count = async () => Number(await page.getByTestId('label-lane').getAttribute('data-count'))
    const detections = await page.getByTestId('detection-lane').getAttribute('data-count')
    const labels = await count()
    await studio.end('SIGKILL')
    await studio.serve()
    await page.goto(studio.url)
    await page.getByTestId('recent-project').first().click()
    await page.getByTestId('score-lane').waitFor()
    await expect.poll(count).toBe(labels)
    await page.getByTestId('tab-results').click()
    await expect.poll(() => page.getByTestId('detection-lane').getAttribute('data-count')).toBe(detections)
    await page.keyboard.press('Control+z')
    await expect.poll(count).toBe(labels - 1)
    await studio.picture(`${journey.name}-6-after-restart`)
  })

  test('nothing in the page complained but of the crash', () => {
    expect(studio.complaints.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([])
  })
})
