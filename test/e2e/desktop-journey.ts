import { writeFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Half a day of a pump, one value a minute, with a fault in the afternoon: small enough to train on in a moment. */
export function writePumpFile(path: string): void {
  const lines = Array.from({ length: 720 }, (_, i) => {
    const time = new Date(Date.UTC(2024, 0, 1, 0, i)).toISOString()
    const fault = i >= 500 && i < 520
    return `${time},${(3 + Math.sin(i / 15) + (fault ? 6 : 0)).toFixed(3)},${(40 + Math.cos(i / 40)).toFixed(3)}`
  })
  writeFileSync(path, `time,flow [m3/h],temperature [°C]\n${lines.join('\n')}\n`)
}

/**
 * From nothing to a marked anomaly: new project → import → see → train → judge → label → undo → redo.
 * answerDialog — what the host's file dialog does when the page asks for the file.
 */
export async function journey(page: Page, answerDialog: () => Promise<void>): Promise<void> {
  await page.getByTestId('new-project').click()
  await page.getByTestId('import').waitFor()
  await page.getByTestId('import').click()
  await answerDialog()
  await page.getByTestId('import-preview').waitFor()
  await page.getByTestId('import-start').click()
  await page.getByTestId('lane').nth(1).waitFor()

  await page.getByTestId('tab-model').click()
  await page.getByTestId('detector').selectOption('z-score')
  await page.getByTestId('train').click()
  await page.getByTestId('score-lane').waitFor()

  await page.getByTestId('tab-results').click()
  await page.getByTestId('threshold-rule').selectOption('percentile')
  await page.getByTestId('detections').getByRole('button').first().waitFor()

  await markWindow(page)
  await expectLabels(page, 1)
  await page.keyboard.press('Control+z')
  await expectLabels(page, 0)
  await page.keyboard.press('Control+Shift+z')
  await expectLabels(page, 1)
}

/** After a restart: the same project, from the list of recent ones. */
export async function everythingIsStillThere(page: Page): Promise<void> {
  await page.getByTestId('recent-project').first().click()
  await page.getByTestId('lane').nth(1).waitFor()
  await page.getByTestId('score-lane').waitFor()
  await expectLabels(page, 1)
}

async function markWindow(page: Page): Promise<void> {
  await page.getByTestId('tab-label').click()
  await page.getByTestId('start-labelling').click()
  const box = await page.getByTestId('lane').first().boundingBox()
  if (!box) throw new Error('The lane is not on the screen.')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * 0.6, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.65, y, { steps: 5 })
  await page.mouse.up()
}

async function expectLabels(page: Page, count: number): Promise<void> {
  await expect.poll(() => page.getByTestId('label-lane').getAttribute('data-count')).toBe(String(count))
}
