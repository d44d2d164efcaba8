import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('The rate of a counter in a browser is skipped: no Chromium on this machine.')

/** A meter of ten-minute rows that stands still from row 1,000 to row 1,049, and was exchanged at row 600. */
function meterCsv(): string {
  const lines = ['time,Energy [kWh]']
  let total = 88_000
  for (let i = 0; i < 1500; i++) {
    const noise = Math.abs((Math.sin((i + 1) * 12.9898) * 43758.5453) % 1)
    total = i === 600 ? 0 : total + (i >= 1000 && i < 1050 ? 0 : 3 + Math.sin((2 * Math.PI * i) / 144) + 0.3 * noise)
    lines.push(`${new Date(Date.UTC(2026, 0, 1) + i * 600_000).toISOString()},${total.toFixed(3)}`)
  }
  return lines.join('\n')
}

describe.skipIf(!browserPath)('a counter in a browser', () => {
  const studio = new Studio()
  let page: Page

  beforeAll(async () => {
    writeFileSync(join(studio.projects, 'meter.csv'), meterCsv())
    page = await studio.start()
    await studio.importFile('meter.csv')
    await page.getByTestId('tab-model').click()
    await page.getByTestId('suggestion').waitFor()
  })
  afterAll(() => studio.close())

  test('is looked at by its rate, which is said and can be switched off', async () => {
    expect(await page.getByTestId('suggestion').innerText()).toContain('Counts up: Energy.')
    const applied = page.getByTestId('train-stepped')
    expect(await applied.isChecked()).toBe(true)
    expect(await page.locator('label', { has: applied }).innerText()).toContain('the rate of Energy')
    await applied.scrollIntoViewIfNeeded()
    await studio.picture('counter-1-model')
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('counter-1-model-dark')
    await page.emulateMedia({ colorScheme: 'light' })
  })

  test('that stands still rises too slowly, and its exchange is no alarm', async () => {
    await page.getByTestId('train').click()
    const strangest = page.getByTestId('strangest')
    await strangest.waitFor()
    expect(await strangest.locator('li').first().innerText()).toContain('Energy rises too slowly')
    expect(await page.getByTestId('detection-lane').getAttribute('data-count')).toBe('1')
    await studio.picture('counter-2-strangest')
  })
})
