import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { App } from '../../src-main/app/create-app.ts'
import { findBrowser } from '../../src-main/setup/doctor.ts'
import { leadingTo } from '../../src-main/serve/open-browser.ts'
import { startServer, type RunningServer } from '../../src-main/serve/server.ts'
import { chromiumFlags } from '../chromium.ts'

const executablePath = findBrowser()

/** What a browser itself adds to the server's rules: cookies, origins and the page's policy, in a real one. */
describe.skipIf(!executablePath)(
  `the loopback server in a browser${executablePath ? '' : ' (there is no Chromium here)'}`,
  () => {
    let folder: string
    let server: RunningServer
    let foreign: Server
    let browser: Browser
    let context: BrowserContext
    const admitted: string[] = []
    const app: App = {
      call: async () => ({ ok: true, value: null }),
      on: () => () => {},
      admitOutput: () => {
        throw new Error('Nothing is written here.')
      },
      admit(path) {
        admitted.push(path)
        return { token: 't', name: 'dropped.csv', bytes: 3 }
      },
      give: () => {},
      busy: () => [],
      tell: () => {},
      run: () => {},
      close: async () => {},
    }
    const script = `
    window.inline = 'not run'
    try { window.evaluated = new Function('return "run"')() } catch { window.evaluated = 'not run' }
    document.title = 'loaded'
    window.socketOutcome = (address) => new Promise((resolve) => {
      const socket = new WebSocket(address)
      socket.onopen = () => resolve('open')
      socket.onerror = () => resolve('refused')
    })`

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'browser-'))
      mkdirSync(join(folder, 'renderer'))
      writeFileSync(join(folder, 'renderer', 'page.js'), script)
      writeFileSync(
        join(folder, 'renderer', 'index.html'),
        '<!doctype html><script src="./page.js"></script><script>window.inline = "run"</script><p style="color: rgb(1, 2, 3)">page</p>',
      )
      server = await startServer({ app, rendererFolder: join(folder, 'renderer') })
      foreign = createServer((_request, response) =>
        response.setHeader('Content-Type', 'text/html').end(`<!doctype html><script>${script}</script>`),
      )
      await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
      browser = await chromium.launch({ executablePath: executablePath ?? '', args: chromiumFlags })
      context = await browser.newContext()
    })
    afterAll(async () => {
      await browser?.close()
      foreign?.close()
      await server?.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    })

    test('opens with the printed address, hides the token, and goes on in a reload and in a second tab', async () => {
      const page = await context.newPage()
      await page.goto(server.url)
      expect(page.url()).toBe(`http://127.0.0.1:${server.port}/`)
      expect(await page.title()).toBe('loaded')
      await page.reload()
      expect(await page.title()).toBe('loaded')
      const second = await context.newPage()
      await second.goto(`http://127.0.0.1:${server.port}/`)
      expect(await second.title()).toBe('loaded')
      const stranger = await (await browser.newContext()).newPage()
      expect((await stranger.goto(server.url))?.status()).toBe(401)
    })

    test('opens from the file that leads to it, which keeps the token off command lines', async () => {
      const own = await startServer({ app, rendererFolder: join(folder, 'renderer') })
      const page = await (await browser.newContext()).newPage()
      writeFileSync(join(folder, 'open.html'), leadingTo(own.url))
      await page.goto(pathToFileURL(join(folder, 'open.html')).href)
      await page.waitForURL(`http://127.0.0.1:${own.port}/`)
      expect(await page.title()).toBe('loaded')
      expect(await page.evaluate('document.referrer')).not.toContain('token')
      await own.close()
    })

    test("runs no inline script and no text as code, lets the page's own socket through, and shows inline styles", async () => {
      const page = await context.newPage()
      await page.goto(`http://127.0.0.1:${server.port}/`)
      expect(await page.evaluate('window.inline')).toBe('not run')
      expect(await page.evaluate('window.evaluated')).toBe('not run')
      expect(await page.evaluate('document.cookie')).toBe('')
      expect(await page.locator('p').evaluate((element) => getComputedStyle(element).color)).toBe('rgb(1, 2, 3)')
      expect(await page.evaluate(`window.socketOutcome('ws://127.0.0.1:${server.port}/socket')`)).toBe('open')
      expect(
        await page
          .evaluate(`window.socketOutcome('ws://127.0.0.1:${addressOf(foreign)}/socket')`)
          .catch(() => 'blocked'),
      ).not.toBe('open')
      expect(
        await page.evaluate(`fetch('http://127.0.0.1:${addressOf(foreign)}/').then(() => 'fetched', () => 'blocked')`),
      ).toBe('blocked')
    })

    test('takes a dropped file', async () => {
      const page = await context.newPage()
      await page.goto(`http://127.0.0.1:${server.port}/`)
      const answer = await page.evaluate(
        `fetch('/drop?name=dropped.csv', { method: 'POST', body: new File(['a,b'], 'dropped.csv') }).then((response) => response.json())`,
      )
      expect(answer).toEqual({ token: 't', name: 'dropped.csv', bytes: 3 })
      expect(readFileSync(admitted.at(-1) ?? '', 'utf8')).toBe('a,b')
    })

    test('shows a page of another origin nothing, though the same browser holds the cookie', async () => {
      const page = await context.newPage()
      await page.goto(`http://127.0.0.1:${addressOf(foreign)}/`)
      expect(await page.evaluate(`window.socketOutcome('ws://127.0.0.1:${server.port}/socket')`)).toBe('refused')
      const fetched = (init: string) =>
        page.evaluate(
          `fetch('http://127.0.0.1:${server.port}/', ${init}).then((response) => response.type + response.status, () => 'blocked')`,
        )
      expect(await fetched("{ credentials: 'include' }")).toBe('blocked')
      const before = admitted.length
      await page.evaluate(
        `fetch('http://127.0.0.1:${server.port}/drop?name=x.csv', { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'x' }).catch(() => {})`,
      )
      expect(admitted.length).toBe(before)
      await page.setContent(`<iframe src="http://127.0.0.1:${server.port}/"></iframe>`)
      await page.waitForTimeout(500)
      expect(
        await Promise.all(
          page
            .frames()
            .slice(1)
            .map((frame) => frame.title().catch(() => 'blocked')),
        ),
      ).not.toContain('loaded')
    })
  },
)

function addressOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
