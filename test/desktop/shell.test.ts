import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath } from '../e2e/studio.ts'
import { everythingIsStillThere, journey, writePumpFile } from '../e2e/desktop-journey.ts'
import { Desktop } from './desktop.ts'
import { training } from '../../scripts/steps/training.ts'

const why = browserPath ? null : 'no Chromium on this machine'
if (why) console.info(`The desktop shell over its stand-in is skipped: ${why}.`)
const pictures = resolve(import.meta.dirname, '../../artifacts/screenshots')

describe.skipIf(why !== null)('the built desktop shell over the stand-in for Electron', () => {
  const desktop = new Desktop()
  let page: Page
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true })
    writePumpFile(join(desktop.folder, 'pump.csv'))
    page = await desktop.launch()
  })
  afterAll(() => desktop.end())

  test('goes from nothing to a marked anomaly', async () => {
    await desktop.evaluate(
      ({ dialog }, path) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
      },
      join(desktop.folder, 'pump.csv'),
    )
    await journey(page, async () => {})
    await page.screenshot({ path: join(pictures, 'desktop-stand-in.png') })
  })

  test('gives the page the three functions of the contract and nothing else', async () => {
    expect(
      await page.evaluate(() => {
        const names = ['require', 'process', 'module', 'Buffer', 'standIn', 'standInSend', 'electron', 'ipcRenderer']
        const { anomalyStudio } = window as unknown as { anomalyStudio: object }
        return [
          names.filter((name) => name in window),
          Object.keys(anomalyStudio).sort(),
          Object.isFrozen(anomalyStudio),
          Object.getOwnPropertyDescriptor(window, 'anomalyStudio')?.writable,
        ]
      }),
    ).toEqual([[], ['call', 'dropped', 'on'], true, false])
    expect(await call(page, 'app.quit')).toMatchObject({
      ok: false,
      error: { message: 'There is no call "app.quit".' },
    })
    expect(await call(page, 'app.info')).toMatchObject({ ok: true, value: { host: 'electron', picker: 'native' } })
  })

  test('refuses other frames and origins on every channel', async () => {
    const refusals = await desktop.evaluate(async ({ standIn }) => {
      const frames = ['subframe', 'https://example.com/', 'app://elsewhere/index.html', 'about:blank', 'app://x@anomaly-studio/'] // prettier-ignore
      const answers: string[] = []
      for (const channel of standIn.channels())
        for (const frame of frames)
          answers.push(
            await standIn.callAs(frame, channel, 'project.recent', {}).then(
              () => `${channel} answered ${frame}`,
              (error: Error) => error.message,
            ),
          )
      return answers
    })
    expect(refusals.length).toBeGreaterThanOrEqual(10)
    expect(new Set(refusals)).toEqual(new Set(['This message did not come from the page of the app.']))
  })

  test('gives a path for a file that was dropped, and none for one that a script made', async () => {
    const drop = {
      x: 640,
      y: 400,
      data: { items: [], files: [join(desktop.folder, 'pump.csv')], dragOperationsMask: 1 },
    }
    await page.evaluate(() => {
      const studio = window as unknown as { anomalyStudio: { dropped(file: File): Promise<unknown> }; got?: unknown }
      const take = (event: DragEvent) => {
        event.preventDefault()
        event.stopImmediatePropagation()
        if (event.type === 'drop') studio.got = studio.anomalyStudio.dropped(event.dataTransfer!.files[0])
      }
      for (const name of ['dragover', 'drop'] as const) window.addEventListener(name, take, { capture: true, once: name === 'drop' }) // prettier-ignore
    })
    const connection = await page.context().newCDPSession(page)
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await connection.send('Input.dispatchDragEvent', { type, ...drop })
    expect(await page.evaluate(() => (window as unknown as { got: unknown }).got)).toMatchObject({ name: 'pump.csv' })
    expect(
      await page.evaluate(() =>
        (window as unknown as { anomalyStudio: { dropped(file: File): Promise<unknown> } }).anomalyStudio
          .dropped(new File(['x'], '/etc/passwd'))
          .then(
            () => 'admitted',
            (error: Error) => error.message,
          ),
      ),
    ).toContain('Only files from this machine can be dropped here.')
  })

  test('lets no foreign code and no request in: the policy is on the page', async () => {
    expect(
      await page.evaluate(async () => {
        const tried = (work: () => unknown) => {
          try {
            return String(work())
          } catch (error) {
            return (error as Error).name
          }
        }
        const script = document.createElement('script')
        script.textContent = 'window.inlineRan = true'
        const frame = document.createElement('iframe')
        frame.src = 'https://example.com/'
        document.body.append(script, frame)
        const requests = ['https://example.com/', 'http://127.0.0.1:9/', 'app://elsewhere/x.json']
        const answers = await Promise.all(requests.map((url) => fetch(url).then(() => 'fetched', () => 'blocked'))) // prettier-ignore
        // Not in this call, which the debugger lets do what a page may not.
        const evaluated = await new Promise((done) => setTimeout(() => done(tried(() => new Function('return 1')()))))
        return [evaluated, 'inlineRan' in window, ...answers]
      }),
    ).toEqual(['EvalError', false, 'blocked', 'blocked', 'blocked'])
    const policy = await page.evaluate(() => fetch('index.html').then((answer) => answer.headers.get('content-security-policy'))) // prettier-ignore
    expect(policy).toMatch(/default-src 'none'.*script-src 'self';.*frame-ancestors 'none'/)
    expect(await page.evaluate(() => fetch('../../../package.json').then((answer) => answer.status))).toBe(404)
    expect(desktop.complaints.join()).toContain("Framing 'https://example.com/' violates")
    desktop.complaints.length = 0
  })

  test('denies navigation, popups, downloads and permissions', async () => {
    const address = page.url()
    await page.evaluate(() => {
      const link = document.body.appendChild(document.createElement('a'))
      link.href = 'data:text/plain,secret'
      link.download = 'secret.txt'
      link.click()
      window.open('https://example.com/popup')
      location.href = 'https://example.com/away'
    })
    const asked = () =>
      desktop.evaluate(({ standIn }) =>
        standIn.recorded.filter(({ what }) => ['navigation', 'popup', 'download'].includes(what)),
      )
    await expect.poll(asked).toEqual(
      expect.arrayContaining([
        { what: 'navigation', with: { url: 'https://example.com/away', prevented: true } },
        { what: 'popup', with: { url: expect.any(String), action: 'deny' } },
        { what: 'download', with: { url: expect.stringMatching(/^data:/), prevented: true } },
      ]),
    )
    expect(page.url()).toBe(address)
    await expect.poll(() => page.context().pages().filter((one) => one.url() !== 'about:blank').length).toBe(1) // prettier-ignore
    expect(
      await page.evaluate(async () => {
        const names = ['geolocation', 'notifications', 'midi', 'clipboard-read', 'clipboard-write']
        const states = names.map((name) => navigator.permissions.query({ name: name as PermissionName }))
        return (await Promise.all(states)).map(({ state }) => state)
      }),
    ).toEqual(['denied', 'denied', 'denied', 'denied', 'granted'])
    desktop.complaints.length = 0
  })

  test('has the commands of the page in its menus, with their keys, and off where nothing can be done', async () => {
    const menus = () => desktop.evaluate(({ standIn }) => standIn.menus() as string[][])
    await expect.poll(async () => (await menus()).map(([name]) => name)).toEqual(['File', 'Edit', 'View', 'Go', 'Label', 'Model', 'windowMenu', 'Help']) // prettier-ignore
    const items = async (name: string) => (await menus()).find(([one]) => one === name)!
    expect(await items('File')).toEqual(expect.arrayContaining(['Open project… CommandOrControl+O', 'Open recent', 'Import a file… CommandOrControl+I', 'Close project', 'quit'])) // prettier-ignore
    expect((await items('Help')).slice(1)).toEqual(['Help F1', 'Tour in five steps', 'Show all keys ?', 'Show log', 'About, versions and licences']) // prettier-ignore
    expect((await items('Go')).length).toBeGreaterThan(4)
    await desktop.evaluate(({ standIn }) => standIn.clickMenu('About, versions and licences'))
    await page.getByTestId('licences').waitFor()
    expect(await page.getByTestId('licences').innerText()).toContain('Apache License')
    await page.screenshot({ path: join(pictures, 'desktop-about.png') })
    await page.keyboard.press('Escape')
    await desktop.evaluate(({ standIn }) => standIn.clickMenu('Close project'))
    await page.getByTestId('new-project').waitFor()
    await expect.poll(() => items('File')).toContain('(Close project)')
    expect(await page.title()).toBe('Anomaly Studio')
    await page.getByTestId('recent-project').first().click()
    await page.getByTestId('lane').nth(1).waitFor()
    expect(await page.title()).toMatch(/^pump · .+ · Anomaly Studio$|^pump · Anomaly Studio$/)
    const asked = await desktop.evaluate(({ standIn }) => standIn.recorded.map(({ what }) => what))
    expect(asked).toContain('recent')
  })

  test('asks before it closes while a job runs, and says so when the engine was killed', async () => {
    const dataset = (await call(page, 'datasets.list')) as { value: { id: number }[] }
    const train = training(dataset.value[0].id, 'conv-autoencoder', {
      params: { epochs: 500, patience: 500, window: 32 },
    })
    expect(await call(page, 'train.start', train)).toMatchObject({ ok: true })
    const jobs = async () => ((await call(page, 'jobs.list')) as { value: { status: string; message: string | null }[] }).value // prettier-ignore
    await expect.poll(async () => (await jobs()).at(-1)?.status).toBe('running')
    // The system stays awake meanwhile, and shows how far it is.
    const asked = await desktop.evaluate(({ standIn }) => standIn.recorded.map(({ what }) => what))
    expect(asked).toEqual(expect.arrayContaining(['awake', 'progress']))
    await sleepAndWake(desktop)
    // Nothing gave the engine up meanwhile, and the training goes on where it was.
    expect((await jobs()).at(-1)).toMatchObject({ status: 'running', message: null })
    const epochs = async () => ((await call(page, 'jobs.list')) as { value: { epochs: unknown[] }[] }).value.at(-1)!.epochs.length // prettier-ignore
    const before = await epochs()
    await expect.poll(epochs).toBeGreaterThan(before)
    await desktop.evaluate(({ standIn }) => standIn.window().close())
    expect(
      await desktop.evaluate(({ standIn }) => standIn.recorded.findLast(({ what }) => what === 'messageBox')?.with),
    ).toMatchObject({ message: 'A job is still running.', buttons: ['Keep running', 'Stop and close'] })
    await desktop.evaluate(({ standIn }) => void process.kill(standIn.engine(), 'SIGKILL'))
    await expect
      .poll(async () => (await jobs()).at(-1)?.message)
      .toMatch(/^The engine stopped unexpectedly .*memory ran out/)
    await page.getByText('The engine stopped unexpectedly').first().waitFor()
    expect(await call(page, 'app.engine')).toMatchObject({ ok: true })
    const last = () => desktop.evaluate(({ standIn }) => standIn.recorded.findLast(({ what }) => what === 'progress' || what === 'asleep')) // prettier-ignore
    await expect.poll(last).toEqual({ what: 'progress', with: -1 })
  })

  test('shows a page that was killed again, with the project in it', async () => {
    await desktop.evaluate(({ standIn }) => standIn.window().webContents.crash())
    await expect.poll(() => page.isClosed()).toBe(true)
    page = await desktop.window()
    await page.getByTestId('lane').nth(1).waitFor()
  })

  test('a second start hands over its project and ends; another project gets a window of its own', async () => {
    const file = join(desktop.folder, 'projects', 'other.anomaly')
    await copyProject(page, desktop, file)
    const title = await page.title()
    const startWith = (path: string) => new Promise((done) => desktop.start({ args: [path] }).once('exit', done))
    expect(await startWith(file)).toBe(0)
    const other = await desktop.window(1)
    await expect.poll(() => other.title()).toBe('pump · other · Anomaly Studio')
    expect(await page.title()).toBe(title)
    // Each window speaks for its own project, and so do the menus of the one in front.
    expect(await call(other, 'project.current')).toMatchObject({ value: { name: 'other' } })
    expect(await call(page, 'project.current')).not.toMatchObject({ value: { name: 'other' } })
    // The same project again: its window comes to the front, and there is no third.
    await desktop.evaluate(({ standIn }) => standIn.window().focus())
    expect(await startWith(file)).toBe(0)
    const inFront = () => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().indexOf(BrowserWindow.getFocusedWindow()!)) // prettier-ignore
    await expect.poll(inFront).toBe(1)
    expect(desktop.windows().length).toBe(2)
    await desktop.evaluate(({ standIn }) => standIn.clickMenu('New window'))
    const third = await desktop.window(2)
    await third.getByTestId('new-project').waitFor()
    await desktop.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .slice(1)
        .forEach((one) => one.close()),
    )
    await expect.poll(() => desktop.windows().length).toBe(1)
    expect(await call(page, 'project.current')).toMatchObject({ ok: true })
  })

  test('a file of data on the icon, or on the command line, begins an import in the window in front', async () => {
    const file = join(desktop.folder, 'pump.csv')
    await desktop.evaluate(({ app }, path) => void app.emit('open-file', { preventDefault() {} }, path), file)
    const dialog = page.getByRole('dialog')
    await expect.poll(() => dialog.innerText()).toContain('pump.csv')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await new Promise((done) => desktop.start({ args: [file] }).once('exit', done))).toBe(0)
    await expect.poll(() => dialog.innerText()).toContain('pump.csv')
    await page.keyboard.press('Escape')
  })

  test('is the command line as well: no window, the same engine, the exit code of the command', async () => {
    const file = join(desktop.folder, 'pump.csv')
    const windows = desktop.windows().length
    const detected = await desktop.command(['detect', file, '--detector', 'pca', '--json'])
    expect([detected.code, detected.stderr]).toEqual([0, expect.any(String)])
    expect((JSON.parse(detected.stdout) as { detections: unknown[] }).detections.length).toBeGreaterThan(0)
    // Through an engine process, which a program that is no Node starts in its own way.
    const imported = await desktop.command(['import', file, '--project', join(desktop.folder, 'by-command.anomaly')])
    expect([imported.code, imported.stderr]).toEqual([0, expect.not.stringContaining('rror')])
    expect(await desktop.command(['detct'])).toMatchObject({ code: 2, stderr: expect.stringContaining('detct') })
    expect(await desktop.command(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+/) })
    expect(desktop.windows().length).toBe(windows)
  })

  test('has everything still there after a restart', async () => {
    await desktop.close()
    page = await desktop.launch()
    await everythingIsStillThere(page)
  })

  test('nothing in the page complained', () => expect(desktop.complaints).toEqual([]))
})

