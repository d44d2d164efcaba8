import { connect, type Socket } from 'node:net'
import { once, type EventEmitter } from 'node:events'
import { WebSocket } from 'ws'
import { contract } from '../../src-main/shared/contract.ts'
import { decode, encode } from '../../src-main/shared/wire.ts'
import { argumentsOf, type Random } from './arguments-of.ts'

/** A loopback server that is attacked. secret — text of a file beside the page, which must never come out. */
export interface Target {
  port: number
  cookie: string
  secret: string
}

export interface Attack {
  what: string
  /** What is wrong with how the server took it; null — nothing. */
  problem: string | null
}

/** Words that no person should read, in an answer. */
const foreign =
  /SQLITE|SqliteError|DuckDB|\bzod\b|expected string|Invalid input|Too (big|small)|\bE[A-Z]{4,}\b|TypeError|RangeError|tensor should|\n\s+at |Unexpected (end|token)|Cannot read prop/

const patienceMs = 5000

/** Half of the files that this process may have open: both ends of a socket are here. */
const mostSockets = (() => {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: number | string } } }
  const files = Number(userLimits?.open_files?.soft ?? NaN)
  return Number.isNaN(files) ? 1000 : Math.max(20, Math.floor(files / 2) - 100)
})()
const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]

type Attacker = (target: Target, random: Random) => Promise<string | null>

/** Kinds of attacks by name; each says what is wrong, or null. */
const attackers: Record<string, Attacker> = {
  async door(target, random) {
    const headers = pick<Record<string, string>>(random, [
      {},
      { Cookie: `anomaly-studio-${target.port}=guess` },
      { Cookie: target.cookie, Origin: 'http://evil.example' },
      { Cookie: target.cookie, Origin: 'null' },
      { Cookie: target.cookie, Host: 'evil.example' },
      { Cookie: target.cookie, Host: `localhost:${target.port}` },
      { Cookie: target.cookie.replace(/=.*/, '=') },
    ])
    const path = pick(random, ['/', '/index.html', '/?token=', '/?token=guess', '/socket', '/drop?name=a.csv'])
    const { status } = await ask(target, pick(random, ['GET', 'POST', 'HEAD']), path, headers)
    return [400, 401, 403].includes(status) ? null : `${JSON.stringify(headers)} was answered with ${status}`
  },
  async traversal(target, random) {
    const up = pick(random, [
      '../',
      '..%2f',
      '%2e%2e/',
      '%2e%2e%2f',
      '..%5c',
      '..\\',
      '....//',
      '%252e%252e%252f',
      '..;/',
    ])
    const path =
      '/' + up.repeat(1 + Math.floor(random() * 8)) + pick(random, ['secret.json', 'etc/passwd', '%00', '.ssh/id'])
    const { status, body } = await ask(target, 'GET', path, { Cookie: target.cookie })
    if (body.includes(target.secret) || body.includes('root:')) return `${path} let a file out`
    return status >= 400 && status < 500 ? null : `${path} was answered with ${status}`
  },
  async frame(target, random) {
    const bytes = Uint8Array.from({ length: Math.floor(random() * 2000) }, () => Math.floor(random() * 256))
    const valid = encode({ kind: 'call', id: 1, name: 'app.info', args: {} })
    const cut = valid.slice(0, Math.floor(random() * valid.length))
    const changed = valid.map((byte) => (random() < 0.1 ? Math.floor(random() * 256) : byte))
    const swollen = encode({ kind: 'call', id: 1, name: 'app.info', args: Array.from({ length: 50_000 }, () => []) })
    const socket = await opened(target)
    socket.send(pick(random, [bytes, cut, changed, swollen, 'text', '']))
    await Promise.race([closed(socket), once(socket, 'message'), pause(300)])
    socket.terminate()
    return null
  },
  async huge(target, random) {
    const raw = await upgraded(target)
    // A frame that says it has 100 MB, of which some come, or none, or all.
    const head = Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x06, 0x40, 0, 0, 1, 2, 3, 4])
    if (random() < 0.3) {
      raw.write(head)
      const sent = await poured(raw, 100 * 2 ** 20)
      raw.destroy()
      return sent < 16 * 2 ** 20 ? null : `${sent} bytes of a frame of 100 MB were taken before it was refused`
    }
    raw.write(head.subarray(0, 2 + Math.floor(random() * (head.length - 2))))
    raw.write(Buffer.alloc(Math.floor(random() * 2e6)))
    await Promise.race([closed(raw), pause(200)])
    raw.destroy()
    return null
  },
  async call(target, random) {
    const names = Object.keys(contract) as (keyof typeof contract)[]
    const name = pick(
      random,
      names.filter((one) => one !== 'project.sample'),
    )
    const args = argumentsOf(contract[name].args, random, pick(random, [0, 0.05, 0.3]))
    const answer = (await called(target, name, args)) as { ok?: boolean; error?: { message: string } } | null
    if (!answer) return `${name} was not answered in ${patienceMs / 1000} s`
    const message = answer.error?.message ?? ''
    return foreign.test(message) ? `${name} ${JSON.stringify(args)?.slice(0, 300)} said: ${message}` : null
  },
  async crowd(target, random) {
    const raw = Array.from({ length: Math.min(pick(random, [20, 100, 1000]), mostSockets) }, () =>
      connect(target.port, '127.0.0.1').on('error', () => {}),
    )
    // Slow ones: the beginning of a request, and then nothing.
    for (const socket of raw) socket.write('GET / HT')
    const all = Promise.all(raw.map((socket) => Promise.race([closed(socket), once(socket, 'connect')])))
    const connected = await Promise.race([all, pause(patienceMs)])
    const page = await ask(target, 'GET', '/', { Cookie: target.cookie })
    for (const socket of raw) socket.destroy()
    if (!connected) return `${raw.length} sockets were not let in in ${patienceMs / 1000} s`
    return page.status === 200 ? null : `beside ${raw.length} slow sockets the page was answered with ${page.status}`
  },
}

