import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { electronState, noWindowBecause } from '../../src-main/setup/electron.ts'
import { everythingIsStillThere, journey, writePumpFile } from './desktop-journey.ts'

const root = resolve(import.meta.dirname, '../..')
const state = electronState()
const skipped =
  state.kind === 'missing'
    ? `Electron is missing: ${state.why}`
    : (noWindowBecause() ?? (existsSync(join(root, 'dist', 'electron.js')) ? null : 'dist/ is not built'))

/** The journey of a newcomer in the real desktop shell, with its own dialogs answered. */
describe.skipIf(skipped !== null)(`the desktop app${skipped ? ` (${skipped})` : ''}`, () => {
  let folder: string
  let app: ElectronApplication
  let page: Page

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-electron-'))
    mkdirSync(join(root, 'artifacts', 'screenshots'), { recursive: true })
    writePumpFile(join(folder, 'pump.csv'))
  })
  afterAll(async () => {
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function launch(): Promise<void> {
    app = await _electron.launch({
      executablePath: state.kind === 'ready' ? state.program : '',
      args: [root],
      env: {
        ...process.env,
        ANOMALY_STUDIO_DATA: join(folder, 'data'),
        ANOMALY_STUDIO_PROJECTS: join(folder, 'projects'),
      } as Record<string, string>,
    })
    page = await app.firstWindow()
    page.setDefaultTimeout(120_000)
  }

  test('goes from nothing to a marked anomaly', async () => {
    await launch()
    expect(page.url()).toBe('app://anomaly-studio/index.html')
    await app.evaluate(
      ({ dialog }, path) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
      },
      join(folder, 'pump.csv'),
    )
    await journey(page, async () => {})
    await page.screenshot({ path: join(root, 'artifacts', 'screenshots', `electron-${process.platform}.png`) })
  })

  test('gives the page no more than the bridge', async () => {
    expect(
      await page.evaluate(
        '[typeof require, typeof process, typeof module, Object.keys(window.anomalyStudio).sort().join()]',
      ),
    ).toEqual(['undefined', 'undefined', 'undefined', 'call,dropped,on'])
    expect(await page.evaluate("fetch('https://example.com/').then(() => 'fetched', () => 'blocked')")).toBe('blocked')
    expect(await page.evaluate("window.open('https://example.com/') === null")).toBe(true)
  })

  test('has everything still there after a restart', async () => {
    await app.close()
    await launch()
    await everythingIsStillThere(page)
  })
})
