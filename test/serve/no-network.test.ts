import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { CallInput, CallName, CallResult } from '../../src-main/shared/contract.ts'
import { decode, encode } from '../../src-main/shared/wire.ts'
import { training } from '../../scripts/steps/training.ts'

const built = resolve(import.meta.dirname, '../../dist/cli.js')
/** A tracer that may trace: a container can forbid it. */
const traces = spawnSync('strace', ['-f', '-e', 'trace=network', 'true'], { stdio: 'ignore' }).status === 0
const missing = !existsSync(built) ? 'dist/ is not built' : traces ? null : 'strace is not here or may not trace'
if (missing) console.info(`Tracing every socket of a journey is skipped: ${missing}.`)

describe.skipIf(missing !== null)('a whole journey on this machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'traced-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

  test('opens no socket of any process but on the loopback and between processes', async () => {
    const log = join(folder, 'sockets')
    const server = spawn(
      'strace',
      ['-f', '-e', 'trace=network', '-o', log, process.execPath, built, 'serve', '--no-open'],
      {
        env: {
          ...process.env,
          ANOMALY_STUDIO_DATA: join(folder, 'data'),
          ANOMALY_STUDIO_PROJECTS: join(folder, 'projects'),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const url = new URL(
      await new Promise<string>((found, failed) => {
        let said = ''
        server.stdout.on('data', (piece: Buffer) => {
          const address = /http:\S+/.exec((said += piece))
          if (address) found(address[0])
        })
        server.on('exit', (code) => failed(new Error(`The server ended with ${code}.`)))
      }),
    )
    const cookie = (await fetch(url, { redirect: 'manual' })).headers.get('set-cookie')?.split(';')[0] ?? ''
    const socket = new WebSocket(`ws://${url.host}/socket`, { headers: { Cookie: cookie, Origin: url.origin } })
    await new Promise((open) => socket.on('open', open))
    const call = <N extends CallName>(name: N, args: CallInput<N>) =>
      new Promise<CallResult<N>>((done, failed) => {
        const id = Math.floor(Math.random() * 1e9)
        const read = (data: Buffer) => {
          const message = decode(data) as {
            id?: number
            answer?: { ok: true; value: CallResult<N> } | { ok: false; error: { message: string } }
          }
          if (message.id !== id || !message.answer) return
          socket.off('message', read)
          if (message.answer.ok) done(message.answer.value)
          else failed(new Error(message.answer.error.message))
        }
        socket.on('message', read)
        socket.send(encode({ kind: 'call', id, name, args }))
      })
    const ended = async (job: number) => {
      for (;;) {
        const state = (await call('jobs.list', {})).find((one) => one.id === job)
        if (state && state.ended !== null) return state.status
        await new Promise((later) => setTimeout(later, 100))
      }
    }

    await call('app.engine', {})
    await call('project.sample', {})
    const [dataset] = await call('datasets.list', {})
    const trained = await call('train.start', training(dataset.id, 'z-score'))
    expect(await ended(trained.job)).toBe('done')
    const { folder: here } = await call('files.browse', { folder: null, purpose: 'report' })
    const file = await call('files.name', { folder: here, name: 'report.html', purpose: 'report' })
    const report = await call('report.start', { run: trained.run, labelSet: null, file: file.token })
    expect(await ended(report.job)).toBe('done')
    expect(statSync(join(folder, 'projects', 'report.html')).size).toBeGreaterThan(1000)
    socket.terminate()
    const gone = new Promise((exit) => server.once('exit', exit))
    const traced = readFileSync(log, 'utf8')
    spawnSync('kill', ['-TERM', /^(\d+) /.exec(traced)?.[1] ?? ''])
    await gone

    const lines = readFileSync(log, 'utf8').split('\n')
    const addresses = lines.filter((line) => /\b(connect|bind|sendto|sendmsg|accept4?)\(.*sa_family=AF_/.test(line))
    // The trace works at all: the server itself is seen.
    expect(addresses.some((line) => line.includes('inet_addr("127.0.0.1")'))).toBe(true)
    const here127 = /AF_UNIX|AF_UNSPEC|AF_NETLINK|inet_addr\("127\.|inet_pton\(AF_INET6, "(::1|::ffff:127\.)/
    expect(addresses.filter((line) => !here127.test(line))).toEqual([])
  })
})
