import { statSync } from 'node:fs'
import { getAlarm } from '../../db/watch/alarms.ts'
import { forgetChunks } from '../../db/series/chunk-cache.ts'
import { noteInForce } from '../../db/watch/champions.ts'
import { getDataset } from '../../db/datasets.ts'
import type { Project } from '../../db/project.ts'
import { getRun } from '../../db/runs.ts'
import { getSetting, notifySetting } from '../../db/settings.ts'
import { getSource, listSources, pauseSource, putSource, removeSource } from '../../db/watch/sources.ts'
import type { Alarm } from '../../shared/watch/alarms.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput, toPlainError } from '../../shared/errors.ts'
import type { RaisedAlarms } from '../../shared/watch/raised.ts'
import type { WatchRound } from '../../shared/watch/watch.ts'
import type { HandlerContext } from '../context.ts'
import { retrainDue } from '../retrain-due.ts'

/** Of a flood so many are looked at for the one that says most. */
const mostLooked = 100

/** What is said of new alarms in a line. */
function raisedOf(db: Project, raised: readonly number[]): RaisedAlarms {
  const alarms = raised.slice(0, mostLooked).map((id) => getAlarm(db, id))
  const rank = ({ severity, peak, threshold }: Alarm) =>
    ['low', 'medium', 'high'].indexOf(severity) * 1e9 + (threshold > 0 ? Math.min(1e8, peak / threshold) : 0)
  const [first] = alarms.toSorted((a, b) => rank(b) - rank(a))
  const nameOf = (dataset: number) => getDataset(db, dataset).name
  const drivers = first.channels.slice(0, 2).map(({ name, direction }) => `${name} ${direction}`)
  return {
    first: { dataset: nameOf(first.dataset), severity: first.severity, text: drivers.join(', ') },
    more: raised.length - 1,
    datasets: [...new Set(alarms.map(({ dataset }) => dataset))].map(nameOf),
  }
}

export function watchHandlers(context: HandlerContext): HandlersFor<'watch'> {
  const { engine, files, emit } = context
  /** Looks follow one another: two at once would read the same rows. */
  let looking: Promise<unknown> = Promise.resolve()
  let running: { db: Project; timer: NodeJS.Timeout | null } | null = null

  function look(sources: number[] | null): Promise<WatchRound> {
    const { db, path: project } = context.write()
    const round = looking.then(async () => {
      const found = await engine.ask('watchRound', { project, sources })
      tell(db, found)
      return found
    })
    looking = round.catch(() => undefined)
    return round
  }

  /** Troubles of the last look: a page is told when they have changed. */
  let troubled = ''

  function tell(db: Project, { read, raised, changed, troubles }: WatchRound): void {
    if (!db.open) return
    const grown = new Set(read.filter(({ rows }) => rows > 0).map(({ dataset }) => dataset))
    if (grown.size > 0) {
      forgetChunks(db)
      emit('datasets.changed', {})
      for (const dataset of grown) emit('runs.changed', { dataset })
    }
    const sentences = troubles.map(({ source, sentence }) => `${source} ${sentence}`).join('\n')
    if (read.length + raised.length + changed.length > 0 || sentences !== troubled) emit('alarms.changed', {})
    troubled = sentences
    if (raised.length > 0 && getSetting(db, notifySetting, true)) emit('alarms.raised', raisedOf(db, raised))
  }

  function stop(): void {
    if (running?.timer) clearTimeout(running.timer)
    running = null
  }

  return {
    'watch.sources': () => listSources(context.project().db),
    'watch.put': ({ dataset, run, file, ...rest }) => {
      const { db } = context.write()
      const { name, end } = getDataset(db, dataset)
      const chosen = run === null ? null : getRun(db, run)
      if (chosen && chosen.dataset !== dataset)
        throw badInput(`The run "${chosen.name}" is of another dataset. Score "${name}" with it first.`)
      if (chosen && (chosen.scores === null || chosen.thresholdValue === null))
        throw badInput(`The run "${chosen.name}" has no scores or no threshold yet.`)
      const path = files.place(file)
      const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? rest.pattern !== ''
      const pattern = isFolder ? rest.pattern || '*' : ''
      const id = putSource(db, { ...rest, dataset, run, path, pattern, since: end })
      if (chosen)
        noteInForce(db, { dataset, run: chosen.id, name: chosen.name, author: context.host.author, how: 'watched' })
      emit('alarms.changed', {})
      return getSource(db, id)
    },
    'watch.pause': ({ source, paused }) => {
      const { db } = context.write()
      getSource(db, source)
      pauseSource(db, source, paused)
      emit('alarms.changed', {})
      return getSource(db, source)
    },
    'watch.remove': ({ source }) => {
      removeSource(context.write().db, source)
      emit('alarms.changed', {})
    },
    'watch.look': ({ sources }) => look(sources),
    'watch.start': ({ everySeconds }) => {
      const { db } = context.write()
      stop()
      const own: typeof running = { db, timer: null }
      running = own
      const again = async () => {
        if (running !== own || context.current.get()?.db !== db) return
        try {
          await look(null)
          for (const { dataset, trouble } of await retrainDue(context)) {
            const { name } = getDataset(db, dataset)
            const message = trouble
              ? `No challenger could be trained for "${name}": ${trouble}`
              : `A challenger was trained for "${name}" and waits in the pane Watch.`
            emit('app.notice', { severity: trouble ? 'error' : 'note', message })
          }
        } catch (error) {
          emit('app.notice', { severity: 'error', message: toPlainError(error).message })
        }
        own.timer = setTimeout(() => void again(), everySeconds * 1000)
        own.timer.unref()
      }
      void again()
    },
    'watch.stop': stop,
    'watch.running': () => running !== null && context.current.get()?.db === running.db,
  }
}
