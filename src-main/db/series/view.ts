import { StudioError } from '../../shared/errors.ts'
import type { Lane } from '../../shared/project.ts'
import { decimated } from './lane.ts'
import type { Project } from '../project.ts'
import { rowAt, rowAtOrAfter, nextUp, readTimes, readValues, timeAxis } from './series.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'
import { sql } from '../file/statement.ts'
import { planView } from './view-plan.ts'

export interface ViewQuery {
  dataset: number
  /** Series of that dataset: channels, scores. */
  series: readonly number[]
  /** Epoch milliseconds. */
  start: number
  end: number
  /** Pixels. */
  width: number
}

/** Up to this many samples a pixel are sent as they are. */
const rawPerPixel = 4

/**
 * Lanes for the screen, one per series in the order asked for.
 * Few samples come as they are; many come as each pixel's first, lowest, highest and last, every one of them a real
 * sample, so a spike of one sample is never lost. The line breaks (NaN) at gaps wider than a pixel and at missing values.
 * One sample on either side of the view comes along, so that lines run to the edge.
 */
export function readLanes(db: Project, { dataset, series, start, end, width }: ViewQuery): Lane[] {
  const axis = timeAxis(db, dataset)
  refuseForeign(db, dataset, series)
  const first = Math.max(0, rowAtOrAfter(db, axis, start) - 1)
  const last = Math.min(axis.rows - 1, rowAtOrAfter(db, axis, nextUp(end)))
  if (last < first)
    return series.map((id) => ({ series: id, times: new Float64Array(), values: new Float64Array(), raw: true }))
  const pixel = Math.max(0, end - start) / width
  const gap = Math.max(gapSteps * axis.stepMs, pixel)
  if (last - first < rawPerPixel * width) {
    const times = readTimes(db, dataset, first, last)
    return series.map((id) => ({ series: id, ...broken(times, readValues(db, id, first, last), gap), raw: true }))
  }
  const plan = planView(db, axis, { first, last, start, pixel, gap })
  return series.map((id) => ({ series: id, ...decimated(db, id, plan), raw: false }))
}

/** Puts a NaN into the middle of every step longer than `gap`. */
function broken(times: Float64Array, values: Float64Array, gap: number): { times: Float64Array; values: Float64Array } {
  let gaps = 0
  for (let i = 1; i < times.length; i++) if (times[i] - times[i - 1] > gap) gaps++
  if (gaps === 0) return { times, values }
  const out = { times: new Float64Array(times.length + gaps), values: new Float64Array(times.length + gaps) }
  for (let i = 0, at = 0; i < times.length; i++, at++) {
    if (i > 0 && times[i] - times[i - 1] > gap) {
      out.times[at] = (times[i] + times[i - 1]) / 2
      out.values[at++] = NaN
    }
    out.times[at] = times[i]
    out.values[at] = values[i]
  }
  return out
}

/** The row nearest to a time, with the exact value of each series there; null = missing. */
export function readAt(
  db: Project,
  { dataset, series, time }: { dataset: number; series: readonly number[]; time: number },
): { row: number; time: number; values: (number | null)[] } {
  const row = rowAt(db, dataset, time)
  refuseForeign(db, dataset, series)
  const values = series.map((id) => readValues(db, id, row, row)[0])
  return {
    row,
    time: readTimes(db, dataset, row, row)[0],
    values: values.map((value) => (Number.isNaN(value) ? null : value)),
  }
}

function refuseForeign(db: Project, dataset: number, series: readonly number[]): void {
  const owner = sql<{ dataset: number | null }>(db, 'SELECT dataset FROM series WHERE id = ?')
  if (!series.every((id) => owner.get(id)?.dataset === dataset))
    throw new StudioError('not-found', 'That dataset does not have such a series any more.')
}
