import { getDataset, listDatasets } from '../../db/datasets.ts'
import {
  addMonitor,
  alarmSums,
  getMonitor,
  listMonitors,
  setMonitorState,
  type AlarmSums,
} from '../../db/watch/monitors.ts'
import type { Project } from '../../db/project.ts'
import { findRun, getRun } from '../../db/runs.ts'
import { listSources } from '../../db/watch/sources.ts'
import type { CandidateSource } from '../../shared/labels/candidates.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import { monitorInWords, kindOf } from '../../shared/watch/monitor-words.ts'
import type { MonitorState } from '../../shared/watch/monitors.ts'
import type { HandlerContext } from '../context.ts'

export function monitorsHandlers(context: HandlerContext): HandlersFor<'monitors'> {
  const { engine, emit } = context
  const changed = () => emit('alarms.changed', {})
  return {
    'monitors.list': () => listMonitors(context.project().db),
    'monitors.board': () => boardOf(context.project().db),
    'monitors.try': async (what) => {
      const project = context.project().path
      return (await engine.ask('tryMonitor', { ...oneOf(what), project, tried: true })).trial!
    },
    'monitors.save': async ({ name, severity, ...what }) => {
      const { db, path: project } = context.write()
      if (listMonitors(db, what.dataset).some((one) => one.name.toLowerCase() === name.toLowerCase()))
        throw badInput(`"${getDataset(db, what.dataset).name}" has a monitor "${name}" already. Choose another name.`)
      const isInForce = (one: { dataset: number; run: number | null }) =>
        one.dataset === what.dataset && one.run === what.run
      if (what.run !== null && listSources(db).some(isInForce))
        throw badInput(`"${getRun(db, what.run).name}" is in force here: it raises alarms already.`)
      const { rule } = await engine.ask('tryMonitor', { ...oneOf(what), project, tried: false })
      const { end } = getDataset(db, what.dataset)
      const { dataset, run, settings } = what
      const id = addMonitor(db, { dataset, run, settings, name, severity, rule, since: end })
      changed()
      return getMonitor(db, id)
    },
    'monitors.pause': ({ monitor, paused }) => {
      const { db } = context.write()
      const { dataset } = getMonitor(db, monitor)
      setMonitorState(db, monitor, paused ? 'paused' : 'on', getDataset(db, dataset).end)
      changed()
      return getMonitor(db, monitor)
    },
    'monitors.remove': ({ monitor }) => {
      const { db } = context.write()
      getMonitor(db, monitor)
      setMonitorState(db, monitor, 'removed', 0)
      changed()
    },
  }
}

function oneOf<T extends { run: number | null; source: CandidateSource | null }>(what: T): T {
  if ((what.run === null) === (what.source === null))
    throw badInput('A monitor watches one thing: a run, or a rule, a search or a control chart.')
  return what
}

function boardOf(db: Project): MonitorState[] {
  const datasets = new Map(listDatasets(db).map((one) => [one.id, one]))
  const sources = listSources(db)
  const lines: MonitorState[] = []
  for (const [dataset, { end, channels }] of datasets) {
    const own = sources.filter((one) => one.dataset === dataset)
    const run = own.findLast((one) => one.run !== null)?.run ?? null
    if (run !== null) {
      const sums = alarmSums(db, { run }, end)
      const looked = own.some((one) => one.rows > 0) ? end : null
      const trouble = own.find((one) => one.trouble !== null)?.trouble ?? null
      lines.push({
        ...lineOf(sums, { trouble, judged: looked, paused: own.every((one) => one.paused) }),
        monitor: null,
        dataset,
        name: findRun(db, run).name,
        kind: 'run in force',
        what: 'in force: its score above its threshold',
        severity: null,
      })
    }
    for (const monitor of listMonitors(db, dataset)) {
      const runName = monitor.run === null ? null : findRun(db, monitor.run).name
      const isInForce = monitor.run !== null && monitor.run === run
      lines.push({
        ...lineOf(alarmSums(db, { monitor: monitor.id }, end), {
          trouble: isInForce ? 'Its run is in force by now and raises the alarms itself.' : monitor.trouble,
          judged: monitor.judged,
          paused: monitor.state === 'paused',
        }),
        monitor: monitor.id,
        dataset,
        name: monitor.name,
        kind: kindOf(monitor),
        what: monitorInWords(monitor, channels, runName),
        severity: monitor.severity,
      })
    }
  }
  return lines
}

function lineOf(
  { all, unanswered, week, last, open }: AlarmSums,
  { trouble, judged, paused }: { trouble: string | null; judged: number | null; paused: boolean },
): Pick<MonitorState, 'state' | 'trouble' | 'judged' | 'week' | 'all' | 'unanswered' | 'last'> {
  const state = paused
    ? 'paused'
    : trouble !== null
      ? 'trouble'
      : open > 0
        ? 'alarm'
        : unanswered > 0
          ? 'new alarms'
          : judged === null
            ? 'not looked yet'
            : 'quiet'
  return { state, trouble: paused ? null : trouble, judged, week, all, unanswered, last }
}
