import { anomalousClasses } from '../../../db/labels/label-classes.ts'
import { listLabels } from '../../../db/labels/labels.ts'
import { getRun, listDetections } from '../../../db/runs.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import { eventErrors } from '../../../analysis/metrics/event-errors.ts'
import type { EngineCalls } from '../../protocol.ts'
import { thresholdByRow } from '../runs/modes.ts'
import { withProject } from '../with-project.ts'

/** More than anybody goes through; the worst are kept. */
const mostErrors = 20_000

/** A run's false alarms, missed events and late detections, by its stored detections and the labels as they are now. */
export function listEventErrors({
  project,
  run: id,
  labelSet,
  lateShare,
}: EngineCalls['eventErrors']['args']): Promise<EngineCalls['eventErrors']['result']> {
  return withProject(project, (db) => {
    const run = getRun(db, id)
    if (run.scores === null) throw badInput(`"${run.name}" has no scores yet.`)
    const anomalous = anomalousClasses(db)
    const labels = listLabels(db, { set: labelSet }).filter(
      (label) => label.status === 'accepted' && anomalous.has(label.class),
    )
    const detections = listDetections(db, id, -1)
    const times = readTimes(db, run.dataset)
    // The rows that the run's measures are of.
    const judged = run.judgedOn === 'held-out' ? run.heldOut : null
    const { errors, events, hidden } = eventErrors({
      scores: readValues(db, run.scores),
      times,
      labels,
      detections,
      threshold: thresholdByRow(db, run, times) ?? run.thresholdValue,
      lateShare,
      judged,
    })
    const notes: string[] = []
    if (hidden > 0)
      notes.push(
        `${hidden === 1 ? '1 labelled event has' : `${hidden.toLocaleString('en')} labelled events have`} no score and cannot be judged.`,
      )
    if (errors.length > mostErrors)
      notes.push(
        `Of ${errors.length.toLocaleString('en')} errors the worst ${mostErrors.toLocaleString('en')} are listed.`,
      )
    return {
      errors: errors.slice(0, mostErrors),
      events,
      judged: judged && { start: times[judged.first], end: times[judged.last] },
      notes,
    }
  })
}
