/**
 * `npm run dev [-- project.anomaly]`: the page with every change of its sources at once, and the real app behind it.
 *
 * The app serves as always (`anomaly-studio serve`) and Vite serves the page; what the page asks the app for goes through
 * Vite, which holds the invitation that the app printed. A change in src-main needs a new start.
 */
import { spawn } from 'node:child_process'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createServer, type ProxyOptions } from 'vite'
import { ensureNative } from '../src-main/setup/library.ts'
import { root } from './steps/fresh.ts'
import { progressPrinter } from './steps/progress.ts'

const port = 5199
const page = `http://127.0.0.1:${port}`

const progress = progressPrinter()
await ensureNative(progress.report)
progress.end()

const app = spawn(
  process.execPath,
  [join(root, 'bin', 'anomaly-studio.js'), 'serve', '--no-open', ...process.argv.slice(2)],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
app.on('exit', (code) => process.exit(code ?? 1))
// Also where the page cannot be served: a project stays locked by an app that nobody sees.
process.on('exit', () => app.kill('SIGTERM'))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.kill('SIGTERM'))

const address = new URL(await printedAddress())
const toApp = throughToApp(address.origin, await redeemed(address))
const server = await createServer({
  configFile: join(root, 'vite.config.ts'),
  cacheDir: join(root, 'node_modules', '.cache', 'vite-dev'),
  server: { host: '127.0.0.1', port, strictPort: true, proxy: { '/socket': { ...toApp, ws: true }, '/drop': toApp } },
})
await server.listen()
console.log(`The page is at ${page}. Ctrl+C ends it.`)

function printedAddress(): Promise<string> {
  return new Promise((resolve) => {
    app.stdout.setEncoding('utf8').on('data', (text: string) => {
      const url = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(text)?.[0]
      if (url) resolve(url)
      else process.stdout.write(text)
    })
  })
}

/** The cookie that the app gives for its printed address. */
async function redeemed(url: URL): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual' })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (!cookie) throw new Error(`The app let nobody in: ${answer.status}.`)
  return cookie
}

/** Lets this page through to the app, as if the app itself had sent it, and no other page of the browser. */
function throughToApp(target: string, cookie: string): ProxyOptions {
  const isOurs = (request: IncomingMessage) => request.headers.origin === page
  return {
    target,
    changeOrigin: true,
    headers: { origin: target, cookie },
    bypass: (request) => (request.headers.upgrade || isOurs(request) ? undefined : false),
    configure: (proxy) =>
      proxy.on('proxyReqWs', (sent, request, socket: Socket) => {
        if (isOurs(request)) return
        sent.destroy()
        socket.destroy()
      }),
  }
}
