import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { App } from '../app/create-app.ts'
import { contract, eventNames } from '../shared/contract.ts'
import { badInput } from '../shared/errors.ts'
import { admitChannel, callChannel, callsArgument, eventChannel, eventsArgument } from './channels.ts'
import { isPageAddress } from './page.ts'

/** What preload is started with: the allow-lists, taken from the contract. */
export const preloadArguments = [callsArgument + Object.keys(contract).join(','), eventsArgument + eventNames.join(',')]

/** The page of each window, and the app behind it. */
const apps = new Map<WebContents, App>()

/**
 * Calls from a page to its app, events from the app to the page. A sender that is not the main frame of one of our own pages
 * is rejected, not answered with nothing. Returns what ends it.
 */
export function connectPage(page: WebContents, app: App): () => void {
  if (apps.size === 0) listen()
  apps.set(page, app)
  const stopTelling = app.on((name, payload) => {
    if (!page.isDestroyed()) page.send(eventChannel, name, payload)
  })
  return () => {
    stopTelling()
    apps.delete(page)
    if (apps.size > 0) return
    ipcMain.removeHandler(callChannel)
    ipcMain.removeHandler(admitChannel)
  }
}

function listen(): void {
  ipcMain.handle(callChannel, (event, name: unknown, args: unknown) => appOf(event).call(String(name), args))
  ipcMain.handle(admitChannel, (event, path: unknown) => {
    const app = appOf(event)
    if (typeof path !== 'string' || path === '') throw badInput('Only files from this machine can be dropped here.')
    return app.admit(path)
  })
}

function appOf({ sender, senderFrame: frame }: IpcMainInvokeEvent): App {
  const app = apps.get(sender)
  if (!app || !frame || frame !== sender.mainFrame || !isPageAddress(frame.url))
    throw badInput('This message did not come from the page of the app.')
  return app
}
