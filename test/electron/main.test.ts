import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as fake from './fake-electron.ts'

vi.mock('electron', () => import('./fake-electron.ts'))

/** The whole composition root, with the real app behind it and a fake Electron before it. */
let folder: string
let window: fake.FakeWindow
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shell-main-'))
  vi.stubEnv('ANOMALY_STUDIO_DATA', join(folder, 'data'))
  vi.stubEnv('ANOMALY_STUDIO_PROJECTS', join(folder, 'projects'))
  await import('../../src-main/electron/main.ts')
  expect(fake.FakeWindow.all).toEqual([])
  fake.app.emit('ready')
  await vi.waitUntil(() => fake.FakeWindow.all.length === 1, { timeout: 60_000 })
  window = fake.FakeWindow.all[0]
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const prevented = (emit: (event: { url: string; preventDefault(): void }) => void, url = '') => {
  const preventDefault = vi.fn()
  emit({ url, preventDefault })
  return preventDefault.mock.calls.length > 0
}

describe('the desktop shell', () => {
  test('sandboxes every page before it is ready, and keeps its own profile', () => {
    expect(fake.app.log).toContainEqual(['enableSandbox'])
    expect(fake.app.log).toContainEqual(['setPath', 'userData', join(folder, 'data', 'electron')])
    expect(fake.schemes.declared).toMatchObject([{ scheme: 'app' }])
  })

  test("opens one window with secure settings on the app's own page", () => {
    expect(window.loaded).toBe('app://anomaly-studio/index.html')
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
    })
    expect(window.options.webPreferences.preload).toMatch(/dist.preload\.cjs$/)
    expect(window.options.icon).toMatch(/dist.icon\.png$/)
  })

  test('denies navigation, new windows, redirects and webviews', () => {
    const { webContents } = window
    expect(prevented((event) => webContents.emit('will-navigate', event), 'https://evil.example/')).toBe(true)
    expect(prevented((event) => webContents.emit('will-navigate', event), 'file:///etc/passwd')).toBe(true)
    expect(prevented((event) => webContents.emit('will-redirect', event))).toBe(true)
    expect(prevented((event) => webContents.emit('will-attach-webview', event))).toBe(true)
    expect(webContents.openHandler?.({ url: 'https://evil.example/' })).toEqual({ action: 'deny' })
  })

  test('denies permissions, devices, downloads and every request that would leave the machine', () => {
    const { handlers, spellChecker } = fake.session.defaultSession
    const decide = vi.fn()
    for (const permission of ['media', 'geolocation', 'notifications', 'openExternal', 'fileSystem'])
      handlers.permissionRequest(window.webContents, permission, decide)
    expect(decide.mock.calls.every(([granted]) => granted === false)).toBe(true)
    expect(handlers.permissionCheck(null, 'media', 'app://anomaly-studio')).toBe(false)
    expect(handlers.device({})).toBe(false)
    expect(spellChecker).toBe(false)
    expect(prevented((event) => fake.session.defaultSession.emit('will-download', event))).toBe(true)
    const cancelled = (url: string) => {
      let answer: unknown
      handlers.request({ url }, (result: { cancel: boolean }) => (answer = result.cancel))
      return answer
    }
    expect(['app://anomaly-studio/assets/a.js', 'data:,x', 'blob:app://anomaly-studio/1'].map(cancelled)).toEqual([
      false,
      false,
      false,
    ])
    expect(
      ['https://example.com/', 'http://127.0.0.1/', 'ws://127.0.0.1/', 'file:///etc/passwd', 'ftp://x/'].map(cancelled),
    ).toEqual([true, true, true, true, true])
  })

  test('answers the page through the real app', async () => {
    const event = { sender: window.webContents, senderFrame: window.webContents.mainFrame }
    expect(await fake.handlers.get('anomaly-studio:call')?.(event, 'app.info', {})).toMatchObject({
      ok: true,
      value: { host: 'electron', picker: 'native' },
    })
    expect(await fake.handlers.get('anomaly-studio:call')?.(event, 'app.quit', {})).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    })
    expect(await fake.handlers.get('anomaly-studio:call')?.(event, 'files.pick', { purpose: 'import' })).toMatchObject({
      ok: true,
      value: [{ name: 'chosen.csv' }],
    })
  })

  test('lets several files be chosen at once to be imported, and one where only one is of use', async () => {
    const event = { sender: window.webContents, senderFrame: window.webContents.mainFrame }
    const picked = (purpose: string) => fake.handlers.get('anomaly-studio:call')?.(event, 'files.pick', { purpose })
    fake.answers.openPaths = ['/data/pump-1.csv', '/data/pump-2.csv', '/data/pump-3.csv']
    expect(await picked('import')).toMatchObject({
      ok: true,
      value: [{ name: 'pump-1.csv' }, { name: 'pump-2.csv' }, { name: 'pump-3.csv' }],
    })
    for (const purpose of ['labels', 'project'])
      expect(await picked(purpose)).toMatchObject({ ok: true, value: [{ name: 'pump-1.csv' }] })
    fake.answers.openPaths = []
    expect(await picked('import')).toEqual({ ok: true, value: [] })
  })

  test('shows itself again when it is started a second time, and says when a project cannot be opened', async () => {
    fake.app.emit('second-instance', {}, ['app', join(folder, 'missing.anomaly')], folder)
    expect(window.calls).toEqual(expect.arrayContaining(['restore', 'focus']))
    await expect.poll(() => fake.shown).toContainEqual(['The project could not be opened.', expect.any(String)])
  })

  test('shows a page that crashed again, but not in a loop', () => {
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
    expect(window.webContents.reloads).toBe(1)
  })

  test('remembers its place on closing, and closes the project before it ends', async () => {
    expect(prevented((event) => window.emit('close', event))).toBe(false)
    expect(JSON.parse(readFileSync(join(folder, 'data', 'window.json'), 'utf8'))).toMatchObject({
      '1920x1080+0+0': { width: 1000, height: 700 },
    })
    window.emit('closed')
    fake.app.emit('window-all-closed')
    expect(fake.app.log).toContainEqual(['quit'])
    expect(prevented((event) => fake.app.emit('will-quit', event))).toBe(true)
    await expect.poll(() => fake.app.log).toContainEqual(['exit', 0])
  })
})

test('closing asks while a job runs, and stops only when told to', async () => {
  const { createWindow } = await import('../../src-main/electron/window.ts')
  const busy = createWindow({
    preload: 'p',
    icon: 'i',
    stateFile: join(folder, 'w.json'),
    busy: () => ['Training on pump 3'],
  }) as unknown as fake.FakeWindow
  fake.answers.messageBox = 0
  expect(prevented((event) => busy.emit('close', event))).toBe(true)
  await expect
    .poll(() => fake.shown.at(-1))
    .toMatchObject({ message: 'A job is still running.', detail: expect.stringContaining('Training on pump 3') })
  expect(busy.calls).not.toContain('destroy')
  fake.answers.messageBox = 1
  busy.emit('close', { preventDefault() {} })
  await expect.poll(() => busy.calls).toContain('destroy')
})
