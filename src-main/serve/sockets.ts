import type { WebSocket, WebSocketServer } from 'ws'
import type { App } from '../app/create-app.ts'
import { contract, eventNames } from '../shared/contract.ts'
import { StudioError, toPlainError } from '../shared/errors.ts'
import { decode, encode } from '../shared/wire.ts'

/** What one page may send at once, in bytes: 100,000 labels with notes fit. */
export const largestMessage = 64 * 1024 * 1024
/** A page that has stopped reading is let go before its unread events fill the memory. */
const mostUnread = 256 * 1024 * 1024
const cannotRead = 1003

/** Calls from every open page to the app, events from the app to every open page. Returns what ends it. */
export function serveSockets(sockets: WebSocketServer, app: App): () => void {
  sockets.on('connection', (socket) => {
    socket.on('error', () => socket.terminate())
    socket.on('message', (data, isBinary) => void receive(socket, app, data, isBinary))
  })
  return app.on((name, payload) => {
    if (sockets.clients.size === 0 || !eventNames.includes(name)) return
    const frame = encode({ kind: 'event', name, payload })
    for (const socket of sockets.clients) deliver(socket, frame)
  })
}

async function receive(socket: WebSocket, app: App, data: unknown, isBinary: boolean): Promise<void> {
  const call = isBinary && data instanceof Uint8Array ? callIn(data) : null
  if (!call) return socket.close(cannotRead, 'That is no message of this app.')
  const answer = Object.hasOwn(contract, call.name)
    ? await app.call(call.name, call.args)
    : { ok: false, error: toPlainError(new StudioError('bad-input', `There is no call "${call.name.slice(0, 100)}".`)) }
  deliver(socket, encodeAnswer(call.id, answer))
}

/** An answer that cannot be encoded is our mistake, and must not leave the page waiting. */
function encodeAnswer(id: number, answer: unknown): Uint8Array<ArrayBuffer> {
  try {
    return encode({ kind: 'answer', id, answer })
  } catch (error) {
    return encode({ kind: 'answer', id, answer: { ok: false, error: toPlainError(error) } })
  }
}

function callIn(data: Uint8Array): { id: number; name: string; args: unknown } | null {
  try {
    const message = decode(data)
    if (typeof message !== 'object' || message === null) return null
    const { kind, id, name, args } = message as Record<string, unknown>
    if (kind !== 'call' || typeof id !== 'number' || !Number.isSafeInteger(id) || typeof name !== 'string') return null
    return { id, name, args }
  } catch {
    return null
  }
}

function deliver(socket: WebSocket, frame: Uint8Array): void {
  if (socket.readyState !== socket.OPEN) return
  if (socket.bufferedAmount > mostUnread) socket.terminate()
  else socket.send(frame)
}
