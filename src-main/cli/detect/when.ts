import type { ReadSeries } from '../../formats/importers/sinks/memory-sink.ts'

/** How a moment of a file is said. time — epoch ms of a row. */
export type When = (time: number) => string

const DAY_MS = 24 * 3600 * 1000

export const iso: When = (time) => new Date(time).toISOString()

/**
 * Dates where the file has dates; the number of the row, from 1 on, where it has no times; seconds since the start where its times
 * begin at nought. A date of 1970 would be none of the file's.
 */
export function whenIn({ recipe, series }: Pick<ReadSeries, 'recipe' | 'series'>): When {
  const { time } = recipe
  const [first] = series.times
  if (!(first >= 0 && first < DAY_MS)) return iso
  if (time.kind === 'steps') return (t) => `row ${Math.round((t - time.start) / time.stepMs) + 1}`
  return (t) => `${t / 1000} s`
}
