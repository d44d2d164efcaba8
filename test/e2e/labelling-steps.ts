import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { browserPath, sharedData, type Studio } from './studio.ts'

/** Why labelling is not walked through in a browser; null where it is. */
export const why = !browserPath
  ? 'no Chromium on this machine'
  : !existsSync(sharedData)
    ? 'the reference data are not beside the checkout'
    : null
if (why) console.info(`Labelling in a browser is skipped: ${why}.`)

/** Opens the app in a window of 1280 × 800 with a file of SKAB imported. */
export async function withValve(studio: Studio): Promise<Page> {
  copyFileSync(join(sharedData, 'skab/valve1/0.csv'), join(studio.projects, 'valve.csv'))
  const page = await studio.start({ width: 1280, height: 800 })
  await studio.importFile('valve.csv')
  return page
}

/** Presses Tab until what is focused is the thing that a person is looking for. */
export async function tabTo(page: Page, what: (element: { testid: string; text: string }) => boolean) {
  for (let i = 0; i < 120; i++) {
    const focused = await page.evaluate(() => ({
      testid: document.activeElement?.getAttribute('data-testid') ?? '',
      text: (document.activeElement as HTMLElement | null)?.innerText ?? '',
    }))
    if (what(focused)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab never comes to it.')
}

/** Waits for something to become so; machines that are busy need their time. */
export const soon = <T>(what: () => T | Promise<T>) => expect.poll(what)
export const utc = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`)
export const labelCount = async (page: Page) => Number(await page.getByTestId('label-lane').getAttribute('data-count'))
