import { basename } from 'node:path'
import type { Job } from '../../analysis/job.ts'
import { skabChangePoints, skabOutliers, type SkabChangePoints, type SkabSeries } from '../../analysis/metrics/skab.ts'
import { badInput } from '../../shared/errors.ts'
import type { Measure } from '../../shared/runs/measures.ts'
import { fileOf, readManifest, type Manifest, type ManifestEntry } from './manifest.ts'
import { columnNamed, previewOf, readTable, scoreNames, type Table } from './read.ts'

/** Names that a column of predictions goes by. "anomaly" comes last: in a file with labels that is the label. */
const predictionNames = ['prediction', 'predictions', 'predicted', 'pred', 'detection', 'flag', 'anomaly_prediction']
const changePointNames = ['changepoint', 'change_point', 'change point', 'changepoints']

export interface SkabResult {
  files: { name: string; rows: number }[]
  outliers: ReturnType<typeof skabOutliers>
  /** null where the files mark no change points. */
  changePoints: SkabChangePoints | null
  notes: string[]
}

/** Pools a corpus as the Skoltech benchmark does. Throws bad-input. */
export async function runSkab(manifestPath: string, job: Job): Promise<SkabResult> {
  const manifest = readManifest(manifestPath, 'predictions')
  const corpus: (SkabSeries & { name: string; marked: boolean })[] = []
  for (const [i, entry] of manifest.files.entries()) {
    await job.checkpoint({ phase: 'Reading', done: i, total: manifest.files.length, unit: 'files' })
    corpus.push(await seriesOf(entry, i, manifest, job))
  }
  const labelled = corpus.reduce((sum, { labels }) => sum + Array.from(labels).filter((label) => label === 1).length, 0)
  const rows = corpus.reduce((sum, { labels }) => sum + labels.length, 0)
  if (labelled === 0)
    throw badInput(
      `No row of the ${corpus.length} files of ${basename(manifestPath)} is labelled, so there is nothing to measure against.`,
    )
  if (labelled === rows)
    throw badInput(
      `There is one class only: every row of the ${corpus.length} files of ${basename(manifestPath)} is labelled.`,
    )
  const marked = corpus.filter((series) => series.marked)
  const points =
    marked.length < corpus.length
      ? [
          `${marked.length === 0 ? 'No file has' : `Only ${marked.length} of ${corpus.length} files have`} a column of change points${marked.length === 0 ? ', so they are not scored' : ': change points are scored on those alone'}.`,
        ]
      : []
  return {
    files: corpus.map(({ name, labels }) => ({ name, rows: labels.length })),
    outliers: skabOutliers(corpus),
    changePoints: marked.length === 0 ? null : skabChangePoints(marked),
    notes: [...manifest.notes, ...points],
  }
}

