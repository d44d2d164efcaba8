import { getAlarm, setNearest } from '../../../db/watch/alarms.ts'
import { getDataset } from '../../../db/datasets.ts'
import { anomalousClasses } from '../../../db/labels/label-classes.ts'
import { listSets } from '../../../db/labels/label-sets.ts'
import { listLabels } from '../../../db/labels/labels.ts'
import type { Project } from '../../../db/project.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import type { Alarm } from '../../../shared/watch/alarms.ts'
import type { Label } from '../../../shared/project.ts'
import { lowerBound, upperBound } from '../../../shared/search.ts'
import type { Job } from '../../../analysis/job.ts'
import { comparedRows, nearestLabels } from '../../../analysis/similar/nearest-label.ts'

/** Of a flood so many alarms of one look are compared, and over so many values: the others wait for whoever explains them. */
const mostCompared = 20
const mostValues = 4_000_000
/** What is further away looks like nothing that is known. */
const furthest = 0.7

/** What the alarms of a dataset are compared with: its labelled anomalies, and the times of its rows. */
interface Known {
  labels: Label[]
  times: Float64Array
}

/** Notes with new alarms which labelled anomaly each looks most like, on the channels that drive it. */
export async function noteNearest(db: Project, alarms: readonly number[], job: Job): Promise<void> {
  const byDataset = new Map<number, Known>()
  let values = 0
  for (const id of alarms.slice(0, mostCompared)) {
    const alarm = getAlarm(db, id)
    values += getDataset(db, alarm.dataset).rows * Math.max(1, alarm.channels.length)
    if (values > mostValues) return
    const known = byDataset.get(alarm.dataset) ?? knownIn(db, alarm.dataset)
    byDataset.set(alarm.dataset, known)
    const found = await nearestOf(db, alarm, known, job)
    if (found) setNearest(db, id, found)
  }
}

function knownIn(db: Project, dataset: number): Known {
  const anomalous = anomalousClasses(db)
  const labels = listSets(db, dataset)
    .flatMap((set) => listLabels(db, { set: set.id }))
    .filter((label) => label.status === 'accepted' && anomalous.has(label.class))
  return { labels, times: labels.length > 0 ? readTimes(db, dataset) : new Float64Array() }
}

async function nearestOf(
  db: Project,
  alarm: Alarm,
  known: Known,
  job: Job,
): Promise<{ label: number; distance: number } | null> {
  const { times } = known
  const labels = known.labels.filter((label) => label.end < alarm.start || label.start > alarm.end)
  if (labels.length === 0) return null
  const rowsOf = ({ start, end }: { start: number; end: number }) => ({
    first: lowerBound(times, start),
    last: upperBound(times, end) - 1,
  })
  const { channels } = getDataset(db, alarm.dataset)
  const driving = channels.filter(({ name }) => alarm.channels.some((one) => one.name === name))
  const series = (driving.length > 0 ? driving : channels).map((one) => one.series)
  const window = comparedRows(rowsOf(alarm), lowerBound(times, alarm.peakTime), times.length)
  const read = (c: number) => readValues(db, series[c])
  const { matches } = await nearestLabels(series.length, read, times, window, labels.map(rowsOf), job)
  const [best] = matches
  return best && best.distance <= furthest ? { label: labels[best.label].id, distance: best.distance } : null
}
