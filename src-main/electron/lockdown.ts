import type { App as ElectronApp, Session, WebContents } from 'electron'
import { isPageAddress } from './page.ts'

/** Schemes that stay on this machine. */
const local = new Set(['app:', 'blob:', 'data:', 'devtools:'])

/** Before the app is ready: every renderer sandboxed, and none of Chromium's own talk with the network. */
export function lockDownApp(app: ElectronApp): void {
  app.enableSandbox()
  for (const name of [
    'disable-background-networking',
    'disable-component-update',
    'disable-domain-reliability',
    'no-pings',
  ])
    app.commandLine.appendSwitch(name)
  app.on('web-contents-created', (_event, contents) => lockDownContents(contents))
}

/** No navigation, no new windows, no webviews: there is one page and it stays. */
export function lockDownContents(contents: WebContents): void {
  contents.on('will-navigate', (details) => {
    if (!isPageAddress(details.url)) details.preventDefault()
  })
  contents.on('will-redirect', (details) => details.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** No permissions but writing to the clipboard, no devices, no downloads, and no request that would leave this machine. */
export function lockDownSession(session: Session): void {
  const allowed = 'clipboard-sanitized-write'
  session.setPermissionRequestHandler((contents, permission, decide) =>
    decide(permission === allowed && isPageAddress(contents.getURL())),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === allowed && isPageAddress(origin))
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest((details, decide) => {
    const protocol = URL.parse(details.url)?.protocol ?? ''
    decide({ cancel: !local.has(protocol) })
  })
  session.on('will-download', (event) => event.preventDefault())
  session.setSpellCheckerEnabled(false)
}
