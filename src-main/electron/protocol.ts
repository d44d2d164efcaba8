import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { pageFile } from '../hosting/page-files.ts'
import { pageHeaders } from '../hosting/page-headers.ts'
import { isPageAddress, pageScheme } from './page.ts'

/** Must run before the app is ready. A standard, secure scheme gives the page an origin of its own; file:// has none. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Answers app://anomaly-studio/… from the built page and from nowhere else, with the page's policy on every answer. */
export function serveScheme(rendererFolder: string): void {
  protocol.handle(pageScheme, (request) => respond(request, rendererFolder))
}

async function respond(request: { url: string; method: string }, rendererFolder: string): Promise<Response> {
  const headers = pageHeaders()
  const allowed = isPageAddress(request.url) && (request.method === 'GET' || request.method === 'HEAD')
  const file = allowed ? pageFile(rendererFolder, new URL(request.url).pathname) : null
  if (!file) return new Response('There is no such file.', { status: 404, headers })
  return new Response(await readFile(file.path), { headers: { ...headers, 'Content-Type': file.type } })
}
