import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli } from '../cli/run-cli.ts'
import { csv, machine } from '../cli/watch/machine.ts'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('Alarms in a browser are skipped: no Chromium on this machine.')

describe.skipIf(!browserPath)('alarms of what is watched', () => {
  const studio = new Studio()
  let page: Page
  let plant: Awaited<ReturnType<typeof machine>>
  const states = () =>
    page.getByTestId('alarm').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.state))

  beforeAll(async () => {
    plant = await machine()
    const folder = join(plant.folder, 'in')
    mkdirSync(folder)
    const fault = (i: number) => (i % 300 >= 100 && i % 300 < 108 ? ((i / 300) % 2 < 1 ? 15 : -4) : 0)
    writeFileSync(join(folder, 'day.csv'), csv(2880, 4320, fault))
    const { code, stderr } = await runCli(['watch', plant.project, '--source', folder, '--once'], plant.environment)
    expect([code, stderr]).toEqual([0, ''])
    page = await studio.start({ project: plant.project, width: 1440, height: 900 })
    await page.getByTestId('lane').first().waitFor()
  })
  afterAll(async () => {
    await studio.close()
    plant.remove()
  })

  test('are listed with what drives them, and answered with one key each', async () => {
    await page.keyboard.press('Shift+u')
    await page.getByTestId('alarm').first().waitFor()
    expect(await page.getByTestId('alarm').count()).toBe(5)
    expect(await page.getByTestId('alarm').first().innerText()).toMatch(/motor temperature too (high|low)/)
    await page.keyboard.press('Alt+j')
    await expect.poll(states).toEqual(['seen', 'new', 'new', 'new', 'new'])
    await studio.picture('alarms-1-open')
    await page.keyboard.press('Alt+c')
    await expect.poll(states).toEqual(['seen', 'new', 'new', 'new'])
    await page.keyboard.press('Alt+f')
    await expect.poll(states).toEqual(['seen', 'new', 'new'])
    await page.keyboard.press('Alt+p')
    await expect.poll(states).toEqual(['seen', 'new'])
    await page.getByTestId('alarms-confirmed').click()
    await expect.poll(states).toEqual(['confirmed'])
    await page.getByTestId('tab-label').click()
    await page.getByText('normal', { exact: true }).first().waitFor()
  })

  test('and drift is told beside them', async () => {
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Shift+y')
    await page.getByTestId('drift-advice').waitFor()
    expect(await page.getByTestId('drift-advice').innerText()).toBe('Go on')
    expect(await page.getByTestId('drift').locator('tbody tr').count()).toBe(3)
    await studio.picture('drift-1')
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('drift-2-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.keyboard.press('Shift+u')
  })

  test('come by themselves while the window watches', async () => {
    await page.getByTestId('alarms-all').click()
    await page.getByTestId('watch-here').click()
    writeFileSync(
      join(plant.folder, 'in', 'next.csv'),
      csv(4320, 4400, (i) => (i >= 4350 && i < 4355 ? 20 : 0)),
    )
    await expect.poll(() => page.getByTestId('alarm').count()).toBe(6)
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('alarms-2-dark')
    await page.getByTestId('watch-here').click()
    expect(studio.complaints).toEqual([])
  })

  test('a challenger of the run in force is trained, promoted, and taken back', async () => {
    await page.emulateMedia({ colorScheme: 'light' })
    const state = page.getByTestId('run-in-force')
    await page.getByTestId('retrain-after').fill('7')
    await page.getByTestId('retrain-after').press('Tab')
    await page.getByTestId('champion-retrain').click()
    await page.getByTestId('challenger').waitFor()
    expect(await page.getByTestId('challenger').innerText()).toContain('Advice: ')
    expect(await page.getByTestId('retrain-after').inputValue()).toBe('7')
    await page.getByTestId('challenger-promote').scrollIntoViewIfNeeded()
    await studio.picture('alarms-3-challenger')
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('alarms-4-challenger-dark')
    await page.getByTestId('challenger-promote').click()
    await page.getByTestId('challenger').waitFor({ state: 'detached' })
    expect(await state.innerText()).toContain('In force: Mahalanobis distance, anew ')
    await page.getByTestId('champion-back').click()
    await expect.poll(() => state.innerText()).toMatch(/In force: Mahalanobis distance\n/)
    expect(studio.complaints).toEqual([])
  })
})
