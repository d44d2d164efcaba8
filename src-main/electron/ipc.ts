import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { App } from '../app/create-app.ts'
import { contract, eventNames } from '../shared/contract.ts'
import { badInput } from '../shared/errors.ts'
import { admitChannel, callChannel, callsArgument, eventChannel, eventsArgument } from './channels.ts'
import { isPageAddress } from './page.ts'

/** What preload is started with: the allow-lists, taken from the contract. */
export const preloadArguments = [callsArgument + Object.keys(contract).join(','), eventsArgument + eventNames.join(',')]

/**
 * Calls from the page to the app, events from the app to the page. A sender that is not the main frame of our own page
 * is rejected, not answered with nothing. Returns what ends it.
 */
export function connectPage(page: WebContents, app: App): () => void {
  const onlyFromPage = (event: IpcMainInvokeEvent) => {
    const frame = event.senderFrame
    if (event.sender !== page || !frame || frame !== page.mainFrame || !isPageAddress(frame.url))
      throw badInput('This message did not come from the page of the app.')
  }
  ipcMain.handle(callChannel, (event, name: unknown, args: unknown) => {
    onlyFromPage(event)
    return app.call(String(name), args)
  })
  ipcMain.handle(admitChannel, (event, path: unknown) => {
    onlyFromPage(event)
    if (typeof path !== 'string' || path === '') throw badInput('Only files from this machine can be dropped here.')
    return app.admit(path)
  })
  const stopTelling = app.on((name, payload) => {
    if (!page.isDestroyed()) page.send(eventChannel, name, payload)
  })
  return () => {
    stopTelling()
    ipcMain.removeHandler(callChannel)
    ipcMain.removeHandler(admitChannel)
  }
}
