import type * as Electron from 'electron'

type Handler = (event: unknown, ...args: unknown[]) => unknown
const handlers = new Map<string, Handler>()

export const handlerOf = (channel: string) => handlers.get(channel)
export const channels = () => [...handlers.keys()]

export const ipcMain = {
  handle(channel, handler) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler as Handler)
  },
  removeHandler: (channel) => void handlers.delete(channel),
} satisfies Pick<typeof Electron.ipcMain, 'handle' | 'removeHandler'>
