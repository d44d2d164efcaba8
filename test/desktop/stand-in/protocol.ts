import type * as Electron from 'electron'
import { record } from './recorded.ts'

type Handle = Parameters<typeof Electron.protocol.handle>[1]
const handlers = new Map<string, Handle>()

export const protocol = {
  registerSchemesAsPrivileged: (schemes) => record('schemes', schemes),
  handle: (scheme, handler) => void handlers.set(scheme, handler),
} satisfies Pick<typeof Electron.protocol, 'registerSchemesAsPrivileged' | 'handle'>

/** The app's own answer for an address of one of its schemes, or null where it has none. */
export async function ownAnswer(url: string, method: string): Promise<Response | null> {
  const handler = handlers.get(new URL(url).protocol.slice(0, -1))
  // Request refuses the scheme's own address in Node only where a body is sent: the page sends none.
  return handler ? handler({ url, method } as Request) : null
}