/** One attack by its random numbers, and whether the server answers afterwards as it should. */
export async function attack(target: Target, random: Random): Promise<Attack> {
  const what = pick(random, Object.keys(attackers))
  try {
    const problem = await attackers[what](target, random)
    if (problem) return { what, problem }
    const [page, info] = await Promise.all([
      ask(target, 'GET', '/', { Cookie: target.cookie }),
      called(target, 'app.info', {}),
    ])
    if (page.status !== 200) return { what, problem: `afterwards the page was answered with ${page.status}` }
    return { what, problem: (info as { ok?: boolean } | null)?.ok ? null : 'afterwards the app did not answer' }
  } catch (error) {
    return { what, problem: error instanceof Error ? error.message : String(error) }
  }
}

const pause = (ms: number) => new Promise<null>((resolve) => setTimeout(resolve, ms, null))

/** Writes until the other end answers or closes, or all is written; answers how many bytes left. */
async function poured(raw: Socket, bytes: number): Promise<number> {
  let [sent, refused] = [0, false]
  for (const event of ['data', 'end', 'close']) raw.once(event, () => (refused = true))
  const part = Buffer.alloc(256 * 1024)
  for (; sent < bytes && !refused; sent += part.length)
    if (!raw.write(part)) await Promise.race([once(raw, 'drain').catch(() => null), closed(raw), pause(patienceMs)])
  return sent
}

/** True when it has; however it came to that. */
const closed = (socket: EventEmitter) => new Promise<true>((resolve) => socket.once('close', () => resolve(true)))

/** By hand, so that the path is sent as it is. */
async function ask(
  { port }: Target,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  const all = { Host: `127.0.0.1:${port}`, Connection: 'close', ...headers }
  socket.write(
    `${method} ${path} HTTP/1.1\r\n${Object.entries(all)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`,
  )
  let text = ''
  socket.setEncoding('latin1').on('data', (piece: string) => (text += piece))
  const ended = await Promise.race([closed(socket), pause(patienceMs)])
  socket.destroy()
  if (!ended) throw new Error(`${method} ${path} was not answered in ${patienceMs / 1000} s`)
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 400), body: text.slice(text.indexOf('\r\n\r\n')) }
}

async function opened({ port, cookie }: Target): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, {
    headers: { Cookie: cookie, Origin: `http://127.0.0.1:${port}` },
  })
  socket.on('error', () => {})
  await once(socket, 'open')
  return socket
}

async function upgraded({ port, cookie }: Target) {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  const lines = [
    'GET /socket HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Origin: http://127.0.0.1:${port}`,
    `Cookie: ${cookie}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
  ]
  socket.write(lines.join('\r\n') + '\r\n\r\n')
  await once(socket, 'data')
  return socket
}

async function called(target: Target, name: string, args: unknown): Promise<unknown> {
  const socket = await opened(target)
  const answer = new Promise<unknown>((resolve) =>
    socket.on('message', (data: Buffer) => {
      const message = decode(data) as { kind?: string; answer?: unknown }
      if (message.kind === 'answer') resolve(message.answer)
    }),
  )
  socket.send(encode({ kind: 'call', id: 1, name, args }))
  const found = await Promise.race([answer, pause(patienceMs)])
  socket.terminate()
  return found
}
