import type { Dataset } from '../../../src-main/shared/project.ts'

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
