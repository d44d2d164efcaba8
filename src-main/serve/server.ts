import { createReadStream } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { WebSocketServer } from 'ws'
import type { App } from '../app/create-app.ts'
import { pageFile } from '../hosting/page-files.ts'
import { pageHeaders } from '../hosting/page-headers.ts'
import { StudioError } from '../shared/errors.ts'
import { createDropFolder, type DropFolder } from './drop.ts'
import { createSession, type Session } from './session.ts'
import { serveSockets, largestMessage } from './sockets.ts'

export interface ServerOptions {
  app: App
  /** The built page: nothing outside it is ever sent. */
  rendererFolder: string
  /** 0 or absent: any free one. */
  port?: number
  /** For tests; random otherwise. */
  token?: string
  /** Called when a browser has been let in by the token. */
  onRedeemed?(): void
}

export interface RunningServer {
  /** With the token that works once. */
  url: string
  port: number
  close(): Promise<void>
}

const address = '127.0.0.1'

/**
 * The page and its socket, for browsers on this machine only. Every request must name this host (so that no other
 * name can be pointed here), come from this origin where it names one, and carry the session's cookie.
 * Throws bad-input where the port is taken.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const session = createSession(options.token)
  const drop = createDropFolder(options.app)
  const server = createServer((request, response) => void answer(request, response))
  server.requestTimeout = 30 * 60_000
  await listen(server, options.port ?? 0)
  const found = server.address()
  if (typeof found !== 'object' || !found) throw new StudioError('internal', 'The server has no address.')
  const { port } = found
  const doors: Doors = {
    port,
    host: `${address}:${port}`,
    origin: `http://${address}:${port}`,
    session,
    onRedeemed: () => options.onRedeemed?.(),
  }
  const headers = pageHeaders([`ws://${doors.host}`])

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    try {
      await route(request, response, doors, drop, options.rendererFolder)
    } catch (error) {
      if (!response.headersSent) refuse(response, 500, 'The server could not answer.')
      else response.destroy(error instanceof Error ? error : undefined)
    }
  }

  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage, perMessageDeflate: false })
  const stopTelling = serveSockets(sockets, options.app)
  server.on('upgrade', (request, socket, head) => {
    const refusal =
      refusalOf(request, doors) ?? (request.headers.origin === doors.origin && request.url === '/socket' ? null : 403)
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal} Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request))
  })

  return {
    url: `${doors.origin}/?token=${session.token}`,
    port,
    async close() {
      stopTelling()
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      await drop.remove()
    },
  }
}

interface Doors {
  port: number
  host: string
  origin: string
  session: Session
  onRedeemed(): void
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  doors: Doors,
  drop: DropFolder,
  folder: string,
): Promise<void> {
  if (request.headers.host !== doors.host || !sameOrigin(request, doors)) return refuse(response, 403, 'Not from here.')
  const url = new URL(request.url ?? '/', doors.origin)
  const token = url.searchParams.get('token')
  if (request.method === 'GET' && token !== null && url.pathname === '/') return redeem(request, response, doors, token)
  if (refusalOf(request, doors) !== null) return refuse(response, 401, notInvited)
  if (request.method === 'POST' && url.pathname === '/drop') {
    if (request.headers.origin !== doors.origin) return refuse(response, 403, 'Not from here.')
    return drop.receive(request, response, url.searchParams.get('name') ?? '')
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET and HEAD.')
  sendFile(request, response, folder, pathOf(request))
}

const notInvited =
  'Open Anomaly Studio with the address that it printed when it started. That address works once; after that, in the same browser, without the token. Start it again for a new one.'

/** A used token is no harm in a browser that already has the cookie: the address in its history goes on working. */
function redeem(request: IncomingMessage, response: ServerResponse, doors: Doors, token: string): void {
  const known = doors.session.admits(request.headers.cookie, doors.port)
  if (!known && !doors.session.redeem(token)) return refuse(response, 401, notInvited)
  if (!known) {
    response.setHeader('Set-Cookie', doors.session.setCookie(doors.port))
    doors.onRedeemed()
  }
  // Where another page led here, a browser would not send the new cookie along with a redirect.
  const led = request.headers['sec-fetch-site'] ?? 'none'
  if (led === 'none' || led === 'same-origin') return void response.writeHead(303, { Location: '/' }).end()
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(letIn)
}

const letIn = '<!doctype html><meta http-equiv="refresh" content="0; url=/"><title>Anomaly Studio</title>\n'

/** The status with which a request is turned away, or null. */
function refusalOf(request: IncomingMessage, doors: Doors): 401 | 403 | null {
  if (request.headers.host !== doors.host || !sameOrigin(request, doors)) return 403
  return doors.session.admits(request.headers.cookie, doors.port) ? null : 401
}

function sameOrigin(request: IncomingMessage, doors: Doors): boolean {
  return request.headers.origin === undefined || request.headers.origin === doors.origin
}

/** As sent: `new URL` would already have resolved "..", and what arrives is judged, not what it was turned into. */
const pathOf = (request: IncomingMessage) => (request.url ?? '/').split('?')[0]

function sendFile(request: IncomingMessage, response: ServerResponse, folder: string, path: string): void {
  const file = pageFile(folder, path)
  if (!file) return refuse(response, 404, 'There is no such file.')
  response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': file.bytes })
  if (request.method === 'HEAD') response.end()
  else
    createReadStream(file.path)
      .on('error', () => response.destroy())
      .pipe(response)
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end(sentence + '\n')
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(new StudioError('bad-input', `Port ${port} is in use by another program. Choose another, or none.`))
      else if (error.code === 'EACCES')
        reject(new StudioError('bad-input', `Port ${port} is not allowed. Choose one from 1024 up, or none.`))
      else reject(error)
    })
    server.listen(port, address, resolve)
  })
}
