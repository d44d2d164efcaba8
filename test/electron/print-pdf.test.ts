import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import * as fake from './fake-electron.ts'

vi.mock('electron', () => import('./fake-electron.ts'))

const folder = mkdtempSync(join(tmpdir(), 'print-'))
const html = join(folder, 'a report.html')
writeFileSync(html, '<title>report</title>')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('printing a report to PDF', () => {
  beforeEach(() => void (fake.FakeWindow.all.length = 0))
  const print = async (signal?: AbortSignal) =>
    (await import('../../src-main/electron/print-pdf.ts')).printPdf(html, signal)

  test('happens in a hidden, sandboxed window without scripts, with the sheet that the page asks for', async () => {
    const pdf = await print()
    const [window] = fake.FakeWindow.all
    expect(window.options).toMatchObject({
      show: false,
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
    })
    expect(window.loaded).toBe(pathToFileURL(html).href)
    expect(window.webContents.printed).toMatchObject([{ preferCSSPageSize: true, printBackground: true }])
    expect(window.calls).toEqual(['destroy'])
    expect(new TextDecoder().decode(pdf)).toBe('%PDF-1.7 printed')
  })

  test('loads that file and nothing else', async () => {
    await print()
    const answered: unknown[] = []
    for (const url of [pathToFileURL(html).href, 'file:///etc/passwd', 'https://example.org/', 'data:text/html,x'])
      fake.session
        .fromPartition('report')
        .handlers.request({ url }, ({ cancel }: { cancel: boolean }) => answered.push(cancel))
    expect(answered).toEqual([false, true, true, true])
    expect(fake.session.fromPartition('report')).not.toBe(fake.session.defaultSession)
  })

  test('says so when it is cancelled, and leaves no window', async () => {
    const abort = new AbortController()
    const printed = vi.spyOn(fake.FakeContents.prototype, 'printToPDF').mockImplementation(async () => {
      abort.abort()
      throw new Error('The window was taken away.')
    })
    await expect(print(abort.signal)).rejects.toMatchObject({ code: 'cancelled' })
    printed.mockRestore()
    expect(fake.FakeWindow.all[0].calls).toEqual(['destroy'])
  })
})
