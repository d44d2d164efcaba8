import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { clearFiles } from './placing.ts'
import { lastLine, run } from './run.ts'
import type { Report } from './report.ts'

/** Where tfjs-node's installer goes first: through the proxy it honours, or straight to the host its package names. */
function firstStop(packageFolder: string): URL {
  const env = process.env
  const proxy = env.HTTPS_PROXY || env.https_proxy || env.HTTP_PROXY || env.http_proxy
  const host = proxy || env.TFJS_NODE_BASE_URI || env.TFJS_NODE_CDN_STORAGE || env.CDN_STORAGE
  if (host) return new URL(host)
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8')
  return new URL(/"host": "([^"]+)"/.exec(text)?.[1] ?? '')
}

/** Whether a connection opens within `timeoutMs`; a name that cannot be resolved in that time counts as no. */
export function canConnect(url: URL, timeoutMs: number): Promise<boolean> {
  const port = Number(url.port) || (url.protocol === 'http:' ? 80 : 443)
  const attempt = async () => {
    const { address } = await lookup(url.hostname)
    return new Promise<boolean>((resolve) => {
      const socket = connect({ host: address, port, timeout: timeoutMs })
      const end = (answer: boolean) => {
        socket.destroy()
        resolve(answer)
      }
      socket
        .on('connect', () => end(true))
        .on('error', () => end(false))
        .on('timeout', () => end(false))
    })
  }
  const limit = new Promise<boolean>((resolve) => setTimeout(resolve, timeoutMs, false).unref())
  return Promise.race([attempt().catch(() => false), limit])
}

/**
 * Lets @tensorflow/tfjs-node fetch what its authors built for this host, into its own folder.
 * Returns null when that went through, else why it did not.
 */
export async function downloadPrebuilt(folder: string, report: Report): Promise<string | null> {
  const stop = firstStop(folder)
  if (!(await canConnect(stop, 2500))) return `${stop.hostname} cannot be reached`
  clearFiles(folder)
  // Its installer calls `node-pre-gyp` by name.
  const env = { ...process.env, PATH: join(folder, '..', '..', '.bin') + delimiter + process.env.PATH }
  const onTick = (seconds: number) =>
    report(`Downloading TensorFlow for ${process.platform} from ${stop.hostname}: ${seconds} s`)
  const ran = await run(process.execPath, ['scripts/install.js'], { cwd: folder, env, timeoutMs: 15 * 60_000, onTick })
  if (ran.code === 0) return null
  clearFiles(folder)
  return ran.timedOut
    ? `${stop.hostname} is too slow`
    : `the download from ${stop.hostname} failed: ${lastLine(ran.output)}`
}
