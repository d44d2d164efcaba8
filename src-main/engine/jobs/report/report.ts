import { basename } from 'node:path'
import { getDataset, listDatasets } from '../../../db/datasets.ts'
import { listKnownErrors } from '../../../db/labels/known-errors.ts'
import { currentVersion } from '../../../db/file/migrate.ts'
import { readModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { getDrift } from '../../../db/reports.ts'
import { getRun, listDetections } from '../../../db/runs.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { readLanes } from '../../../db/series/view.ts'
import { writeOutput } from '../../../files/output.ts'
import { badInput } from '../../../shared/errors.ts'
import { knownBy } from '../../../shared/labels/known-errors.ts'
import type { Run } from '../../../shared/project.ts'
import { detectors } from '../../../analysis/detectors/index.ts'
import type { Job } from '../../../analysis/job.ts'
import { flagsFrom } from '../../../formats/labels/intervals.ts'
import type { EngineCalls } from '../../protocol.ts'
import { eventsOf, worthAChart } from '../../../formats/report/events.ts'
import { histogramOf } from '../../../formats/report/histogram.ts'
import { reportPage } from '../../../formats/report/page.ts'
import type { DetectorWords, ReportData, ReportEvent } from '../../../formats/report/report-data.ts'
import { findingsOf } from '../../../formats/report/sections/findings.ts'
import { thresholds } from '../../../analysis/thresholds/index.ts'
import { chartFor, contributionReader, fillMissedPeaks } from './report-events.ts'
import { reportMeasures } from './report-intervals.ts'
import { labelWords } from './report-labels.ts'
import { withProject } from '../with-project.ts'

/** Charts in one report: more would not be looked at, and the file would be too large to mail. */
export const mostCharts = 200
/** Events in the table of one report; beyond, the export of detections is the better list. */
const mostEvents = 20_000
/** Columns of a chart of the whole dataset. */
const overviewWidth = 275

/** Writes a run's report. */
export function report(args: EngineCalls['report']['args'], job: Job): Promise<EngineCalls['report']['result']> {
  return withProject(args.project, async (db) => {
    const data = await gather(db, args, job)
    await job.checkpoint({ phase: 'Writing', done: 0, total: 1, unit: 'files' })
    const page = reportPage(data)
    await writeOutput(args, (file) => file.writeFile(page))
    return {
      bytes: Buffer.byteLength(page),
      events: data.eventCount,
      charts: data.events.filter((event) => event.chart !== null).length,
    }
  })
}

async function gather(db: Project, args: EngineCalls['report']['args'], job: Job): Promise<ReportData> {
  const stored = getRun(db, args.run)
  if (stored.status !== 'ready' || stored.scores === null)
    throw badInput(`"${stored.name}" has no scores yet, so there is nothing to report.`)
  const dataset = getDataset(db, stored.dataset)
  const times = readTimes(db, dataset.id)
  const step = async (phase: string) => job.checkpoint({ phase, done: 0, total: 0, unit: '' })

  await step('Reading labels')
  const labels = labelWords(db, args.labelSet, dataset)
  const windows = labels && labels.windows.length > 0 ? labels.windows : null

  await step('Measuring')
  const run: Run = { ...stored, measures: await reportMeasures(db, stored, dataset, args.labelSet, times, job) }

  await step('Reading scores')
  const scores = readValues(db, stored.scores)
  const histogram = histogramOf(scores, windows && flagsFrom(windows, times), run.thresholdValue)
  const detections = listDetections(db, stored.id, 1e9)
  const judged = eventsOf(detections, windows ?? [], times, scores)
  const findings = findingsOf(judged, dataset.stepMs)
  const charted = worthAChart(judged.events, mostCharts)
  const events = judged.events.filter((event, i) => i < mostEvents || charted.has(event))
  fillMissedPeaks(times, scores, events)
  if (args.labelSet !== null) markKnown(db, args.run, args.labelSet, events, dataset.stepMs)

  const whole = (series: number[], width: number) =>
    readLanes(db, { dataset: dataset.id, series, start: dataset.start, end: dataset.end, width })
  const sparks = whole(
    dataset.channels.map((channel) => channel.series),
    75,
  )
  const [course] = whole([stored.scores], overviewWidth)

  const contributions = contributionReader(db, run, times)
  const lanes = charted.size > 120 ? 2 : 4
  let done = 0
  for (const event of events) {
    await job.checkpoint({ phase: 'Drawing', done: done++, total: events.length, unit: 'events' })
    event.channels = contributions(event)
    if (charted.has(event))
      event.chart = chartFor(db, { run, dataset, event, detections, windows: labels?.windows ?? [], lanes })
  }
  return {
    made: Date.now(),
    app: args.app,
    node: process.versions.node,
    layout: currentVersion,
    engine: await engineHere(run),
    project: basename(args.project),
    run,
    dataset,
    detector: detectorWords(run),
    rule: thresholds.find((one) => one.id === run.threshold.rule) ?? null,
    labels,
    trainedRows: trainedRows(db, run),
    trainedOn: trainedOn(db, run),
    sparks,
    scores: course,
    histogram,
    detections,
    findings,
    events,
    eventCount: judged.events.length,
    drift: getDrift(db, run.id),
  }
}

/** Events that somebody has marked in the list of errors as known. */
function markKnown(db: Project, run: number, labelSet: number, events: readonly ReportEvent[], stepMs: number): void {
  const errors = events.flatMap((event) =>
    event.kind === 'false alarm' || event.kind === 'missed'
      ? [{ event, kind: event.kind, start: event.start, end: event.end }]
      : [],
  )
  knownBy(errors, listKnownErrors(db, run, labelSet), stepMs).forEach(
    (mark, i) => (errors[i].event.known = mark !== null),
  )
}

function trainedOn(db: Project, { model, dataset }: Run): string | null {
  const other = model.training?.dataset
  return other === undefined || other === dataset
    ? null
    : (listDatasets(db).find(({ id }) => id === other)?.name ?? null)
}

function trainedRows(db: Project, { model, dataset }: Run): number | null {
  if (model.training?.dataset !== dataset) return null
  const rows = readModelData(db, model.id).trainedRows
  return rows.length > 0 ? rows.reduce((sum, { first, last }) => sum + last - first + 1, 0) : null
}

/** An adaptive run's words are those of the detector that adapts. */
function detectorWords({ model }: Run): DetectorWords | null {
  if (model.kind === 'ensemble') return null
  const adaptive = model.kind === 'adaptive'
  const found = detectors.find((one) => one.id === (adaptive ? model.adapts : model.detector))
  if (!found) return null
  return {
    name: adaptive ? `Adaptive ${found.name}` : found.name,
    summary: found.summary,
    reference: found.reference,
    learns: found.learns,
    params: found.params,
  }
}

async function engineHere({ model }: Run): Promise<ReportData['engine']> {
  if (model.engine === 'none') return null
  const { startTensorFlow } = await import('../../../analysis/tensorflow.ts')
  return startTensorFlow('auto')
}
