import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

/**
 * Processor time spent so far, in ms, by the parts of a page (script, style and layout) and by the processes behind it.
 * The server's is there on Linux only.
 */
export async function processorTime(page: Page, server: number): Promise<Record<string, number>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000
  await session.detach()
  const whole = await page.context().browser()!.newBrowserCDPSession()
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo')
  await whole.detach()
  const process = (type: string) => processInfo.filter((info) => info.type === type).reduce((sum, info) => sum + info.cpuTime * 1000, 0)
  return {
    script: of('ScriptDuration'), style: of('RecalcStyleDuration'), layout: of('LayoutDuration'), task: of('TaskDuration'),
    'renderer process': process('renderer'), 'GPU process': process('GPU'), 'browser process': process('browser'), server: serverTime(server),
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
