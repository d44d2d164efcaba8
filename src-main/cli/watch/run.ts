import type { App } from '../../app/create-app.ts'
import { cancelled, StudioError, toPlainError } from '../../shared/errors.ts'
import type { Source, WatchRound } from '../../shared/watch/watch.ts'
import { ask, projectPath, quietApp } from '../quiet-app.ts'
import { alarmOutput, type AlarmOutput } from './on-alarm.ts'
import { chooseSources, type SourceOptions } from './sources.ts'
import { numberOf } from './number.ts'
import { printer, type Printer } from './print.ts'

export interface WatchOptions extends SourceOptions {
  once?: boolean
  every?: string
  onAlarm?: string
  mostPerHour?: string
  list?: boolean
  json?: boolean
}

/** With --once: what is being written is waited for so long. */
const patienceMs = 6000
const pauseMs = 300

/**
 * Watches the sources of a project until it is stopped, or once. Throws bad-input for what cannot be watched, and locked where another
 * window or watch has the project.
 */
export async function watchProject(project: string, options: WatchOptions): Promise<void> {
  const every = numberOf('--every', options.every, 2, 0.2)
  const most = numberOf('--most-per-hour', options.mostPerHour, 60, 0)
  const path = projectPath(project)
  const app = await quietApp()
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  try {
    const state = await ask(app, 'project.open', { file: app.admit(path).token })
    if (state.readOnly && !options.list)
      throw new StudioError(
        'locked',
        /another window/.test(state.readOnlyReason ?? '')
          ? `"${state.name}" is open in a window or under another watch, and only one may write into it. End that one, or let the window itself watch.`
          : (state.readOnlyReason ?? 'The project is open read-only.'),
      )
    const print = await printer(app, options.json ?? false)
    if (options.list) return print.sources(await ask(app, 'watch.sources', {}))
    const sources = await chooseSources(app, options)
    if (sources === null) return
    const output = options.onAlarm === undefined ? null : alarmOutput(options.onAlarm, most)
    if (!options.once) print.begin(sources, every)
    await (options.once ? once : follow)({ app, sources, output, print, stop: stop.signal, every })
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
    await app.close()
  }
}

interface Watching {
  app: App
  sources: Source[]
  output: AlarmOutput | null
  print: Printer
  stop: AbortSignal
  every: number
}

/** Reads what is there; a line or a file that is being written is given a moment. */
async function once({ app, sources, output, print, stop }: Watching): Promise<void> {
  const began = performance.now()
  const total = emptyRound()
  let isHanded: boolean
  do {
    if (total.unfinished) await pause(pauseMs, stop)
    const round = await look(app, sources)
    isHanded = await hand(app, output, print, stop)
    total.read.push(...round.read)
    total.raised.push(...round.raised)
    total.changed.push(...round.changed)
    total.troubles = round.troubles
    total.unfinished = round.unfinished
  } while (total.unfinished && performance.now() - began < patienceMs)
  await print.round(total, true, await ask(app, 'champion.retrainDue', {}))
  if (!isHanded || total.troubles.length > 0 || (await waiting(app, sources)) > 0) process.exitCode = 2
}

/** Looks again and again. A trouble is said once, and again when it has changed. */
async function follow({ app, sources, output, print, stop, every }: Watching): Promise<void> {
  // Beside the looks: a program that takes long with an alarm keeps nothing from being read.
  let handing: Promise<unknown> | null = null
  while (!stop.aborted) {
    try {
      await print.round(await look(app, sources), false)
      handing ??= hand(app, output, print, stop)
        .catch((error: unknown) => print.trouble(toPlainError(error).message))
        .finally(() => (handing = null))
      const trained = await ask(app, 'champion.retrainDue', {})
      if (trained.length > 0) await print.round(emptyRound(), false, trained)
    } catch (error) {
      const { code, message } = toPlainError(error)
      // The disk may have room again, the engine starts anew; what was not read is still there.
      if (!['disk-full', 'engine-crashed', 'internal', 'locked'].includes(code)) throw error
      if (stop.aborted) break
      print.trouble(message)
    }
    await pause(every * 1000, stop)
  }
  await handing
  throw cancelled()
}

const emptyRound = (): WatchRound => ({ read: [], raised: [], changed: [], troubles: [], unfinished: false })

const look = (app: App, sources: Source[]) => ask(app, 'watch.look', { sources: sources.map(({ id }) => id) })

/** Hands alarms to other systems, and writes down that it did. Without such a system they count as told. Returns whether none is left. */
async function hand(app: App, output: AlarmOutput | null, print: Printer, stop: AbortSignal): Promise<boolean> {
  const untold = await ask(app, 'alarms.untold', {})
  if (untold.length === 0) return true
  const told = output
    ? await output.tell(
        await Promise.all(untold.map((alarm) => print.object(alarm))),
        (sentence) => print.trouble(sentence),
        stop,
      )
    : untold.map(({ id }) => id)
  if (told.length > 0) await ask(app, 'alarms.told', { alarms: told })
  return told.length === untold.length
}

async function waiting(app: App, sources: Source[]): Promise<number> {
  const now = await ask(app, 'watch.sources', {})
  return now.filter((one) => sources.some(({ id }) => id === one.id)).reduce((n, one) => n + one.waiting.length, 0)
}

const pause = (ms: number, stop: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    stop.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
