import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { MenuItemConstructorOptions, WebContents } from 'electron'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { App } from '../../src-main/app/create-app.ts'
import { callChannel, admitChannel, eventChannel } from '../../src-main/electron/channels.ts'
import { isPageAddress } from '../../src-main/electron/page.ts'
import { commandIn } from '../../src-main/electron/command-line.ts'
import { asGiven, filesIn } from '../../src-main/electron/given-files.ts'
import { placeWindow, readWindowState, writeWindowState } from '../../src-main/electron/window-state.ts'
import * as fake from './fake-electron.ts'

vi.mock('electron', () => import('./fake-electron.ts'))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shell-'))
  mkdirSync(join(folder, 'renderer'))
  writeFileSync(join(folder, 'renderer', 'index.html'), '<title>page</title>')
  writeFileSync(join(folder, 'secret.json'), '{}')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the address of the page', () => {
  test('is judged by its parts, not by how it begins or ends', () => {
    expect(isPageAddress('app://anomaly-studio/index.html')).toBe(true)
    const others = [
      'app://anomaly-studio.evil.example/',
      'app://evil.example/app://anomaly-studio/',
      'https://anomaly-studio/',
      'app://user@anomaly-studio/',
      'file:///index.html',
      'about:blank',
      '',
      'app://anomaly-studio:80/',
    ]
    for (const other of others) expect([other, isPageAddress(other)]).toEqual([other, false])
  })
})

describe('messages from the page', () => {
  const asked: unknown[] = []
  const listeners = new Set<Parameters<App['on']>[0]>()
  const studio: App = {
    call: async (name, args) => {
      asked.push([name, args])
      return { ok: true, value: 1 }
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    admit: (path) => ({ token: 't', name: path, bytes: 1 }),
    admitOutput: (path) => ({ token: 'o', name: path, bytes: 0 }),
    give: () => {},
    busy: () => [],
    tell: () => {},
    run: () => {},
    close: async () => {},
  }
  let page: fake.FakeContents
  let disconnect: () => void
  const fromPage = () => ({ sender: page, senderFrame: page.mainFrame })
  const send = async (channel: string, event: unknown, ...args: unknown[]) =>
    fake.handlers.get(channel)?.(event, ...args)

  beforeEach(async () => {
    const { connectPage } = await import('../../src-main/electron/ipc.ts')
    page = new fake.FakeContents()
    asked.length = 0
    disconnect = connectPage(page as unknown as WebContents, studio)
  })

  afterEach(() => disconnect())

  test('reach the app', async () => {
    expect(await send(callChannel, fromPage(), 'app.info', {})).toEqual({ ok: true, value: 1 })
    expect(asked).toEqual([['app.info', {}]])
  })

  test('from any other sender are rejected', async () => {
    const foreign = new fake.FakeContents()
    const moved = new fake.FakeFrame('https://evil.example/')
    const senders = [
      { sender: foreign, senderFrame: foreign.mainFrame },
      { sender: page, senderFrame: new fake.FakeFrame('app://anomaly-studio/index.html') },
      { sender: page, senderFrame: null },
      { sender: foreign, senderFrame: page.mainFrame },
    ]
    for (const sender of senders)
      for (const channel of [callChannel, admitChannel])
        await expect(send(channel, sender, 'app.info', {})).rejects.toThrow(
          'This message did not come from the page of the app.',
        )
    page.mainFrame = moved
    await expect(send(callChannel, fromPage(), 'app.info', {})).rejects.toThrow('did not come from the page')
    expect(asked).toEqual([])
  })

  test('admit dropped files, but not what has no path', async () => {
    expect(await send(admitChannel, fromPage(), '/data/a.csv')).toMatchObject({ token: 't' })
    await expect(send(admitChannel, fromPage(), '')).rejects.toThrow(
      'Only files from this machine can be dropped here.',
    )
    await expect(send(admitChannel, fromPage(), { toString: 1 })).rejects.toThrow('Only files from this machine')
  })

  test('are answered by events until the page is gone', () => {
    for (const listener of listeners) listener('datasets.changed', {})
    expect(page.sent).toEqual([[eventChannel, 'datasets.changed', {}]])
    disconnect()
    expect(listeners.size).toBe(0)
    expect(fake.handlers.has(callChannel)).toBe(false)
  })
})

describe('the app:// scheme', () => {
  test('is a standard, secure one and answers from the built page alone', async () => {
    const { declareScheme, serveScheme } = await import('../../src-main/electron/protocol.ts')
    declareScheme()
    expect(fake.schemes.declared).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ])
    serveScheme(join(folder, 'renderer'))
    const get = async (url: string, method = 'GET') =>
      (await fake.schemes.handlers.get('app')?.({ url, method })) as Response
    const found = await get('app://anomaly-studio/index.html')
    expect(await found.text()).toBe('<title>page</title>')
    expect(found.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; script-src 'self'; /)
    const nothing = [
      'app://anomaly-studio/..%2fsecret.json',
      'app://anomaly-studio/%2e%2e/secret.json',
      'app://other/index.html',
      'app://anomaly-studio/missing.html',
    ]
    for (const url of nothing) expect((await get(url)).status).toBe(404)
    expect((await get('app://anomaly-studio/index.html', 'POST')).status).toBe(404)
  })
})

