import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

const why = browserPath === undefined ? 'no Chromium here' : null

describe.skipIf(why !== null)(`the folder dialog on a slow disk${why ? ` (skipped: ${why})` : ''}`, () => {
  const studio = new Studio()
  let page: Page
  /** Answers on their way to the page, while they are held up. */
  let held: (() => void)[] | null = null
  beforeAll(async () => {
    writeFileSync(
      join(studio.projects, 'pump.csv'),
      [
        'time,flow,anomaly',
        ...Array.from(
          { length: 200 },
          (_, i) =>
            `2026-01-01 00:${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')},${Math.sin(i / 9)},${i > 50 && i < 60 ? 1 : 0}`,
        ),
      ].join('\n'),
    )
    page = await studio.start({
      watch: (page) =>
        page.routeWebSocket(/./, (socket) => {
          const server = socket.connectToServer()
          server.onMessage((message) => {
            if (held) held.push(() => socket.send(message))
            else socket.send(message)
          })
        }),
    })
  })
  afterAll(() => studio.close())

  test('a Save that is pressed before the folder is shown is kept', async () => {
    await page.getByTestId('new-project').click()
    await page.getByTestId('import').click()
    await page.getByTestId('file-browser').getByText('pump.csv', { exact: true }).click()
    await page.getByTestId('file-accept').click()
    await page.getByTestId('import-start').click()
    await page.getByTestId('lane').first().waitFor()
    await page.getByTestId('tab-label').click()
    await page.getByText('Export labels', { exact: true }).click()
    await page.getByTestId('export-labels').waitFor()
    held = []
    await page.getByTestId('export-labels').click()
    await page.getByTestId('file-accept').click()
    expect(await page.getByTestId('file-browser').innerText()).toContain('Reading')
    for (const send of held) send()
    held = null
    await expect.poll(() => existsSync(join(studio.projects, 'pump labels.csv'))).toBe(true)
  })
})
