import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { App } from '../../src-main/app/create-app.ts'
import { startServer, type RunningServer } from '../../src-main/serve/server.ts'
import { largestMessage } from '../../src-main/serve/sockets.ts'
import { decode, encode } from '../../src-main/shared/wire.ts'

/** The server's own tests need an app that answers at once and tells what it was asked. */
const asked: { name: string; args: unknown }[] = []
const admitted: string[] = []
const listeners = new Set<Parameters<App['on']>[0]>()
const app: App = {
  async call(name, args) {
    asked.push({ name, args })
    return { ok: true, value: { echoed: args, lane: new Float64Array([1, NaN]) } }
  },
  on(listener) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  admitOutput: () => {
    throw new Error('Nothing is written here.')
  },
  admit(path) {
    admitted.push(path)
    return { token: 'token-1', name: path.split(/[\\/]/).at(-1) ?? '', bytes: 3 }
  },
  give: () => {},
  busy: () => [],
  tell: () => {},
  run: () => {},
  close: async () => {},
}

let folder: string
let server: RunningServer
let cookie: string
const token = 'the-token-of-this-test'

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'server-'))
  mkdirSync(join(folder, 'renderer'))
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(folder, 'secret.json'), '{"secret":true}')
  server = await startServer({ app, rendererFolder: join(folder, 'renderer'), token })
  const first = await get('/?token=' + token)
  cookie = (first.headers['set-cookie'] ?? [''])[0].split(';')[0]
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the address that is printed', () => {
  test('is on this machine alone and carries the token', () => {
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/?token=${token}`)
  })

  test('is exchanged once for a cookie that scripts cannot read and other sites cannot send', async () => {
    const own = await startServer({ app, rendererFolder: join(folder, 'renderer') })
    const { search } = new URL(own.url)
    const first = await get('/' + search, {}, own.port)
    expect(first.status).toBe(303)
    expect(first.headers.location).toBe('/')
    expect(first.headers['set-cookie']?.[0]).toMatch(
      /^anomaly-studio-\d+=[\w-]{40,}; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect((await get('/' + search, {}, own.port)).status).toBe(401)
    const kept = { Cookie: (first.headers['set-cookie'] ?? [''])[0].split(';')[0] }
    expect((await get('/' + search, kept, own.port)).status).toBe(303)
    expect((await get('/', kept, own.port)).status).toBe(200)
    expect((await get('/', kept, own.port)).status).toBe(200)
    await own.close()
  })

  test('is followed by a page and not by a redirect where another page led here, as the cookie would be left behind', async () => {
    const own = await startServer({ app, rendererFolder: join(folder, 'renderer') })
    const led = await get('/' + new URL(own.url).search, { 'Sec-Fetch-Site': 'cross-site' }, own.port)
    expect([led.status, led.headers['set-cookie']?.length]).toEqual([200, 1])
    expect(led.body).toContain('<meta http-equiv="refresh" content="0; url=/">')
    await own.close()
  })

  test('with another token opens nothing', async () => {
    expect((await get('/?token=guess')).status).toBe(401)
  })
})

describe('a request', () => {
  test('without the cookie gets a sentence and no file', async () => {
    const answer = await get('/')
    expect(answer.status).toBe(401)
    expect(answer.body).toContain('Open Anomaly Studio with the address that it printed')
  })

  test('with the cookie gets the page under a strict policy, and no permission for other origins', async () => {
    const answer = await get('/', { Cookie: cookie })
    expect(answer.status).toBe(200)
    expect(answer.body).toContain('<title>page</title>')
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /)
    expect(answer.headers['content-security-policy']).not.toContain('unsafe-eval')
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
    expect(answer.headers['referrer-policy']).toBe('no-referrer')
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('that names another host is refused, so that no other name can be pointed here', async () => {
    for (const Host of [
      'evil.example',
      `localhost:${server.port}`,
      '127.0.0.1',
      `127.0.0.1:${server.port}.evil.example`,
    ])
      expect((await get('/', { Cookie: cookie, Host })).status).toBe(403)
    expect((await get('/?token=' + token, { Cookie: cookie, Host: 'evil.example' })).status).toBe(403)
  })

  test('from another origin is refused, cookie or not', async () => {
    for (const Origin of [
      'http://evil.example',
      'null',
      `http://localhost:${server.port}`,
      `http://127.0.0.1:${server.port + 1}`,
    ])
      expect((await get('/', { Cookie: cookie, Origin })).status).toBe(403)
  })

  test('for a file outside the page gets nothing', async () => {
    for (const path of [
      '/../secret.json',
      '/%2e%2e/secret.json',
      '/..%2fsecret.json',
      '/..%5csecret.json',
      '//../secret.json',
    ]) {
      const answer = await get(path, { Cookie: cookie })
      expect(answer.status).toBe(404)
      expect(answer.body).not.toContain('secret"')
    }
  })

  test('with another method is refused', async () => {
    expect((await send('PUT', '/', { Cookie: cookie })).status).toBe(405)
    expect((await send('OPTIONS', '/', { Cookie: cookie })).status).toBe(405)
  })
})

