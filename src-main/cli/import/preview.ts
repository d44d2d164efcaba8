import { basename } from 'node:path'
import { previewFile, readFile } from '../../formats/importers/index.ts'
import type { RowSink } from '../../formats/importers/importer.ts'
import { quietJob } from '../../analysis/job.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import type { ImportProblem, ImportReport } from '../../shared/importing/recipe.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import { unique } from '../../shared/importing/problems.ts'

/** What a file would become: one JSON object. Times are ISO 8601, with Z only where the file states a zone; elapsed times are seconds. */
export interface PreviewObject {
  rows: number
  time: 'absolute' | 'elapsed' | 'row'
  first: string | number | null
  last: string | number | null
  zone: string | null
  channels: (ChannelInfo & { missing: number; first: number | null; last: number | null })[]
  label: { name: string; rows: number } | null
  problems: { severity: ImportProblem['severity']; text: string }[]
  at?: Record<string, { time: string | number | null; values: Record<string, number | null> }>
}

/** Reads a whole file with the settings that are guessed and keeps only its ends and the rows in `at`. Throws bad-input with the file's name. */
export async function previewObject(path: string, at: number[]): Promise<PreviewObject> {
  try {
    const preview = await previewFile(path, null, quietJob())
    const refused = preview.problems.find((problem) => problem.severity === 'error')
    if (refused) throw badInput(refused.message)
    const ends = endsOf(at)
    const report = await readFile(path, preview.recipe, ends.sink, quietJob())
    return objectOf(report, [...preview.problems, ...report.problems], ends, at)
  } catch (error) {
    throw error instanceof StudioError && error.code === 'bad-input'
      ? badInput(`${basename(path)}: ${error.message}`, error.detail)
      : error
  }
}

interface Row {
  time: number
  values: number[]
}

interface Ends {
  sink: RowSink
  rows: number
  channels: ChannelInfo[]
  missing: number[]
  labels: { name: string; rows: number }[]
  first: Row | null
  last: Row | null
  inner: Map<number, Row>
}

function endsOf(at: number[]): Ends {
  const nothing = () => ({ rows: 0, first: null, last: null, inner: new Map<number, Row>() })
  const ends: Ends = {
    sink: {
      begin(header) {
        Object.assign(ends, nothing())
        ends.channels = header.channels
        ends.missing = header.channels.map(() => 0)
        ends.labels = header.labelColumns.map((name) => ({ name, rows: 0 }))
      },
      rows({ times, values, labels }) {
        const row = (i: number): Row => ({ time: times[i], values: values.map((v) => v[i]) })
        ends.first ??= row(0)
        ends.last = row(times.length - 1)
        for (const one of at)
          if (one >= ends.rows && one < ends.rows + times.length) ends.inner.set(one, row(one - ends.rows))
        values.forEach((v, c) => v.forEach((x) => (ends.missing[c] += Number(Number.isNaN(x)))))
        labels.forEach((l, c) => l.forEach((x) => (ends.labels[c].rows += x)))
        ends.rows += times.length
      },
    },
    channels: [],
    missing: [],
    labels: [],
    ...nothing(),
  }
  return ends
}

function objectOf(report: ImportReport, problems: ImportProblem[], ends: Ends, at: number[]): PreviewObject {
  const kind = report.time ?? 'absolute'
  const zone = kind === 'absolute' ? (report.zone ?? null) : null
  const timeOf = (row: Row | null) =>
    row === null || kind === 'row'
      ? null
      : kind === 'elapsed'
        ? row.time / 1000
        : new Date(row.time).toISOString().slice(0, zone === null ? -1 : undefined)
  const number = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value)
  const object: PreviewObject = {
    rows: ends.rows,
    time: kind,
    first: timeOf(ends.first),
    last: timeOf(ends.last),
    zone,
    channels: ends.channels.map(({ name, unit }, c) => ({
      name,
      unit,
      missing: ends.missing[c],
      first: number(ends.first?.values[c]),
      last: number(ends.last?.values[c]),
    })),
    label: ends.labels[0] ?? null,
    problems: unique(problems).map(({ severity, message }) => ({ severity, text: message })),
  }
  if (at.length > 0)
    object.at = Object.fromEntries(
      at.flatMap((i) => {
        const row = ends.inner.get(i)
        return row
          ? [
              [
                i,
                {
                  time: timeOf(row),
                  values: Object.fromEntries(ends.channels.map((c, k) => [c.name, number(row.values[k])])),
                },
              ],
            ]
          : []
      }),
    )
  return object
}
