import type { CDPSession, Page } from 'playwright-core'

/** One task of the page's main thread. what — the largest of its parts as Chromium names them; code — functions of the page, by their share. */
export interface Task {
  cpuMs: number
  wallMs: number
  what: string[]
  code: string[]
}

interface Frame {
  functionName: string
  url?: string
  lineNumber: number
  columnNumber: number
}
/** Of a profile its begin, or a chunk of its nodes and samples; times in µs. */
interface ProfileData {
  startTime?: number
  timeDeltas?: number[]
  cpuProfile?: { nodes?: { id: number; parent?: number; callFrame: Frame }[]; samples?: number[] }
}
interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  ts: number
  dur?: number
  tdur?: number
  id?: string
  args: { data?: ProfileData }
}

/** What the page's main thread does while something is done, the longest tasks first, in processor time of that thread. code — ask for it, which takes time itself. */
export async function busiestTasks(page: Page, code: boolean, act: () => Promise<unknown>): Promise<Task[]> {
  const session = await page.context().browser()!.newBrowserCDPSession()
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => void events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: [
        'toplevel',
        'devtools.timeline',
        'v8',
        ...(code ? ['disabled-by-default-v8.cpu_profiler'] : []),
      ],
      excludedCategories: ['*'],
      recordMode: 'recordAsMuchAsPossible',
    },
  })
  await act()
  await ended(session)
  await session.detach()
  return tasksOf(events)
}

async function ended(session: CDPSession) {
  const done = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await done
}

function tasksOf(events: TraceEvent[]): Task[] {
  // The thread that runs the page's functions most.
  const calls = new Map<string, number>()
  for (const one of events)
    if (one.name === 'FunctionCall') {
      const key = `${one.pid} ${one.tid}`
      calls.set(key, (calls.get(key) ?? 0) + (one.tdur ?? one.dur ?? 0))
    }
  const main = [...calls].sort((a, b) => b[1] - a[1])[0]?.[0]
  const here = events.filter(({ pid, tid }) => `${pid} ${tid}` === main)
  // The measuring's own.
  const starts = here.filter(({ name }) => name === 'CpuProfiler::StartProfiling')
  const samples = samplesOf(events, Number(main?.split(' ')[0]))
  return here
    .filter(({ name, ph }) => name === 'ThreadControllerImpl::RunTask' && ph === 'X')
    .filter((task) => !starts.some(({ ts }) => ts >= task.ts && ts <= task.ts + task.dur!))
    .sort((a, b) => (b.tdur ?? 0) - (a.tdur ?? 0))
    .slice(0, 20)
    .map((task) => {
      const [from, to] = [task.ts, task.ts + task.dur!]
      const within = here.filter(
        (one) => one !== task && one.ph === 'X' && one.ts >= from && one.ts + (one.dur ?? 0) <= to,
      )
      return {
        cpuMs: (task.tdur ?? task.dur ?? 0) / 1000,
        wallMs: task.dur! / 1000,
        what: largest(
          within.map(({ name, tdur }) => [name, (tdur ?? 0) / 1000] as const),
          5,
        ),
        code: largest(
          samples
            .filter(({ at }) => at >= from && at <= to)
            .flatMap(({ frames, ms }) => [...frames].map((f) => [f, ms] as const)),
          25,
        ),
      }
    })
}

/** Sums by name, the largest first, in words. */
function largest(parts: (readonly [string, number])[], most: number): string[] {
  const sums = new Map<string, number>()
  for (const [name, ms] of parts) sums.set(name, (sums.get(name) ?? 0) + ms)
  return [...sums]
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .filter(([, ms]) => ms >= 1)
    .map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
}

/** frames — each function on the stack once. */
interface Sample {
  at: number
  ms: number
  frames: Set<string>
}

/** The samples of V8's profiler, which a trace holds in chunks: nodes by their parents, and times by their distances. */
function samplesOf(events: TraceEvent[], pid: number): Sample[] {
  const out: Sample[] = []
  const profiles = events.filter((one) => one.name === 'Profile' && one.pid === pid)
  for (const { id, args } of profiles) {
    const nodes = new Map<number, { name: string; parent?: number }>()
    let at = args.data!.startTime!
    const chunks = events.filter((one) => one.name === 'ProfileChunk' && one.pid === pid && one.id === id)
    for (const { args } of chunks.sort((a, b) => a.ts - b.ts)) {
      const { cpuProfile, timeDeltas } = args.data!
      for (const { id, parent, callFrame } of cpuProfile?.nodes ?? [])
        nodes.set(id, { name: nameOf(callFrame), parent })
      cpuProfile?.samples?.forEach((leaf, i) => {
        at += timeDeltas![i]
        const frames = new Set<string>()
        for (let node = nodes.get(leaf); node; node = node.parent === undefined ? undefined : nodes.get(node.parent))
          frames.add(node.name)
        frames.add(`· ${nodes.get(leaf)?.name} itself`)
        out.push({ at, ms: timeDeltas![i] / 1000, frames })
      })
    }
  }
  return out
}

const nameOf = ({ functionName, url, lineNumber, columnNumber }: Frame) =>
  `${functionName || '(anonymous)'}${url ? ` ${String(url).split('/').at(-1)}:${lineNumber + 1}:${columnNumber + 1}` : ''}`
