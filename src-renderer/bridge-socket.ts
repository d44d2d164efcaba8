import type { Bridge, EventName, FileRef } from '../src-main/shared/contract.ts'
import { badInput, fromPlainError, type PlainError } from '../src-main/shared/errors.ts'
import { decode, encode } from '../src-main/shared/wire.ts'

type Answer = Awaited<ReturnType<Bridge['call']>>
type Listener = Parameters<Bridge['on']>[0]

const lost: Answer = {
  ok: false,
  error: {
    code: 'internal',
    message:
      'The connection to the app was lost. What was saved is safe; start the app again if it does not come back.',
  },
}
const pauses = [500, 1000, 2000, 5000]

/**
 * The bridge over a socket to the loopback server that sent this page. Calls made before it is open wait for it;
 * calls under way when it breaks fail with a sentence. It comes back by itself, with growing pauses.
 */
export function connectSocket(address = socketAddress()): Bridge {
  const waiting = new Map<number, (answer: Answer) => void>()
  const listeners = new Set<Listener>()
  let nextId = 1
  let attempts = 0
  let early: Uint8Array<ArrayBuffer>[] | null = []
  let socket = open()

  function open(): WebSocket {
    const fresh = new WebSocket(address)
    fresh.binaryType = 'arraybuffer'
    fresh.onopen = () => {
      if (attempts > 0) tell('app.notice', { severity: 'note', message: 'Connected to the app again.' })
      attempts = 0
      for (const frame of early ?? []) fresh.send(frame)
      early = null
    }
    fresh.onmessage = (event: MessageEvent<unknown>) => {
      if (event.data instanceof ArrayBuffer) receive(decode(event.data))
    }
    fresh.onclose = () => {
      if (attempts === 0)
        tell('app.notice', { severity: 'error', message: 'The connection to the app was lost. Trying again.' })
      early = null
      for (const answer of waiting.values()) answer(lost)
      waiting.clear()
      setTimeout(() => void again(), pauses[Math.min(attempts++, pauses.length - 1)])
    }
    return fresh
  }

  /** Another start of the app knows nothing of this page: trying on would never end. */
  async function again(): Promise<void> {
    if (await turnedAway())
      tell('app.notice', {
        severity: 'error',
        message: 'Anomaly Studio was started anew. Open it with the address that it printed.',
      })
    else socket = open()
  }

  function receive(message: unknown): void {
    if (isAnswer(message)) {
      waiting.get(message.id)?.(message.answer)
      waiting.delete(message.id)
    } else if (isEvent(message)) tell(message.name, message.payload)
  }

  function tell(name: EventName, payload: unknown): void {
    for (const listener of listeners) listener(name, payload)
  }

  return {
    call(name, args) {
      if (!early && socket.readyState !== WebSocket.OPEN) return Promise.resolve(lost)
      return new Promise((resolve) => {
        const id = nextId++
        const frame = encode({ kind: 'call', id, name, args })
        waiting.set(id, resolve)
        if (early) early.push(frame)
        else socket.send(frame)
      })
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dropped: upload,
  }
}

/** A socket that is refused does not say why; a plain request does. */
async function turnedAway(): Promise<boolean> {
  return fetch('/', { method: 'HEAD' }).then(
    (response) => response.status === 401,
    () => false,
  )
}

function socketAddress(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket`
}

/** A page cannot know the path of a dropped file: its bytes go to a temporary folder of the server. */
async function upload(file: File): Promise<FileRef> {
  // A folder looks like a file until its bytes are asked for.
  const response = await fetch(`/drop?name=${encodeURIComponent(file.name)}`, { method: 'POST', body: file }).catch(
    () => {
      throw badInput(`"${file.name}" could not be read. Folders cannot be dropped, only files.`)
    },
  )
  const answer: unknown = await response.json()
  if (response.ok && isFileRef(answer)) return answer
  throw isPlainError(answer) ? fromPlainError(answer) : badInput(`The file "${file.name}" could not be taken.`)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isPlainError = (value: unknown): value is PlainError =>
  isObject(value) && typeof value.message === 'string' && typeof value.code === 'string'
const isFileRef = (value: unknown): value is FileRef =>
  isObject(value) &&
  typeof value.token === 'string' &&
  typeof value.name === 'string' &&
  typeof value.bytes === 'number'
const isEvent = (value: unknown): value is { name: EventName; payload: unknown } =>
  isObject(value) && value.kind === 'event' && typeof value.name === 'string'
const isAnswer = (value: unknown): value is { id: number; answer: Answer } =>
  isObject(value) &&
  value.kind === 'answer' &&
  typeof value.id === 'number' &&
  isObject(value.answer) &&
  typeof value.answer.ok === 'boolean'
