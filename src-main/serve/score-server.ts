import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { badInput, toPlainError } from '../shared/errors.ts'

/** More than this in one request is a stream, for which there is standard input. */
const largestBody = 256e6
const host = '127.0.0.1'

/** Rows as text → their scores as text. Throws bad-input for rows that cannot be read. */
export type ScoreText = (rows: AsyncIterable<Buffer>) => Promise<string>

/**
 * Answers POST /score (rows in, scores out, each request a stream of its own) and GET /health, on this machine alone, until the process
 * ends. port — 0 = any free one. Throws bad-input for one that is taken.
 */
export async function serveScores(
  port: number,
  health: object,
  score: ScoreText,
  ready: (url: string) => void,
): Promise<void> {
  // The model is shared: one request after the other.
  let last = Promise.resolve()
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0]
    if (!isLocal(request)) return answer(response, 403, 'text/plain', 'Only this machine is answered.\n')
    if (request.method === 'GET' && path === '/health')
      return answer(response, 200, 'application/json', `${JSON.stringify({ status: 'ready', ...health })}\n`)
    if (request.method !== 'POST' || path !== '/score')
      return answer(response, 404, 'text/plain', 'POST rows to /score, or GET /health.\n')
    last = last.then(() => scoreRequest(score, request, response))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? badInput(`Port ${port} is taken: give another one to --serve.`) : error),
    )
    server.listen(port, host, resolve)
  })
  ready(`http://${host}:${(server.address() as AddressInfo).port}/score`)
  await new Promise((resolve) => server.once('close', resolve))
}

async function scoreRequest(score: ScoreText, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    let size = 0
    const body = (async function* () {
      for await (const block of request as AsyncIterable<Buffer>) {
        if ((size += block.length) > largestBody)
          throw badInput('One request holds at most 256 MB: send fewer rows at a time.')
        yield block
      }
    })()
    const text = await score(body)
    answer(response, 200, text.startsWith('{') ? 'application/x-ndjson' : 'text/csv', text)
  } catch (error) {
    const plain = toPlainError(error)
    answer(response, plain.code === 'internal' ? 500 : 400, 'text/plain', `${plain.message}\n`)
  }
}

/** A page in a browser must not reach it by a name that points here. */
const isLocal = ({ headers }: IncomingMessage) =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? '') && headers.origin === undefined

function answer(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(text)
}
