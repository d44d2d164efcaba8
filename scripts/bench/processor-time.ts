import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

/**
 * Processor time spent so far, in ms, by the processes behind a page.
 * The server's is there on Linux only.
 */
export async function processorTime(page: Page, server: number): Promise<Record<string, number>> {
  const whole = await page.context().browser()!.newBrowserCDPSession()
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo')
  await whole.detach()
  const process = (type: string) =>
    processInfo.filter((info) => info.type === type).reduce((sum, info) => sum + info.cpuTime * 1000, 0)
  return {
    'renderer process': process('renderer'),
    'GPU process': process('GPU'),
    'browser process': process('browser'),
    server: serverTime(server),
  }
}

/** /proc counts in hundredths of a second. */
function serverTime(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return 0
  }
}
