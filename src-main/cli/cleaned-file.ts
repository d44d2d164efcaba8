import { basename } from 'node:path'
import { applySteps } from '../analysis/cleaning/apply.ts'
import { rawRows, sameRows } from '../analysis/cleaning/raw-rows.ts'
import type { RowSpan } from '../analysis/cleaning/step.ts'
import { usualStep } from '../analysis/preprocessing/gaps.ts'
import type { ReadSeries } from '../formats/importers/sinks/memory-sink.ts'
import type { CleaningStep } from '../shared/data/cleaning.ts'
import { badInput, StudioError } from '../shared/errors.ts'
import { lowerBound, upperBound } from '../shared/search.ts'

/** A file after its cleaning steps. raw — as it was read; span — for how long a cleaned row stands, null = its own time. */
export interface CleanedFile extends ReadSeries {
  raw: ReadSeries
  span: RowSpan | null
}

/** Cleans what was read. Labels of the file stay at their times. Throws bad-input with the file's name. */
export function cleanedFile(path: string, raw: ReadSeries, steps: readonly CleaningStep[]): CleanedFile {
  try {
    const { series, span } = applySteps(raw.series, steps)
    if (series.times.length === 0) throw badInput('No row is left after cleaning.')
    if (sameRows(raw.series.times, series.times)) return { ...raw, series, raw, span: null }
    const inside = labelledBy(raw.series.times, series.times, span)
    return {
      ...raw,
      raw,
      span,
      series,
      labels: new Map([...raw.labels].map(([name, flags]) => [name, inside(flags)])),
      fileRows: series.times.map(
        (t) => raw.fileRows[Math.min(lowerBound(raw.series.times, t), raw.fileRows.length - 1)],
      ),
    }
  } catch (error) {
    throw error instanceof StudioError && error.code === 'bad-input'
      ? badInput(`${basename(path)}: ${error.message}`, error.detail)
      : error
  }
}

/** A file after steps that leave its rows what they are. */
export const withSteps = <T extends ReadSeries>(file: T, steps: readonly CleaningStep[]): T =>
  steps.length === 0 ? file : { ...file, series: applySteps(file.series, steps).series }

/** The row of the cleaned series that speaks for each row of the file; null where they are the same rows. */
export function rowsForFile({ raw, series, span }: CleanedFile, scores: Float64Array): Int32Array | null {
  return sameRows(raw.series.times, series.times) ? null : rawRows(raw.series.times, series.times, span, scores)
}

/** A cleaned row is labelled where a row of the file in its span is, or the last one before it where there is none. */
function labelledBy(raw: Float64Array, cleaned: Float64Array, span: RowSpan | null) {
  const reach = usualStep(raw) || 0
  const { before, after } = span ?? { before: 0, after: 0 }
  return (flags: Uint8Array): Uint8Array =>
    Uint8Array.from(cleaned, (t) => {
      const first = lowerBound(raw, t - before)
      const end = span ? lowerBound(raw, t + after) : upperBound(raw, t)
      for (let row = first; row < end; row++) if (flags[row]) return 1
      const last = first - 1
      return end === first && last >= 0 && t - raw[last] <= reach ? flags[last] : 0
    })
}
