import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'
import { chromiumFlags } from '../chromium.ts'

if (!browserPath) console.info('Making a report in a browser is skipped: no Chromium on this machine.')

describe.skipIf(!browserPath)('from a run to its report', () => {
  const studio = new Studio()
  let page: Page
  let offline: Browser
  const file = (name: string) => join(studio.projects, name)
  const pictures = resolve(import.meta.dirname, '../../artifacts/screenshots')
  const saveAs = async (name: string) => {
    await page.getByRole('textbox', { name: 'File name' }).fill(name)
    await page.getByTestId('file-accept').click()
  }
  beforeAll(async () => {
    page = await studio.start()
    await page.getByTestId('open-sample').click()
    await page.getByTestId('lane').first().waitFor()
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption('mahalanobis')
    await page.getByTestId('train').click()
    await page.getByTestId('threshold-value').waitFor()
  })
  afterAll(async () => {
    await offline?.close()
    await studio.close()
  })

  test('the button writes it, and the page opens it beside the app', async () => {
    await page.getByTestId('report').click()
    await saveAs('night.html')
    await page.getByTestId('open-report').waitFor()
    await page.getByTestId('open-report').scrollIntoViewIfNeeded()
    await studio.picture('report-1-button')
    expect(statSync(file('night.html')).size).toBeLessThan(5_000_000)
    const [opened] = await Promise.all([page.context().waitForEvent('page'), page.getByTestId('open-report').click()])
    await opened.getByRole('heading', { name: 'Summary' }).waitFor()
    expect(await opened.title()).toMatch(/Mahalanobis distance – Water loop – anomaly report/)
    // Inside the app it obeys the same rules: its own style holds, so the page is as wide as it should be.
    expect(await opened.locator('body').evaluate((body) => getComputedStyle(body).maxWidth)).toBe('860px')
    await opened.close()
  })

  test('scores, detections and labels go out as CSV and Parquet', async () => {
    for (const [what, format] of [
      ['scores', 'parquet'],
      ['detections', 'csv'],
      ['labels', 'csv'],
    ] as const) {
      await page.getByTestId('export-what').selectOption(what)
      await page.getByTestId('export-format').selectOption(format)
      await page.getByTestId('export-table').click()
      await saveAs(`${what}.${format}`)
      await page.getByTestId('notices').getByText(`${what}.${format}`).waitFor()
    }
    expect(readFileSync(file('scores.parquet')).subarray(0, 4).toString()).toBe('PAR1')
    expect(readFileSync(file('detections.csv'), 'utf8')).toMatch(
      /^start,end,duration_s,first_row,last_row,peak_score,peak_time,threshold\n\d{4}-\d\d-\d\dT[\d:.]+Z,/,
    )
    expect(readFileSync(file('labels.csv'), 'utf8').split('\n')[0]).toBe(
      'start,end,class,channels,status,certainty,note,author,origin',
    )
    expect(studio.complaints).toEqual([])
  })

  test('it opens with the network off and asks for nothing, by day, by night and on paper', async () => {
    offline = await chromium.launch({
      executablePath: browserPath,
      args: chromiumFlags,
    })
    const address = pathToFileURL(file('night.html')).href
    for (const scheme of ['light', 'dark'] as const) {
      const context = await offline.newContext({
        offline: true,
        colorScheme: scheme,
        viewport: { width: 1280, height: 800 },
      })
      const report = await context.newPage()
      const asked: string[] = []
      report.on('request', (request) => asked.push(request.url()))
      report.on('console', (message) => studio.complaints.push(message.text()))
      await report.goto(address)
      expect(asked).toEqual([address])
      // Nothing is wider than the window, and every chart has found its size.
      expect(await report.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
      expect(
        await report
          .locator('figure svg')
          .first()
          .evaluate((svg) => svg.getBoundingClientRect().height),
      ).toBeGreaterThan(60)
      const ground = await report.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
      expect(ground).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(22, 27, 34)')
      await report.screenshot({ path: join(pictures, `report-2-${scheme}.png`) })
      await report.locator('article.event').first().scrollIntoViewIfNeeded()
      await report.screenshot({ path: join(pictures, `report-3-event-${scheme}.png`) })
      if (scheme === 'dark') {
        // Paper is white at night too.
        await report.emulateMedia({ media: 'print' })
        expect(await report.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
          'rgb(255, 255, 255)',
        )
        const pdf = await report.pdf({ preferCSSPageSize: true, printBackground: true })
        expect(pdf.subarray(0, 4).toString()).toBe('%PDF')
        writeFileSync(join(pictures, 'report-4-print.pdf'), pdf)
        await report.setViewportSize({ width: 760, height: 1075 })
        await report.screenshot({ path: join(pictures, 'report-4-print.png') })
      }
      await context.close()
    }
    expect(studio.complaints).toEqual([])
    expect(existsSync(file('night.html.part'))).toBe(false)
  })
})