describe('a dropped file', () => {
  const origin = () => `http://127.0.0.1:${server.port}`

  test('is written to a temporary folder and admitted', async () => {
    const answer = await send(
      'POST',
      '/drop?name=' + encodeURIComponent('../../my data.csv'),
      { Cookie: cookie, Origin: origin() },
      'a,b',
    )
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toMatchObject({ token: 'token-1' })
    const path = admitted.at(-1) ?? ''
    expect(readFileSync(path, 'utf8')).toBe('a,b')
    expect(path.startsWith(join(tmpdir(), 'anomaly-studio-'))).toBe(true)
    expect(path.split(/[\\/]/).at(-1)).not.toContain('..' + '/')
  })

  test('is refused without the cookie, without an origin and from another one', async () => {
    const before = admitted.length
    expect((await send('POST', '/drop?name=a.csv', { Origin: origin() }, 'x')).status).toBe(401)
    expect((await send('POST', '/drop?name=a.csv', { Cookie: cookie }, 'x')).status).toBe(403)
    expect(
      (await send('POST', '/drop?name=a.csv', { Cookie: cookie, Origin: 'http://evil.example' }, 'x')).status,
    ).toBe(403)
    expect(admitted.length).toBe(before)
  })

  test('without a usable name, or larger than can be taken, gets a sentence', async () => {
    const headers = { Cookie: cookie, Origin: origin() }
    const unnamed = await send('POST', '/drop?name=..', headers, 'x')
    expect(unnamed.status).toBe(400)
    expect(JSON.parse(unnamed.body)).toMatchObject({ code: 'bad-input' })
    const large = await send('POST', '/drop?name=a.csv', { ...headers, 'Content-Length': String(2 ** 50) })
    expect(large.status).toBe(400)
    expect(JSON.parse(large.body)).toMatchObject({ code: 'bad-input', message: expect.stringContaining('GiB') })
  })
})

describe('the socket', () => {
  const origin = () => `http://127.0.0.1:${server.port}`
  const connect = (headers: Record<string, string>, path = '/socket') =>
    new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers })
  const opened = () => connect({ Cookie: cookie, Origin: origin() })

  test('is refused without the cookie, without an origin, from another one, for another host and at another address', async () => {
    const refused: [Record<string, string>, string?][] = [
      [{ Origin: origin() }],
      [{ Cookie: cookie }],
      [{ Cookie: cookie, Origin: 'http://evil.example' }],
      [{ Cookie: cookie, Origin: 'null' }],
      [{ Cookie: cookie, Origin: origin(), Host: 'evil.example' }],
      [{ Cookie: `anomaly-studio-${server.port}=guess`, Origin: origin() }],
      [{ Cookie: cookie, Origin: origin() }, '/other'],
    ]
    for (const [headers, path] of refused)
      expect(await outcome(connect(headers, path))).toMatch(/^Unexpected server response: 40[13]$/)
  })

  test('answers a call with its typed arrays', async () => {
    const socket = opened()
    const answer = await ask(socket, encode({ kind: 'call', id: 5, name: 'app.info', args: {} }))
    expect(answer).toEqual({
      kind: 'answer',
      id: 5,
      answer: { ok: true, value: { echoed: {}, lane: new Float64Array([1, NaN]) } },
    })
    socket.close()
  })

  test('refuses a call that is not in the contract, without asking the app', async () => {
    const socket = opened()
    for (const name of ['app.quit', 'constructor', '__proto__', 'toString']) {
      const before = asked.length
      expect(await ask(socket, encode({ kind: 'call', id: 1, name, args: {} }))).toMatchObject({
        answer: { ok: false, error: { code: 'bad-input', message: `There is no call "${name}".` } },
      })
      expect(asked.length).toBe(before)
    }
    socket.close()
  })

  test('is closed on a message that is none', async () => {
    const wrong = [
      new Uint8Array([1, 2, 3]),
      encode('call'),
      encode({ kind: 'call', id: 'one', name: 'app.info' }),
      encode({ kind: 'event', name: 'x' }),
    ]
    for (const frame of wrong) expect(await closeCode(opened(), frame)).toBe(1003)
    expect(await closeCode(opened(), 'text')).toBe(1003)
  })

  test('is closed on a message that is too large', async () => {
    expect(await closeCode(opened(), new Uint8Array(largestMessage + 1))).toBe(1009)
  })

  test('passes on the events of the contract and no others', async () => {
    const socket = opened()
    await new Promise((resolve) => socket.once('open', resolve))
    const heard: unknown[] = []
    socket.on('message', (data: Buffer) => heard.push(decode(data)))
    for (const listener of listeners) {
      ;(listener as (name: string, payload: unknown) => void)('secret.event', {})
      listener('labels.changed', { dataset: 3 })
    }
    await expect.poll(() => heard).toEqual([{ kind: 'event', name: 'labels.changed', payload: { dataset: 3 } }])
    socket.close()
  })
})

test('a port that is taken is named', async () => {
  await expect(startServer({ app, rendererFolder: folder, port: server.port })).rejects.toThrow(
    `Port ${server.port} is in use by another program.`,
  )
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

const get = (path: string, headers: Record<string, string> = {}, port = server.port) =>
  send('GET', path, headers, undefined, port)

/** Node's plain client, because fetch neither sends a Host of one's choice nor a path with dots. */
function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
  port = server.port,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
        sent.destroy()
      })
    })
    sent.on('error', reject)
    if (headers['Content-Length']) sent.flushHeaders()
    else sent.end(body)
  })
}

function outcome(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.on('error', (error) => resolve(error.message))
    socket.on('open', () => resolve('open'))
  })
}

async function ask(socket: WebSocket, frame: Uint8Array): Promise<unknown> {
  if (socket.readyState !== socket.OPEN) await new Promise((resolve) => socket.once('open', resolve))
  const answer = new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(decode(data))))
  socket.send(frame)
  return answer
}

function closeCode(socket: WebSocket, frame: Uint8Array | string): Promise<number> {
  return new Promise((resolve) => {
    socket.on('open', () => socket.send(frame))
    socket.on('error', () => {})
    socket.on('close', (code) => resolve(code))
  })
}
