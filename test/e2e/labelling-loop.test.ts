import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labelCount, soon, why } from './labelling-steps.ts'
import { Studio } from './studio.ts'

describe.skipIf(why !== null)('from labels to a model to candidates, and round again', () => {
  const studio = new Studio()
  const [rows, every, lasting, dips, labelled] = [2000, 160, 15, 12, 8]
  const dipAt = (i: number) => 130 + i * every
  const isLabelled = (i: number) => i % 3 < 2
  const start = Date.UTC(2024, 0, 1)
  let page: Page
  beforeAll(async () => {
    // Twelve dips of one shape, of which the file says only eight.
    const lines = Array.from({ length: rows }, (_, t) => {
      const dip = Array.from({ length: dips }, (_, i) => i).find((i) => t >= dipAt(i) && t < dipAt(i) + lasting)
      // All dips look the same, so that a model cannot learn by heart which of them are labelled.
      const value = Math.sin((2 * Math.PI * t) / 40) - (dip === undefined ? 0 : 3)
      return `${new Date(start + t * 1000).toISOString()},${value.toFixed(4)},${dip !== undefined && isLabelled(dip) ? 1 : 0}`
    })
    writeFileSync(join(studio.projects, 'dips.csv'), ['time,pressure,anomaly', ...lines].join('\n'))
    page = await studio.start({ width: 1280, height: 800 })
    await studio.importFile('dips.csv')
  })
  afterAll(() => studio.close())

  const runs = () => page.getByTestId('runs').locator('button.run').count()
  /** The newest run stands first, and is selected as soon as it is ready. */
  const newestIsShown = async () =>
    (await page.getByTestId('runs').locator('button.run').first().getAttribute('aria-current')) === 'true' &&
    (await page.getByTestId('score-lane').count()) === 1
  const waiting = async () =>
    Number(/\d+/.exec(await page.locator('h3', { hasText: 'proposal' }).first().innerText())?.[0])
  const retrain = async () => {
    const before = await runs()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Control+Shift+Enter')
    await soon(runs).toBe(before + 1)
    await expect.poll(newestIsShown, { timeout: 200_000 }).toBe(true)
  }
  const propose = async (from: 'doubt') => {
    await page.getByTestId('tab-review').click()
    await page.getByTestId('propose-kind').selectOption(from)
    await page.getByTestId('propose').click()
    await page.getByTestId('propose-said').waitFor()
  }
  test('one key trains a detector on the labels; where it doubts is proposed, the most doubtful first', async () => {
    await soon(() => labelCount(page)).toBe(labelled)
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption('fcn-classifier')
    // The time of day would give away which dips are labelled.
    await page.getByLabel('Calendar').uncheck()
    for (const [name, value] of [
      ['Window', '24'],
      ['Epochs at most', '10'],
    ]) {
      await page.getByLabel(name, { exact: true }).fill(value)
      await page.getByLabel(name, { exact: true }).press('Enter')
    }
    await page.getByTestId('hold-out-last').click()
    await page.getByTestId('hold-out-preview').waitFor()
    await retrain()
    expect(await page.getByTestId('score-lane').getAttribute('aria-label')).toMatch(/classifier/i)
    await propose('doubt')
    await soon(waiting).toBeGreaterThan(1)
    const certainties = await page
      .getByTestId('proposals')
      .locator('[data-certainty]')
      .evaluateAll((all) => all.map((row) => Math.abs(Number(row.getAttribute('data-certainty')) - 0.5)))
    expect(certainties).toEqual([...certainties].sort((a, b) => a - b))
    await studio.picture('labelling-doubt')
  })

  test('keys accept and reject, and the next model is trained on the answers', async () => {
    const left = await waiting()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('a')
    await soon(waiting).toBe(left - 1)
    await page.keyboard.press('r')
    await soon(waiting).toBe(left - 2)
    await retrain()
    expect(await runs()).toBe(2)
    await propose('doubt')
    expect(await page.getByTestId('propose-said').innerText()).toMatch(/^(Proposed|Nothing new)/)
  })

  test('the review panel tells whether the answers made the model better, on rows that no round has seen', async () => {
    const rounds = page.getByTestId('rounds').locator('tbody tr')
    await soon(() => rounds.count()).toBe(2)
    const [before, now] = await rounds.evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
    )
    for (const [learnt, aucPr, found] of [before, now]) {
      expect(learnt).toMatch(/^[1-9]\d* labels$/)
      expect(Number(aucPr)).toBeGreaterThan(0)
      expect(found).toMatch(/^\d of [1-9]$/)
    }
    expect(await page.getByTestId('rounds-change').innerText()).toMatch(/AUC-PR .* found/)
    await studio.picture('labelling-rounds')
    expect(studio.complaints).toEqual([])
  })
})
