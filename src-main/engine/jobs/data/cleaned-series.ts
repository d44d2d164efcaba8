import { getDataset } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import type { CleaningStep } from '../../../shared/data/cleaning.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Id } from '../../../shared/project.ts'
import { lowerBound, upperBound } from '../../../shared/search.ts'
import type { ChannelInfo, RowRange, Series } from '../../../shared/data/series.ts'
import { applySteps } from '../../../analysis/cleaning/apply.ts'
import { stepKind } from '../../../analysis/cleaning/index.ts'
import { onRawRanges, onRawRows, rawRows, sameRows } from '../../../analysis/cleaning/raw-rows.ts'
import { pickChannels, type SeriesScores } from '../../../analysis/train-and-score.ts'
import { loadSeries } from './stored-series.ts'
import { assessedIn } from '../../../analysis/math/present.ts'

/**
 * Channels of a dataset after its cleaning. times — of the rows of the dataset, which scores are stored by; series — after the steps,
 * whose rows may be others. onRaw, rangesOnRaw, valuesOnRaw — from these to those, by the last scores that `onRaw` was given.
 */
export interface CleanedSeries {
  times: Float64Array
  series: Series
  onRaw(scores: SeriesScores): SeriesScores
  valuesOnRaw(values: Float64Array): Float64Array
  rangesOnRaw(ranges: RowRange[]): RowRange[]
  /** The other way round: cleaned rows whose times lie in ranges of rows of the dataset. */
  rangesOnCleaned(ranges: readonly RowRange[]): RowRange[]
}

/** names — channels in the wanted order, as they are called after the steps; null = all. Throws bad-input where a step or channel does not fit. */
export function loadCleaned(
  db: Project,
  dataset: Id,
  steps: readonly CleaningStep[],
  names: (after: readonly ChannelInfo[], raw: readonly ChannelInfo[]) => string[] | null,
): CleanedSeries {
  if (!steps.some((step) => step.on)) {
    const { channels } = getDataset(db, dataset)
    const series = loadSeries(db, dataset, names(channels, channels))
    const same = <T>(given: T) => given
    return {
      times: series.times,
      series,
      onRaw: same,
      valuesOnRaw: same,
      rangesOnRaw: same,
      rangesOnCleaned: (ranges) => [...ranges],
    }
  }
  const raw = loadSeries(db, dataset, null)
  const { series: all, span } = applySteps(raw, steps)
  const chosen = names(all.channels, raw.channels)
  const series = chosen ? pickChannels(all, chosen) : all
  const { times } = raw
  const same = sameRows(times, series.times)
  let rows: Int32Array | null = null
  const rowsBy = (scores: Float64Array) => (same ? null : rawRows(times, series.times, span, scores))
  return {
    times,
    series,
    onRaw(given) {
      rows = rowsBy(given.scores)
      const result = { ...given, expected: onRawLevel(given.expected, series, raw, steps) }
      if (!rows) return result
      const by = rows
      const scores = onRawRows(result.scores, by)
      return {
        ...result,
        scores,
        contributions: result.contributions?.map((values) => onRawRows(values, by)),
        expected: result.expected?.map((values) => onRawRows(values, by)),
        assessed: assessedIn(scores),
      }
    },
    valuesOnRaw: (values) => (same ? values : onRawRows(values, (rows ??= rowsBy(new Float64Array(values.length))!))),
    rangesOnCleaned: (ranges) =>
      same
        ? [...ranges]
        : ranges.flatMap(({ first, last }) => {
            const inside = {
              first: lowerBound(series.times, times[first]),
              last: upperBound(series.times, times[last]) - 1,
            }
            return inside.first <= inside.last ? [inside] : []
          }),
    rangesOnRaw: (ranges) =>
      same ? ranges : onRawRanges(ranges, (rows ??= rowsBy(new Float64Array(series.times.length))!)),
  }
}

/** The chosen channels as far as cleaning left them, and those that it made. */
export function channelsLeft(
  after: readonly ChannelInfo[],
  raw: readonly ChannelInfo[],
  chosen: string[] | null,
): string[] | null {
  if (!chosen) return null
  const known = new Set(raw.map(({ name }) => name))
  const kept = after.filter(({ name }) => !known.has(name) || chosen.includes(name)).map(({ name }) => name)
  if (kept.length === 0) throw badInput('After cleaning none of the chosen channels is left.')
  return kept
}

/** What was expected of a residual is shown on the signal: with the trend and the season that were taken away. */
function onRawLevel(
  expected: Float32Array[] | undefined,
  series: Series,
  raw: Series,
  steps: readonly CleaningStep[],
): Float32Array[] | undefined {
  const others = steps.filter(({ step }) => !stepKind(step).takesLevel)
  if (!expected || others.length === steps.length) return expected
  const level = applySteps(raw, others).series
  if (!sameRows(level.times, series.times)) return expected
  return expected.map((values, c) => {
    const at = level.channels.findIndex(({ name }) => name === series.channels[c].name)
    return at < 0 ? values : values.map((v, i) => v + level.values[at][i] - series.values[c][i])
  })
}