/** The machine sleeps for longer than anything waits, and its clock has gone on by a night. */
async function sleepAndWake(desktop: Desktop): Promise<void> {
  await desktop.evaluate(({ standIn, powerMonitor }) => {
    powerMonitor.emit('suspend')
    process.kill(standIn.engine(), 'SIGSTOP')
    const now = Date.now
    Date.now = () => now() + 8 * 3600_000
  })
  await new Promise((wait) => setTimeout(wait, 5000))
  await desktop.evaluate(({ standIn, powerMonitor }) => {
    process.kill(standIn.engine(), 'SIGCONT')
    powerMonitor.emit('resume')
  })
}

type Answer = { ok: boolean; value?: unknown; error?: { message: string } }
const call = (page: Page, name: string, args: unknown = {}) =>
  page.evaluate(
    ([asked, given]) =>
      (
        window as unknown as { anomalyStudio: { call(name: string, args: unknown): Promise<Answer> } }
      ).anomalyStudio.call(asked as string, given),
    [name, args],
  )

/** A copy of the open project, by the app's own dialog. */
async function copyProject(page: Page, desktop: Desktop, file: string): Promise<void> {
  await desktop.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, file)
  const chosen = (await call(page, 'files.pickSave', { purpose: 'project', name: 'other' })) as {
    value: { token: string }
  }
  expect(await call(page, 'project.saveCopy', { file: chosen.value.token })).toMatchObject({ ok: true })
}