async function seriesOf(
  entry: ManifestEntry,
  i: number,
  manifest: Manifest,
  job: Job,
): Promise<SkabSeries & { name: string; marked: boolean }> {
  const given = entry.predictions ?? entry.scores
  if (typeof given !== 'string')
    throw badInput(
      `File ${i + 1} of ${basename(manifest.path)} has no "predictions": a path of a CSV with a column of 0 and 1.`,
    )
  const path = fileOf(manifest.path, given)
  const preview = await previewOf(path, job)
  const named = entry.labels ?? manifest.labels
  const isColumn = preview.columns.some((column) => column.name === named)
  const labelsPath = named === undefined || isColumn ? null : fileOf(manifest.path, named)
  const labelsPreview = labelsPath === null ? preview : await previewOf(labelsPath, job)
  const anomaly = columnNamed(
    labelsPreview,
    entry.anomaly ?? manifest.anomaly ?? (isColumn ? named! : null),
    ['anomaly', 'label', 'labels', 'is_anomaly'],
    labelsPath ?? path,
  )
  const wanted = entry.changepoint ?? manifest.changepoint ?? null
  const hasPoints =
    wanted !== null ||
    changePointNames.some((name) => labelsPreview.columns.some((column) => column.name.toLowerCase() === name))
  const points = hasPoints ? [columnNamed(labelsPreview, wanted, changePointNames, labelsPath ?? path)] : []
  // A threshold makes predictions of scores.
  const threshold = entry.threshold ?? (typeof manifest.threshold === 'number' ? manifest.threshold : undefined)
  const prediction =
    threshold !== undefined
      ? columnNamed(preview, entry.score ?? manifest.score ?? null, scoreNames, path)
      : columnNamed(
          preview,
          entry.prediction ?? manifest.prediction ?? null,
          labelsPath === null ? predictionNames : [...predictionNames, 'anomaly'],
          path,
        )
  if (labelsPath === null && prediction === anomaly)
    throw badInput(`${basename(path)}: column "${anomaly}" cannot be both the prediction and the label.`)

  const table = await readTable(
    path,
    preview,
    { numbers: [prediction], flags: labelsPath === null ? [anomaly, ...points] : [] },
    job,
  )
  const marked =
    labelsPath === null
      ? table
      : await readTable(labelsPath, labelsPreview, { numbers: [], flags: [anomaly, ...points] }, job)
  const values = table.column(prediction)
  const { labelsFrom, predictionsFrom } = cuts(entry.skip ?? manifest.skip ?? 0, marked, table)
  const labels = marked.labels.get(anomaly)!.subarray(labelsFrom)
  const flags = Uint8Array.from(values.subarray(predictionsFrom), (v, row) =>
    flagOf(v, threshold, row + predictionsFrom, prediction, table),
  )
  const timed = marked.timed ? marked : table
  const seconds = Float64Array.from(
    timed.series.times.subarray(timed === marked ? labelsFrom : predictionsFrom),
    (time) => time / 1000,
  )
  return {
    name: entry.name ?? given,
    labels,
    flags,
    seconds,
    marked: points.length > 0,
    changePoints:
      points.length > 0 ? marked.labels.get(points[0])!.subarray(labelsFrom) : new Uint8Array(labels.length),
  }
}

/** Rows at the beginning that are not judged: left out of both, or of the labels alone where the predictions begin after them. */
function cuts(skip: number, labels: Table, predictions: Table): { labelsFrom: number; predictionsFrom: number } {
  const [n, m] = [labels.series.times.length, predictions.series.times.length]
  if (n === m && skip < n) return { labelsFrom: skip, predictionsFrom: skip }
  if (n - skip === m) return { labelsFrom: skip, predictionsFrom: 0 }
  if (n === m)
    throw badInput(
      `${predictions.name} has ${m.toLocaleString('en')} rows, and "skip" leaves out ${skip.toLocaleString('en')}: nothing is left to judge.`,
    )
  throw badInput(
    `${predictions.name} has ${m.toLocaleString('en')} rows, ${labels.name} has ${n.toLocaleString('en')}${skip > 0 ? ` (${(n - skip).toLocaleString('en')} after the first ${skip.toLocaleString('en')})` : ''}: there must be a prediction for each row that is judged.`,
  )
}

function flagOf(value: number, threshold: number | undefined, row: number, column: string, { name }: Table): number {
  if (threshold !== undefined) return value >= threshold ? 1 : 0
  if (value === 0 || Number.isNaN(value)) return 0
  if (value === 1) return 1
  throw badInput(
    `Column "${column}" of ${name} holds ${value} in row ${(row + 1).toLocaleString('en')}: a prediction is 0 or 1. With "threshold" in the manifest, "score" names a column of scores.`,
  )
}

/** By the names of the benchmark's tables, rates in percent as it prints them. */
export function skabMeasures({ outliers, changePoints }: SkabResult): Measure[] {
  const { F1, FAR, MAR } = outliers
  const values: Measure[] = [
    { id: 'F1', value: F1 },
    { id: 'FAR', value: FAR, unit: '%' },
    { id: 'MAR', value: MAR, unit: '%' },
  ]
  if (!changePoints) return values
  const { scores, missed, falseAlarms, total, averageDelay } = changePoints
  return [
    ...values,
    { id: 'NAB score', value: scores.standard, unit: 'of 100' },
    { id: 'NAB score, low FP', value: scores['low FP'], unit: 'of 100' },
    { id: 'NAB score, low FN', value: scores['low FN'], unit: 'of 100' },
    { id: 'change points found', value: total - missed, unit: 'change points' },
    { id: 'change points there', value: total, unit: 'change points' },
    { id: 'missed change points', value: missed, unit: 'change points' },
    { id: 'false change points', value: falseAlarms, unit: 'change points' },
    { id: 'mean delay', value: averageDelay, unit: 's' },
  ]
}