describe('the window', () => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }]

  test('opens where it was, unless that screen is gone', () => {
    const state = { x: 100, y: 50, width: 1200, height: 800, maximized: false }
    expect(placeWindow(state, screens)).toEqual({ x: 100, y: 50, width: 1200, height: 800 })
    expect(placeWindow({ ...state, x: 5000 }, screens)).toEqual({ width: 1200, height: 800 })
    expect(placeWindow({ ...state, width: 10, height: 10, x: 5, y: -900 }, screens)).toEqual({
      width: 800,
      height: 560,
    })
    expect(placeWindow(null, screens)).toEqual({ width: 1440, height: 900 })
  })

  test('remembers its place in a file, and does not mind a broken one', () => {
    const file = join(folder, 'new', 'window.json')
    const state = { x: 1, y: 2, width: 900, height: 600, maximized: true }
    writeWindowState(file, screens, state)
    expect(readWindowState(file, screens)).toEqual(state)
    writeFileSync(file, '{"x": "left"')
    expect(readWindowState(file, screens)).toBeNull()
    expect(readWindowState(join(folder, 'none.json'), screens)).toBeNull()
  })
})

test('a window has a place for each arrangement of screens, and the last one where they are new', () => {
  const file = join(folder, 'desk', 'window.json')
  const laptop = [{ x: 0, y: 0, width: 1366, height: 768 }]
  const desk = [...laptop, { x: 1366, y: 0, width: 2560, height: 1440 }]
  const state = (x: number) => ({ x, y: 0, width: 900, height: 600, maximized: false })
  writeWindowState(file, laptop, state(10))
  writeWindowState(file, desk, state(2000))
  expect(readWindowState(file, laptop)).toEqual(state(10))
  // In whatever order the system names them.
  expect(readWindowState(file, desk.toReversed())).toEqual(state(2000))
  expect(readWindowState(file, [{ x: 0, y: 0, width: 3840, height: 2160 }])).toEqual(state(2000))
  for (let i = 0; i < 30; i++) writeWindowState(file, [{ x: 0, y: 0, width: 1000 + i, height: 700 }], state(i))
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object).length).toBe(10)
})

test('the menu has standard entries and leaves the keys of undo and redo to the page', async () => {
  const { menuTemplate } = await import('../../src-main/electron/menu.ts')
  for (const platform of ['linux', 'win32', 'darwin'] as const) {
    const text = JSON.stringify(menuTemplate(platform))
    expect(text).toContain('"copy"')
    expect(text).not.toMatch(/"undo"|"redo"|http/)
  }
})

test('the menus hold the page’s commands, off where nothing can be done, and take no key from the page', async () => {
  const { menuTemplate } = await import('../../src-main/electron/menu.ts')
  const run = vi.fn()
  const entry = (id: string, group: string, key: string | null, enabled = true) => ({
    id,
    title: id,
    group,
    key,
    enabled,
  })
  const entries = [
    entry('project.open', 'Project', 'Ctrl+o'),
    entry('project.close', 'Project', null, false),
    entry('view.in', 'View', '+'),
    entry('dataset.next', 'Project', 'PageDown'),
    entry('label.undo', 'Label', 'Ctrl+z'),
    entry('label.mark', 'Label', 'm'),
    entry('window.about', 'Window', null),
  ]
  const recent = [{ id: 'a', name: 'Pump house' }]
  const openRecent = vi.fn()
  const newWindow = vi.fn()
  const itemsOf = (platform: NodeJS.Platform) =>
    menuTemplate(platform, { entries, recent }, { run, openRecent, newWindow }).flatMap(({ label, submenu }) =>
      ((submenu ?? []) as MenuItemConstructorOptions[]).map((item) => ({ ...item, menu: label })),
    )
  const linux = itemsOf('linux')
  const named = (name: string) => linux.find(({ label }) => label === name)!
  expect(named('project.open')).toMatchObject({ menu: 'File', accelerator: 'CommandOrControl+O', registerAccelerator: false }) // prettier-ignore
  expect(named('project.close')).toMatchObject({ menu: 'File', enabled: false })
  expect(named('view.in')).toMatchObject({ menu: 'View', accelerator: 'Plus' })
  expect(named('dataset.next')).toMatchObject({ menu: 'Go', accelerator: 'PageDown' })
  expect(named('label.undo')).toMatchObject({ menu: 'Edit', accelerator: 'CommandOrControl+Z' })
  expect(named('label.mark')).toMatchObject({ menu: 'Label', accelerator: 'M' })
  expect(named('window.about')).toMatchObject({ menu: 'Help' })
  for (const { id } of entries) expect(linux.filter((item) => item.id === id).length, id).toBe(1)
  named('project.open').click!({} as never, undefined, {} as never)
  expect(run).toHaveBeenCalledWith('project.open')
  const [old] = named('Open recent').submenu as MenuItemConstructorOptions[]
  old.click!({} as never, undefined, {} as never)
  expect(openRecent).toHaveBeenCalledWith('a')
  named('New window').click!({} as never, undefined, {} as never)
  expect(newWindow).toHaveBeenCalledOnce()
  // A menu of a Mac takes its keys always: one without ⌘ would be taken from text that is typed.
  expect(itemsOf('darwin').find(({ label }) => label === 'label.mark')).not.toHaveProperty('accelerator')
  expect(itemsOf('darwin').find(({ label }) => label === 'project.open')).toHaveProperty('accelerator')
})

