import { chromium, type Browser, type BrowserContext, type CDPSession } from 'playwright-core'

/** The Chromium that the test started, whose pages are the windows. */
let browser: Promise<Browser> | null = null
const connected = () => (browser ??= chromium.connectOverCDP(process.env.STAND_IN_BROWSER ?? ''))

export const context = async (): Promise<BrowserContext> => (await connected()).contexts()[0]
export const browserSession = async (): Promise<CDPSession> => (await connected()).newBrowserCDPSession()

/**
 * Chromium knows no other schemes than its own: an address of the app's scheme becomes one of https, which is standard and
 * secure as well, under a name that no network knows. Every request is answered before it would reach one.
 */
const ending = '.app-scheme.invalid'

export const toWeb = (address: string) => address.replace(/^app:\/\/([^/?#]*)/, `https://$1${ending}`)

export function fromWeb(address: string): string {
  const url = URL.parse(address)
  return url?.hostname.endsWith(ending) ? `app://${url.hostname.slice(0, -ending.length)}${address.slice(url.origin.length)}` : address // prettier-ignore
}
