import { decodeClone, encodeClone } from './clone.ts'

/** The isolated world in which the built preload script runs, and the binding that only it can call. */
export const worldName = 'Preload'
export const bindingName = 'standInSend'

/**
 * What is put before the built preload script: `require('electron')`, `process.argv`, and the half of contextBridge that lies in
 * its world. Worlds share the document and no objects, so what is exposed is relayed by events, each argument cloned on its way.
 */
export function preloadScript(preload: string, argv: string[], secret: string): string {
  return `(() => {
    if (window !== window.top) return
    const encodeClone = ${encodeClone}
    const decodeClone = ${decodeClone}
    ;(${isolatedWorld})(${JSON.stringify(secret)}, ${JSON.stringify(argv)}, encodeClone, decodeClone, ${JSON.stringify(bindingName)}, (require, process, module, exports) => {
      ${preload}
    })
  })()`
}

/** The page's half of contextBridge: what is exposed, made of functions that ask the other world. */
export const pageScript = (secret: string) =>
  `(() => { if (window === window.top) (${pageWorld})(${JSON.stringify(secret)}) })()`

type Answer = { value?: unknown; promise?: number; dispose?: number; error?: string }
type Passed = { value?: unknown; callback?: number }

function isolatedWorld(
  secret: string,
  argv: string[],
  encode: (value: unknown) => string,
  decode: (text: string) => unknown,
  binding: string,
  preload: (require: unknown, process: unknown, module: unknown, exports: unknown) => void,
): void {
  const outside = (globalThis as unknown as Record<string, (text: string) => void>)[binding]
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  const listeners = new Map<string, Set<(event: unknown, ...args: unknown[]) => void>>()
  const files: File[] = []
  const disposers: (() => void)[] = []
  const exposed: Record<string, Record<string, (...args: unknown[]) => unknown>> = {}
  let count = 0
  const tell = (name: string, detail: unknown) => document.dispatchEvent(new CustomEvent(secret + name, { detail }))
  const electron = {
    ipcRenderer: {
      invoke(channel: string, ...args: unknown[]) {
        const id = ++count
        const text = encode(args)
        return new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject })
          outside(JSON.stringify({ id, channel, args: text }))
        })
      },
      on(channel: string, listener: (event: unknown, ...args: unknown[]) => void) {
        listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener))
      },
      off: (channel: string, listener: () => void) => void listeners.get(channel)?.delete(listener),
    },
    // The real path is only to be had outside: what stands for it is replaced on the way.
    webUtils: { getPathForFile: (file: File) => `${secret}${files.push(file) - 1}` },
    contextBridge: {
      exposeInMainWorld(name: string, api: (typeof exposed)[string]) {
        exposed[name] = api
        tell('expose', { name, keys: Object.keys(api) })
      },
    },
  }
  document.addEventListener(secret + 'ready', () => {
    for (const [name, api] of Object.entries(exposed)) tell('expose', { name, keys: Object.keys(api) })
  })
  document.addEventListener(secret + 'dispose', (event) => disposers[(event as CustomEvent<number>).detail]())
  document.addEventListener(secret + 'call', (event) => {
    const { name, key, args } = (event as CustomEvent<{ name: string; key: string; args: Passed[] }>).detail
    const answer = (): Answer => {
      try {
        const given = args.map((one) =>
          one.callback === undefined
            ? one.value
            : (...passed: unknown[]) => tell('callback', { callback: one.callback, passed }),
        )
        const result = exposed[name][key](...given)
        if (typeof result === 'function') return { dispose: disposers.push(result as () => void) - 1 }
        if (!(result instanceof Promise)) return { value: result }
        const promise = ++count
        result.then(
          (value: unknown) => tell('settled', { promise, value }),
          (error: unknown) =>
            tell('settled', { promise, error: error instanceof Error ? error.message : String(error) }),
        )
        return { promise }
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) }
      }
    }
    tell('answer', answer())
  })
  Object.assign(globalThis, {
    standIn: {
      settle(id: number, ok: boolean, text: string) {
        const one = waiting.get(id)
        waiting.delete(id)
        if (ok) one?.resolve(decode(text))
        else one?.reject(decode(text))
      },
      receive(channel: string, text: string) {
        for (const listener of listeners.get(channel) ?? []) listener({}, ...(decode(text) as unknown[]))
      },
      file: (at: number) => files[at],
    },
  })
  const required = (name: string) => {
    if (name !== 'electron') throw new Error(`A sandboxed preload script cannot load ${name}.`)
    return electron
  }
  preload(required, { argv }, { exports: {} }, {})
}

function pageWorld(secret: string): void {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const callbacks = new Map<number, (...args: unknown[]) => void>()
  let count = 0
  const listen = <T>(name: string, heard: (detail: T) => void) =>
    document.addEventListener(secret + name, (event) => heard((event as CustomEvent<T>).detail))
  const tell = (name: string, detail: unknown) => document.dispatchEvent(new CustomEvent(secret + name, { detail }))
  let answer: Answer = {}
  listen<Answer>('answer', (detail) => (answer = detail))
  listen<{ callback: number; passed: unknown[] }>('callback', ({ callback, passed }) =>
    callbacks.get(callback)?.(...passed),
  )
  listen<{ promise: number; value?: unknown; error?: string }>('settled', ({ promise, value, error }) => {
    const one = waiting.get(promise)
    waiting.delete(promise)
    if (error === undefined) one?.resolve(value)
    else one?.reject(new Error(error))
  })
  const asking =
    (name: string, key: string) =>
    (...args: unknown[]): unknown => {
      const passed = args.map((value): Passed => {
        if (typeof value !== 'function') return { value }
        callbacks.set(++count, value as () => void)
        return { callback: count }
      })
      tell('call', { name, key, args: passed })
      const { promise, dispose, error, value } = answer
      if (error !== undefined) throw new Error(error)
      if (dispose !== undefined) return () => void tell('dispose', dispose)
      if (promise === undefined) return value
      return new Promise((resolve, reject) => waiting.set(promise, { resolve, reject }))
    }
  listen<{ name: string; keys: string[] }>('expose', ({ name, keys }) => {
    if (Object.hasOwn(window, name)) return
    const api = Object.freeze(Object.fromEntries(keys.map((key) => [key, asking(name, key)])))
    Object.defineProperty(window, name, { value: api, enumerable: true })
  })
  document.dispatchEvent(new Event(secret + 'ready'))
}