test('files among the arguments are found, and resolved where the person was', () => {
  const at = (name: string) => resolve('/home/me', name)
  const found = (...args: string[]) => filesIn(['/usr/bin/app', ...args], '/home/me')
  expect(found('--flag', 'mine.anomaly')).toEqual({ projects: [at('mine.anomaly')], data: [] })
  expect(found('/data/March.CSV', 'b.parquet', 'old.ANOMALY')).toEqual({
    projects: [at('old.ANOMALY')],
    data: [resolve('/data/March.CSV'), at('b.parquet')],
  })
  // The folder of a checkout, a page, and what only looks like a file.
  expect(found('/home/me/checkout', 'index.html', '--inspect=a.anomaly')).toEqual({ projects: [], data: [] })
  expect(filesIn(['x.anomaly'], '/home/me')).toEqual({ projects: [], data: [] })
  // What the system hands over by itself is meant, whatever its name says.
  expect(asGiven('/data/pump')).toEqual({ projects: [], data: ['/data/pump'] })
  expect(asGiven('/data/pump.anomaly')).toEqual({ projects: ['/data/pump.anomaly'], data: [] })
})

test('a command is told from files, folders and switches', () => {
  expect(commandIn(['app', 'detect', 'a.csv', '--json'], 1)).toEqual(['detect', 'a.csv', '--json'])
  expect(commandIn(['app', '--no-sandbox', 'label-windows', 'x'], 1)).toEqual(['label-windows', 'x'])
  expect(commandIn(['electron', '/checkout', '--help'], 2)).toEqual(['--help'])
  for (const args of [[], ['pump.anomaly'], ['C:\\data\\a.csv'], ['/data/pump'], ['--no-sandbox'], ['--inspect=1']])
    expect(commandIn(['app', ...args], 1)).toBeNull()
})

describe('the engine as a utility process', () => {
  test('gets messages, gives messages, and says how it ended', async () => {
    const { forkUtilityEngine } = await import('../../src-main/electron/utility-engine.ts')
    const engine = forkUtilityEngine('/app/dist/engine.js')
    const child = fake.FakeUtilityProcess.last
    if (!child) throw new Error('Nothing was forked.')
    expect(child.args[0]).toBe('/app/dist/engine.js')
    const heard: unknown[] = []
    engine.onMessage((message) => heard.push(message))
    engine.onExit((reason) => heard.push(reason))
    engine.send({ kind: 'cancel', id: 1 })
    child.emit('message', { kind: 'ready' })
    child.emit('exit', 139)
    engine.send({ kind: 'cancel', id: 2 })
    expect(child.sent).toEqual([{ kind: 'cancel', id: 1 }])
    expect(heard).toEqual([{ kind: 'ready' }, 'native code failed with SIGSEGV'])
  })

  test('says that it ran out of memory, and that it was stopped', async () => {
    const { forkUtilityEngine } = await import('../../src-main/electron/utility-engine.ts')
    const ends = async (
      end: (child: fake.FakeUtilityProcess, engine: ReturnType<typeof forkUtilityEngine>) => void,
    ) => {
      const engine = forkUtilityEngine('engine.js')
      const child = fake.FakeUtilityProcess.last
      if (child) end(child, engine)
      return new Promise<string>((resolve) => engine.onExit(resolve))
    }
    expect(
      await ends(
        (child) => (
          child.emit('error', 'FatalError', 'Reached heap limit Allocation failed', '{}'),
          child.emit('exit', 5)
        ),
      ),
    ).toBe('it ran out of memory')
    expect(await ends((child, engine) => (engine.kill(), child.emit('exit', 15)))).toBe('it was stopped')
  })
})
