import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { labelCount, soon } from './labelling-steps.ts'
import { browserPath, Studio } from './studio.ts'

const start = Date.UTC(2024, 0, 1)
const [last, gapFrom, gapTo, jump, fall] = [599, 299, 400, 100, 149]
/** A sample a second, with none between the two ends of a gap; pressure jumps up at one second and is back after another. */
const rows = Array.from({ length: last + 1 }, (_, t) => t)
  .filter((t) => t <= gapFrom || t >= gapTo)
  .map(
    (t) =>
      `${new Date(start + t * 1000).toISOString()},${(Math.sin(t) * 0.1 + (t >= jump && t <= fall ? 8 : 0)).toFixed(4)},${Math.cos(t / 9).toFixed(4)}`,
  )

describe.skipIf(!browserPath)('labels drawn with the mouse', () => {
  const studio = new Studio()
  let page: Page
  let plot: { x: number; y: number; width: number }
  beforeAll(async () => {
    writeFileSync(join(studio.projects, 'pump.csv'), ['time,pressure,flow', ...rows].join('\n'))
    page = await studio.start({ width: 1280, height: 800 })
    await studio.importFile('pump.csv')
    await page.getByTestId('tab-label').click()
    const box = (await page.getByTestId('stage').boundingBox())!
    const axis = (await page.getByTestId('time-axis').getByRole('img').boundingBox())!
    plot = { x: axis.x - 1, y: box.y + 120, width: axis.width + 1 }
  })
  afterAll(() => studio.close())
  beforeEach(async () => {
    await page.getByTestId('stage').focus()
    await page.keyboard.press('0')
    await page.keyboard.press('Control+a')
    if ((await page.getByTestId('label-lane').getAttribute('data-count')) !== '0') await page.keyboard.press('Delete')
    await soon(() => labelCount(page)).toBe(0)
    await page.getByRole('radio', { name: 'samples' }).click()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('l')
  })

  /** Where a second lies on the screen while everything is shown: with a hundredth of all of it as air on both sides. */
  const at = (second: number) => plot.x + (plot.width * (second + last * 0.01)) / (last * 1.02)
  /** Seconds of the selected label's edges. */
  const selected = async () => {
    const row = page.locator('[data-testid=labels] .on')
    return Promise.all(
      ['start', 'end'].map(async (edge) => (Number(await row.getAttribute(`data-${edge}`)) - start) / 1000),
    )
  }
  const drag = async (from: number, to: number, y = plot.y) => {
    await page.mouse.move(at(from), y)
    await page.mouse.down()
    await page.mouse.move(at(to), y, { steps: 4 })
    await page.mouse.up()
  }
  const said = () => page.locator('p.visually-hidden[aria-live]').innerText()

  test('two clicks are the two edges, Escape gives the first one up, and two in one place mark an instant', async () => {
    await page.mouse.click(at(200), plot.y)
    expect(await labelCount(page)).toBe(0)
    await page.mouse.move(at(180), plot.y)
    await page.getByTestId('drawn').waitFor()
    await page.keyboard.press('Escape')
    await soon(() => page.getByTestId('drawn').count()).toBe(0)
    expect(await page.getByTestId('start-labelling').count()).toBe(0)
    await page.mouse.click(at(250), plot.y)
    await page.mouse.click(at(220), plot.y)
    await soon(selected).toEqual([220, 250])
    await page.mouse.click(at(500), plot.y)
    await page.mouse.click(at(500), plot.y)
    await soon(selected).toEqual([500, 500])
  })

  test('the pointer held beyond the side takes the view along', async () => {
    for (let i = 0; i < 4; i++) await page.keyboard.press('+')
    await page.mouse.move(plot.x + plot.width / 2, plot.y)
    await page.mouse.down()
    await page.mouse.move(plot.x + plot.width + 90, plot.y, { steps: 4 })
    await soon(async () => Number((await page.getByTestId('drawn').boundingBox())!.x) < plot.x).toBe(true)
    await page.mouse.up()
    await soon(() => labelCount(page)).toBe(1)
    const [from, to] = await selected()
    expect(to - from).toBeGreaterThan(last / 1.5 ** 4 / 2)
  })

  test('an edge that is dragged past the other changes places with it; Escape puts it back where it was', async () => {
    await drag(200, 250)
    await soon(selected).toEqual([200, 250])
    await page.mouse.move(at(250), plot.y)
    await page.mouse.down()
    await page.mouse.move(at(150), plot.y, { steps: 4 })
    await soon(selected).toEqual([150, 200])
    await page.keyboard.press('Escape')
    await soon(selected).toEqual([200, 250])
    await page.mouse.up()
    await expect.poll(() => selected()).toEqual([200, 250])
    await drag(250, 150)
    await soon(selected).toEqual([150, 200])
    expect(await said()).toBe('From 2024-01-01 00:02:30 to 2024-01-01 00:03:20, 50 s')
  })

  test('edges snap to changes of the signal, which can be seen, and to nothing while Alt is held', async () => {
    await page.getByRole('radio', { name: 'changes' }).click()
    await page.mouse.move(at(jump - 4), plot.y)
    await page.mouse.down()
    await page.mouse.move(at(fall + 4), plot.y, { steps: 4 })
    await expect.poll(() => page.getByTestId('drawn').getAttribute('data-left')).toBe('change')
    await studio.picture('labelling-snap')
    await page.mouse.up()
    await soon(selected).toEqual([jump, fall])
    await page.mouse.move(at(500) + 0.6, plot.y)
    await page.keyboard.down('Alt')
    await page.mouse.down()
    await page.mouse.move(at(550) + 0.6, plot.y, { steps: 4 })
    await expect.poll(() => page.getByTestId('drawn').getAttribute('data-right')).toBe('free')
    await page.mouse.up()
    await page.keyboard.up('Alt')
    await soon(async () => (await selected())[0]).toBeGreaterThan(500)
    expect((await selected())[0] % 1).not.toBe(0)
  })

  test('a label within a gap stays there', async () => {
    await drag(330, 370)
    await soon(() => labelCount(page)).toBe(1)
    const [from, to] = await selected()
    expect([Math.round(from), Math.round(to)]).toEqual([330, 370])
    await page.keyboard.press('Escape')
    await drag(gapFrom + 3, gapTo - 3)
    await soon(selected).toEqual([gapFrom, gapTo])
  })

  test('where they may not lie over each other, labels that snap to labels share no sample', async () => {
    await page.getByTestId('label-classes').getByRole('button', { name: /^Edit/ }).first().click()
    await page.getByTestId('class-exclusive').check()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('radio', { name: 'labels' }).click()
    await drag(200, 240)
    await soon(selected).toEqual([200, 240])
    await drag(280, 246)
    await soon(selected).toEqual([241, 280])
    await page.getByTestId('label-classes').getByRole('button', { name: /^Edit/ }).first().click()
    await page.getByTestId('class-exclusive').uncheck()
    await page.getByRole('button', { name: 'Done' }).click()
  })

  test('a label drawn on one lane lies on its channel alone, and is touched there alone', async () => {
    await page.getByRole('radio', { name: 'one lane' }).click()
    const lane = async (name: string) =>
      (await page.locator(`[data-testid=lane][data-channel=${name}]`).boundingBox())!.y + 30
    await drag(200, 250, await lane('flow'))
    await soon(selected).toEqual([200, 250])
    expect(await page.locator('[data-testid=labels] .on').innerText()).toContain('flow')
    await drag(250, 270, await lane('pressure'))
    await soon(() => labelCount(page)).toBe(2)
    await page.mouse.click(at(210), await lane('flow'))
    await soon(selected).toEqual([200, 250])
    await drag(250, 240, await lane('flow'))
    await soon(selected).toEqual([200, 240])
    await page.getByRole('radio', { name: 'all channels' }).click()
  })

  test('what is drawn after several were chosen is the only one that is chosen', async () => {
    await drag(100, 150)
    await drag(200, 250)
    await page.keyboard.press('Control+a')
    await page.locator('h3', { hasText: '2 chosen labels' }).waitFor()
    await drag(450, 500)
    await page.locator('h3', { hasText: 'Selected label' }).waitFor()
    await soon(selected).toEqual([450, 500])
  })

  test('keys move the edges of all that are chosen and say where to; at the end of the data nothing is written down', async () => {
    await drag(100, 150)
    await drag(200, 250)
    await page.keyboard.press('ArrowRight')
    await soon(said).toBe('End 2024-01-01 00:04:11, 51 s')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Shift+ArrowRight')
    await soon(said).toBe('Moved 2 labels')
    await page.keyboard.press('Control+z')
    await soon(said).toBe('Undone: Changed the edges of 2 labels')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.keyboard.press('l')
    await drag(560, last + 4)
    await soon(selected).toEqual([560, last])
    await page.keyboard.press('ArrowRight')
    await soon(said).toBe('The end goes no further')
    await page.keyboard.press('Control+z')
    await soon(said).toBe('Undone: Created 1 label')
  })

  test('undo goes to where it took something back', async () => {
    await drag(20, 40)
    await soon(() => labelCount(page)).toBe(1)
    await page.keyboard.press('Escape')
    for (let i = 0; i < 5; i++) await page.keyboard.press('+')
    await page.keyboard.press('End')
    await page.keyboard.press('Control+z')
    await soon(() => labelCount(page)).toBe(0)
    await page.keyboard.press('Control+Shift+z')
    await soon(() => labelCount(page)).toBe(1)
    // What is under the pointer is told when it moves.
    await soon(async () => {
      for (const side of [-1, 1]) await page.mouse.move(plot.x + plot.width / 2 + side, plot.y)
      return page.getByTestId('cursor-what').allInnerTexts()
    }).toEqual([expect.stringMatching(/anomaly/i)])
  })

  test('nothing in the page complained', () => expect(studio.complaints).toEqual([]))
})
