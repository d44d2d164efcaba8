import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
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
    await page.getByTestId('drift-channel').first().click()
    const facts = page.getByTestId('drift-facts')
    expect(await facts.locator('dt').allInnerTexts()).toEqual(
      expect.arrayContaining(['Based on', 'PSI', 'KS', 'W1', 'Spread', 'Missing', 'Range']),
    )
    expect(await facts.innerText()).toMatch(/recent values beside 2,880 of training/)
    await studio.picture('drift-1')
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('drift-2-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.keyboard.press('Shift+u')
  })

  test('come by themselves while the window watches', async () => {
    await page.getByTestId('alarms-all').click()
    await page.keyboard.press('Alt+w')
    await page.getByTestId('watch-here').click()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Shift+u')
    writeFileSync(
      join(plant.folder, 'in', 'next.csv'),
      csv(4320, 4400, (i) => (i >= 4350 && i < 4355 ? 20 : 0)),
    )
    await expect.poll(() => page.getByTestId('alarm').count()).toBe(6)
    await page.emulateMedia({ colorScheme: 'dark' })
    await studio.picture('alarms-2-dark')
    expect(await page.title()).toMatch(/^\(\d+\) machine/)
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Alt+w')
    await page.getByTestId('watch-here').click()
    expect(studio.complaints).toEqual([])
  })

  test('a challenger of the run in force is trained, promoted, and taken back', async () => {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByTestId('watch-runs').click()
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

  test('a rule is tried, saved as a monitor, paused and removed', async () => {
    await page.getByTestId('watch-monitors').click()
    await page.getByTestId('monitor-new').click()
    await page.getByTestId('monitor-name').fill('Too hot')
    await page.getByTestId('monitor-channel').selectOption({ index: 2 })
    await page.getByTestId('monitor-above').fill('70')
    await page.getByTestId('monitor-try').click()
    await expect
      .poll(() => page.getByTestId('monitor-trial').innerText())
      .toMatch(/alarms on the [\d,]+ rows that are there/)
    await studio.picture('watch-1-form')
    await page.getByTestId('monitor-save').click()
    await expect.poll(() => page.getByTestId('monitor').count()).toBe(2)
    expect(await page.getByTestId('monitor').last().innerText()).toContain('motor temperature above 70')
    await studio.picture('watch-2-board')
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 1280, height: 800 })
    await studio.picture('watch-3-board-dark-1280')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByTestId('monitor-pause').click()
    await expect.poll(() => page.getByTestId('monitor').last().getAttribute('data-state')).toBe('paused')
    await page.getByTestId('monitor-remove').click()
    await page.getByTestId('monitor-remove-sure').click()
    await expect.poll(() => page.getByTestId('monitor').count()).toBe(1)
    expect(studio.complaints).toEqual([])
  })

  test('a folder is added as a source, told when it is gone, paused and removed', async () => {
    const second = join(plant.folder, 'second')
    mkdirSync(second)
    await page.getByTestId('watch-sources').click()
    await page.getByTestId('source-folder').click()
    await page.getByTestId('folder-path').fill(second)
    await page.getByTestId('folder-path').press('Enter')
    await expect.poll(() => page.getByTestId('folder-path').inputValue()).toBe(second)
    await page.getByTestId('file-accept').click()
    await expect.poll(() => page.getByTestId('source').count()).toBe(2)
    rmSync(second, { recursive: true })
    await page.getByTestId('watch-here').click()
    await expect.poll(() => page.getByTestId('sources').innerText()).toMatch(/The source ".*second" is not there/)
    await page.getByTestId('watch-here').click()
    await studio.picture('watch-4-sources')
    await page.getByTestId('source-pause').last().click()
    await expect.poll(() => page.getByTestId('source').last().getAttribute('data-state')).toBe('paused')
    await page.getByTestId('source-remove').last().click()
    await page.getByTestId('source-remove-sure').click()
    await expect.poll(() => page.getByTestId('source').count()).toBe(1)
    expect(studio.complaints).toEqual([])
  })
})
