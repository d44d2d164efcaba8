import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, Studio } from './studio.ts'

if (!browserPath) console.info('The pane Explore in a browser is skipped: no Chromium on this machine.')

describe.skipIf(!browserPath)('the pane Explore', () => {
  const studio = new Studio()
  let page: Page
  const part = (name: string) => page.getByTestId(`explore-${name}`).click()
  const settled = () =>
    page.waitForFunction(() => {
      const about = document.querySelector('[data-testid=explore-pane]')
      return about !== null && about.querySelector('[role=status]') === null
    })
  const picture = async (name: string) => {
    await settled()
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.waitForTimeout(150)
      await studio.picture(`explore-${name}-${scheme}`)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  const save = async (testid: string, name: string) => {
    await page.getByTestId(testid).first().click()
    await page.getByLabel('File name').fill(name)
    await page.getByTestId('file-accept').click()
    await page.getByText(`Exported ${name}.`).waitFor()
    return readFileSync(join(studio.projects, name))
  }

  beforeAll(async () => {
    page = await studio.start({ width: 1440, height: 900 })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByTestId('open-sample').click()
    await page.getByTestId('lane').first().waitFor()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Shift+V')
    await page.getByTestId('explore-pane').waitFor()
    // Room for the pane, as a hand would make it.
    await page.getByRole('separator', { name: 'Height of the pane under the chart' }).focus()
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowUp')
  })
  afterAll(() => studio.close())

  test('quality: a finding goes to its place, becomes a label, or is right as it is', async () => {
    await page.getByTestId('quality').waitFor()
    await picture('quality')
    const findings = page.getByTestId('finding')
    expect(await findings.count()).toBeGreaterThan(0)
    const seen = () => page.locator('.brush').first().getAttribute('style')
    const whole = await seen()
    await findings.first().getByTitle('Show it on the chart').click()
    await expect.poll(seen).not.toBe(whole)
    await findings.first().getByTestId('label-finding').click()
    await findings.first().getByText('labelled').waitFor()
    await page.getByText('Bad data').first().waitFor()
    await findings.last().getByTestId('right-finding').click()
    await page.getByTestId('finding').filter({ hasText: 'Undo' }).waitFor()
  })

  test('every part answers for what is shown, and exports it', async () => {
    await page.getByTestId('stage').focus()
    await page.keyboard.press('0')
    await part('distributions')
    await page.getByTestId('distributions').locator('canvas').first().waitFor()
    await picture('distributions')
    await part('together')
    await page.getByTestId('together').locator('canvas').nth(1).waitFor()
    await picture('together')
    const svg = (await save('export-svg', 'matrix.svg')).toString()
    expect(svg).toMatch(/^<svg /)
    expect((await save('export-png', 'matrix.png')).subarray(1, 4).toString()).toBe('PNG')
    const csv = (await save('export-numbers', 'matrix.csv')).toString().trim().split('\n')
    expect(csv[1].split(',')[1]).toBe('1')
    await part('rhythm')
    await page.getByTestId('rhythm').locator('canvas').nth(1).waitFor()
    await picture('rhythm')
    await page.getByTestId('spectrogram').click()
    await picture('spectrogram')
    await part('overlay')
    await page.getByTestId('overlay').locator('canvas').waitFor()
    await picture('overlay')
    await page.getByTestId('overlay-events').click()
    await picture('overlay-events')
    await part('cycles')
    await page.getByTestId('cycles').waitFor()
    await picture('cycles')
    await part('compare')
    await page.getByText('Second half against the first').click()
    await page.getByTestId('compare-table').waitFor()
    await picture('compare')
    const compared = (await save('export-numbers', 'compared.csv')).toString().split('\n')
    expect(compared[0]).toMatch(/^channel,unit,count_here,count_there/)
    await part('control')
    await page.getByTestId('control').locator('canvas').waitFor()
    await picture('control')
    await page.getByTestId('stage').focus()
    await page.keyboard.press('0')
    await part('statistics')
    await page.getByTestId('statistics').waitFor()
    await page.getByTestId('copy-statistics').click()
    await page.getByText(/^Copied for .*anomaly-studio explore .*--pane statistics/).waitFor()
    await picture('statistics')
  })

  test('a control chart tells its limits; what it finds is gone to, proposed in one edit, and taken back', async () => {
    await page.getByTestId('stage').focus()
    await page.keyboard.press('0')
    await part('control')
    await page.getByTestId('control-cusum').click()
    await page.getByTestId('control-normal').selectOption('all rows')
    await page
      .getByTestId('control-limits')
      .getByText(/^Centre .*, sigma .*, from 86,130 values/)
      .waitFor()
    await settled()
    const listed = page.getByTestId('control-findings').locator('tbody')
    const found = await listed.count()
    expect(found).toBeGreaterThan(3)
    const seen = () => page.locator('.brush').first().getAttribute('style')
    const whole = await seen()
    await listed.nth(2).getByRole('button').click()
    await expect.poll(seen).not.toBe(whole)
    // The chart goes to the place; what is charted stays, for the next one.
    await settled()
    expect(await listed.count()).toBe(found)
    await picture('control-picked')
    await page.getByTestId('stage').focus()
    await page.keyboard.press('0')
    await settled()
    const open = page.getByText(/rows · \d+ labels · \d+ open/)
    await page.getByTestId('control-propose').click()
    await open.waitFor()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Control+z')
    await open.waitFor({ state: 'hidden' })
    await page.getByTestId('control-xbar-s').click()
    await settled()
    expect(await page.getByTestId('control').locator('canvas').count()).toBe(1)
    const csv = (await save('export-numbers', 'control.csv')).toString().split('\n')
    expect(csv[0]).toBe('chart,line,time,value,centre,lower,upper,rules')
    expect(csv[1]).toMatch(/^mean,mean,2026-/)
  })

  test('a brush in the scatter picks rows, and they become labels', async () => {
    await part('together')
    await settled()
    const chart = page.getByTestId('together').locator('.wide canvas').first()
    await chart.waitFor()
    const box = (await chart.boundingBox())!
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5, { steps: 4 })
    // The chart is drawn anew under the hand, as when its answer sharpens.
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.locator('html.dark').waitFor({ state: 'attached' })
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height * 0.8, { steps: 4 })
    await page.mouse.up()
    await page.getByTestId('label-picked').waitFor()
    await page.emulateMedia({ colorScheme: 'light' })
    await picture('brush')
    expect(await page.getByText(/\d+ stretch(es)? picked/).count()).toBe(1)
  })

  test('two cursors tell differences, exact on release, and what lies between them is what statistics are of', async () => {
    await page.getByTestId('mode-measure').click()
    // A stretch that is drawn while the chart is still being laid out is drawn again.
    await expect
      .poll(async () => {
        const box = (await page.getByTestId('stage').boundingBox())!
        await page.mouse.up()
        await page.mouse.move(box.x + 300, box.y + 60)
        await page.mouse.down()
        await page.mouse.move(box.x + 420, box.y + 60, { steps: 6 })
        await page.waitForTimeout(500)
        return page.getByTestId('measure-tag').first().getByText('≈').count()
      })
      .toBeGreaterThan(0)
    await page.mouse.up()
    await page.locator('[data-testid=measure-tag][data-exact=true]').first().waitFor()
    expect(await page.getByTestId('delta-cursor').count()).toBe(2)
    await picture('measure')
    await part('statistics')
    // What was drawn is asked about a moment later: until then it is still the whole that would be copied.
    await expect
      .poll(async () => {
        await page.getByTestId('copy-statistics').click()
        return page.getByText(/^Copied for .*--pane statistics --from 2026-.* --to 2026-/).count()
      })
      .toBeGreaterThan(0)
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByTestId('delta-cursor').count()).toBe(0)
    await page.getByTestId('mode-select').click()
    await part('together')
    await page.getByTestId('together').waitFor()
  })

  test('the matrix chooses the pair, and the numbers are those of the stretch that is seen', async () => {
    const pair = async () => [
      await page.getByLabel('Across').inputValue(),
      await page.getByLabel('Upwards').inputValue(),
    ]
    const before = await pair()
    const matrix = page.getByTestId('together').locator('canvas').first()
    // Charts are drawn one after the other: this one takes no click before it is there.
    await expect
      .poll(async () => {
        const box = await matrix.boundingBox()
        if (box) await page.mouse.click(box.x + box.width - 20, box.y + 14)
        return pair()
      })
      .not.toEqual(before)
    await part('statistics')
    await settled()
    const count = () => page.getByTestId('statistics').locator('tbody td').nth(1).innerText()
    const all = await count()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('+')
    await expect.poll(count).not.toBe(all)
    expect(studio.complaints).toEqual([])
  })

  test('a part that is left while its picture is still painted leaves no error behind', async () => {
    const slow = await page.context().newCDPSession(page)
    await slow.send('Emulation.setCPUThrottlingRate', { rate: 6 })
    for (let i = 0; i < 4; i++) {
      await part('together')
      await page.getByTestId('together').locator('.wide canvas').first().waitFor()
      await part('statistics')
      await page.getByTestId('statistics').waitFor()
    }
    await slow.send('Emulation.setCPUThrottlingRate', { rate: 1 })
    expect(studio.complaints).toEqual([])
  })
})
