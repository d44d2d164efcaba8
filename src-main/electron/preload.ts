import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge } from '../shared/contract.ts'
import { admitChannel, callChannel, callsArgument, eventChannel, eventsArgument } from './channels.ts'

/** The page gets three functions, never ipcRenderer itself; names outside the contract go no further than here. */
const calls = namesAfter(callsArgument)
const events = namesAfter(eventsArgument)

const bridge: Bridge = {
  call(name, args) {
    if (!calls.has(name))
      return Promise.resolve({ ok: false, error: { code: 'bad-input', message: `There is no call "${name}".` } })
    return ipcRenderer.invoke(callChannel, name, args)
  },
  on(listener) {
    const receive = (_event: unknown, name: Parameters<typeof listener>[0], payload: unknown) => {
      if (events.has(name)) listener(name, payload)
    }
    ipcRenderer.on(eventChannel, receive)
    return () => void ipcRenderer.off(eventChannel, receive)
  },
  // A path is only to be had for a file that the person really dropped: for one that a script made it is empty.
  dropped: (file) => ipcRenderer.invoke(admitChannel, webUtils.getPathForFile(file)),
}

function namesAfter(argument: string): ReadonlySet<string> {
  const found = process.argv.find((text) => text.startsWith(argument))
  return new Set(found?.slice(argument.length).split(','))
}

contextBridge.exposeInMainWorld('anomalyStudio', bridge)
