import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { browserSession, toWeb } from './chromium.ts'
import { preventable, record } from './recorded.ts'

type Handler<K extends 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'> =
  Exclude<Parameters<Electron.Session[K]>[0], null>

/** Electron's names of permissions, and Chromium's. */
const permissions = {
  geolocation: 'geolocation',
  notifications: 'notifications',
  midi: 'midi',
  'clipboard-read': 'clipboard-read',
  'clipboard-sanitized-write': 'clipboard-write',
} as const

/** What pages may do. Chromium is told the answers of the app's own handlers. */
export class StandInSession extends EventEmitter {
  handlers: {
    request?: Handler<'setPermissionRequestHandler'> | null
    check?: Handler<'setPermissionCheckHandler'> | null
    device?: Handler<'setDevicePermissionHandler'> | null
    before?: Parameters<Electron.WebRequest['onBeforeRequest']>[0] | null
  } = {}
  setPermissionRequestHandler: Electron.Session['setPermissionRequestHandler'] = (handler) =>
    void (this.handlers.request = handler)
  setPermissionCheckHandler: Electron.Session['setPermissionCheckHandler'] = (handler) =>
    void (this.handlers.check = handler)
  setDevicePermissionHandler: Electron.Session['setDevicePermissionHandler'] = (handler) =>
    void (this.handlers.device = handler)
  setSpellCheckerEnabled: Electron.Session['setSpellCheckerEnabled'] = (enable) => record('spellChecker', enable)
  webRequest = {
    onBeforeRequest: ((handler: NonNullable<typeof this.handlers.before>) =>
      void (this.handlers.before = handler)) as Electron.WebRequest['onBeforeRequest'],
  }

  /** Whether a request may go on. */
  lets(url: string): Promise<boolean> {
    const { before } = this.handlers
    if (!before) return Promise.resolve(true)
    return new Promise((decide) =>
      before({ url } as Electron.OnBeforeRequestListenerDetails, (answer) => decide(!answer.cancel)),
    )
  }

  /** Gives Chromium the app's answers for the pages of an origin, and lets the app hear of downloads. */
  async guard(origin: string, contents: object): Promise<void> {
    const browser = await browserSession()
    const web = new URL(toWeb(origin)).origin
    for (const [name, chromiumName] of Object.entries(permissions)) {
      const asked = name as keyof typeof permissions
      const granted = this.handlers.check?.(contents as Electron.WebContents, asked, origin, {} as never) ?? true
      const setting = granted ? 'granted' : 'denied'
      await browser.send('Browser.setPermission', { permission: { name: chromiumName }, setting, origin: web })
    }
    await browser.send('Browser.setDownloadBehavior', { behavior: 'deny', eventsEnabled: true })
    browser.on('Browser.downloadWillBegin', ({ guid, url }) => {
      const event = preventable({})
      this.emit('will-download', event, { getURL: () => url }, contents)
      record('download', { url, prevented: event.defaultPrevented })
      void browser.send('Browser.cancelDownload', { guid }).catch(() => {})
    })
  }
}

const partitions = new Map<string, StandInSession>()
const partition = (name: string) => {
  const known = partitions.get(name) ?? new StandInSession()
  partitions.set(name, known)
  return known
}

export const standardSession = new StandInSession()
export const session = {
  defaultSession: standardSession as unknown as Electron.Session,
  fromPartition: (name: string) => partition(name) as unknown as Electron.Session,
} satisfies Pick<typeof Electron.session, 'defaultSession' | 'fromPartition'>
