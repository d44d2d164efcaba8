import type { ImportPreview, WholeLook } from '../../../src-main/shared/importing/recipe.ts'
import type { Dataset } from '../../../src-main/shared/project.ts'
import { duration } from '../../charts/format.ts'
import { elapsed } from '../../charts/zone.ts'
import { firstAndLast, zoneOfTimes } from './file-times.ts'

/** What tells whether rows go on from others. */
export interface Continuing {
  /** First and last time, epoch milliseconds. */
  start: number
  end: number
  channels: readonly { name: string }[]
}

/** Of others, the one that a dataset goes on from: the same channels, begun earlier and ended earlier, the latest of those; null for none. */
export function continuedBy(dataset: Continuing, others: readonly Dataset[]): Dataset | null {
  const channels = (of: Continuing) => of.channels.map(({ name }) => name).join('\n')
  const own = channels(dataset)
  return others
    .filter((other) => other.start < dataset.start && other.end < dataset.end && channels(other) === own)
    .reduce<Dataset | null>((latest, other) => (latest && latest.end >= other.end ? latest : other), null)
}

/** A dataset that the file on the screen goes on from, and how they meet. */
export interface Continues {
  dataset: Dataset
  text: string
}

/**
 * The dataset of the project that a file goes on from: it has the same channels, begins and ends earlier, and the pause between is no longer
 * than what is there. null where there is none, and for a file that does not say when it was.
 */
export function continues(
  preview: ImportPreview,
  look: WholeLook | null,
  datasets: readonly Dataset[],
): Continues | null {
  if (zoneOfTimes(preview) === elapsed) return null
  const [start, end] = firstAndLast(preview, look)
  if (!Number.isFinite(start) || !Number.isFinite(end)) return null
  const channels = preview.recipe.channels.filter(({ include }) => include)
  const ready = datasets.filter(({ status, broken }) => status === 'ready' && broken === undefined)
  const dataset = channels.length > 0 ? continuedBy({ start, end, channels }, ready) : null
  if (!dataset || start - dataset.end > dataset.end - dataset.start) return null
  const meets =
    start > dataset.end
      ? `begins ${duration(start - dataset.end)} after the last row there`
      : `overlaps it by ${duration(dataset.end - start)}: rows that are there stay as they are`
  return { dataset, text: `This file goes on from “${dataset.name}”. It has the same channels and ${meets}.` }
}
