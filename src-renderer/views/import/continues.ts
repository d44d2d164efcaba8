import type { ImportPreview, WholeLook } from '../../../src-main/shared/importing/recipe.ts'
import type { Dataset } from '../../../src-main/shared/project.ts'
import { duration } from '../../charts/format.ts'
import { elapsed } from '../../charts/zone.ts'
import { continuedBy } from '../../state/data/continued.ts'
import { firstAndLast, zoneOfTimes } from './time-sentence.ts'

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
