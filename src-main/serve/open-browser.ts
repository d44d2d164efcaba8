import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sweepAbandoned } from '../files/abandoned.ts'
import { removeLeftSync } from '../files/held.ts'

const prefix = 'open-in-browser-'

/**
 * Asks the system to show an address in the person's browser. The address holds what lets a browser in, and every user of
 * the machine can read command lines: what stands there is the name of a page that this user alone can read and that
 * leads on. folder — where it lies until `end`; not a hidden one and not a temporary one, which browsers in a sandbox cannot read.
 * Where the system opens nothing, the printed address is enough.
 */
export async function openBrowser(
  url: string,
  folder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<{ end(): void }> {
  const file = join(folder, `${prefix}${process.pid}-${randomUUID().slice(0, 8)}.html`)
  try {
    mkdirSync(folder, { recursive: true })
    await sweepAbandoned(folder, prefix)
    writeFileSync(file, leadingTo(url), { mode: 0o600, flag: 'wx' })
  } catch {
    return { end: () => {} }
  }
  const address = pathToFileURL(file).href
  const [program, args] =
    platform === 'darwin'
      ? ['open', [address]]
      : platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', address]]
        : ['xdg-open', [address]]
  const child = spawn(program, args, { detached: true, stdio: 'ignore' })
  child.on('error', () => {})
  child.unref()
  return { end: () => removeLeftSync(file) }
}

/** A page that leads to an address. The address is ours: it holds no character that HTML would read. */
export const leadingTo = (url: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${url}">
<title>Anomaly Studio</title>
<p><a href="${url}">Open Anomaly Studio</a></p>
</html>
`
