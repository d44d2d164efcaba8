import { basename } from 'node:path'
import type { Job } from '../../analysis/job.ts'
import { rangesOf } from '../../analysis/metrics/metric.ts'
import { bestNabScore, nabScore, type NabProfile, type NabScore, type NabSeries } from '../../analysis/metrics/nab.ts'
import { rowAtOrAfter, rowAtOrBefore } from '../../formats/labels/dataset-rows.ts'
import { parseTimes } from '../../formats/labels/label-times.ts'
import { joinedRows } from '../../analysis/splits/split.ts'
import { badInput } from '../../shared/errors.ts'
import type { Measure } from '../../shared/runs/measures.ts'
import type { RowRange, TimeRange } from '../../shared/data/series.ts'
import { ownColumn } from '../detect/labels.ts'
import { zoneOf } from '../detect/split.ts'
import { checkEnd, labellingOf, labelRows, windowsFor } from './labels.ts'
import { besideManifest, fileOf, readManifest, type Manifest, type ManifestEntry } from './manifest.ts'
import { profilesOf, thresholdFor } from './nab-profiles.ts'
import { columnNamed, previewOf, readTable, scoreNames, type Table } from './read.ts'
import { labelledWindows } from '../label-windows.ts'

export interface NabProfileResult extends NabScore {
  profile: string
  weights: NabProfile
  /** The threshold was chosen on the labels. */
  oracle: boolean
}

export interface NabResult {
  files: { name: string; rows: number; assessed: number; windows: number }[]
  profiles: NabProfileResult[]
  notes: string[]
}

/** The NAB score of a corpus, pooled over its files. threshold — overrules the manifest's; null = as it says. Throws bad-input. */
export async function runNab(manifestPath: string, threshold: number | 'best' | null, job: Job): Promise<NabResult> {
  const manifest = readManifest(manifestPath, 'scores')
  const corpus: (NabSeries & { name: string })[] = []
  const notes: string[] = [...manifest.notes]
  for (const [i, entry] of manifest.files.entries()) {
    await job.checkpoint({ phase: 'Reading', done: i, total: manifest.files.length, unit: 'files' })
    corpus.push(await seriesOf(entry, i, manifest, notes, job))
  }
  const windows = corpus.reduce((sum, { windows }) => sum + windows.length, 0)
  if (windows === 0)
    throw badInput(
      `There is no event in the ${corpus.length} files of ${basename(manifestPath)}, so there is no NAB score.`,
    )
  if (corpus.every(({ scores }) => scores.every(Number.isNaN)))
    throw badInput(`No row of the ${corpus.length} files of ${basename(manifestPath)} has a score.`)
  const profiles = profilesOf(manifest).map(([profile, weights]): NabProfileResult => {
    const wanted = threshold ?? thresholdFor(profile, manifest)
    const found = wanted === 'best' ? bestNabScore(corpus, weights) : nabScore(corpus, wanted, weights)
    return { profile, weights, oracle: wanted === 'best', ...found }
  })
  if (profiles.some(({ oracle }) => oracle))
    notes.push(
      'Where no threshold is given, it is the best over the corpus, chosen on the labels it is judged on: oracle, as the benchmark does it.',
    )
  return {
    files: corpus.map(({ name, scores, windows }) => ({
      name,
      rows: scores.length,
      assessed: scores.filter((s) => !Number.isNaN(s)).length,
      windows: windows.length,
    })),
    profiles,
    notes,
  }
}

async function seriesOf(
  entry: ManifestEntry,
  i: number,
  manifest: Manifest,
  notes: string[],
  job: Job,
): Promise<NabSeries & { name: string }> {
  const { scores: given } = entry
  if (given === undefined)
    throw badInput(`File ${i + 1} of ${basename(manifest.path)} has no "scores": a path, or a list of numbers.`)
  if (typeof given !== 'string') {
    const name = entry.name ?? `file ${i + 1}`
    const scores = Float64Array.from(given, (score) => score ?? NaN)
    return { name, scores, windows: joined(rowWindows(entry.windows, scores.length, name), name, notes) }
  }
  const path = fileOf(manifest.path, given)
  const name = entry.name ?? given
  const preview = await previewOf(path, job)
  const score = columnNamed(preview, entry.score ?? manifest.score ?? null, scoreNames, path)
  if (Array.isArray(entry.windows) && (entry.windows.length === 0 || typeof entry.windows[0][0] === 'number')) {
    const table = await readTable(path, preview, { numbers: [score], flags: [] }, job)
    return {
      name,
      scores: table.column(score),
      windows: joined(rowWindows(entry.windows, table.series.times.length, name), name, notes),
    }
  }
  if (Array.isArray(entry.windows)) {
    const table = await readTable(path, preview, { numbers: [score], flags: [] }, job)
    const times = parseTimes(entry.windows.flat().map(String), zoneOf(table.recipe))
    if (times.some(Number.isNaN))
      throw badInput(
        `A window of ${name} has a time that cannot be read: ${JSON.stringify(entry.windows[Math.floor(times.findIndex(Number.isNaN) / 2)])}.`,
      )
    return {
      name,
      scores: table.column(score),
      windows: joined(
        timeWindows(
          entry.windows.map((_, w) => ({ start: times[2 * w], end: times[2 * w + 1] })),
          table,
          name,
        ),
        name,
        notes,
      ),
    }
  }
  const windowsFile = entry.windows ?? (entry.labels === undefined ? manifest.windows : undefined)
  if (windowsFile !== undefined) {
    const table = await readTable(path, preview, { numbers: [score], flags: [] }, job)
    const { windows, problems } = await (entry.key === undefined
      ? windowsFor(fileOf(manifest.path, windowsFile), path, table)
      : labelledWindows(fileOf(manifest.path, windowsFile), entry.key, table))
    notes.push(...problems)
    return {
      name,
      scores: table.column(score),
      windows: joined(timeWindows(windows, table, basename(windowsFile)), name, notes),
    }
  }
  const labels = entry.labels ?? manifest.labels ?? ownColumn(preview.recipe.labelColumns)
  if (labels === null)
    throw badInput(`There are no labels for ${name}: give it "windows", or "labels" with a column or a file.`)
  const isColumn = preview.columns.some((column) => column.name === labels)
  const labelling = await labellingOf(
    isColumn ? labels : besideManifest(manifest.path, labels),
    preview,
    path,
    null,
    job,
  )
  const table = await readTable(
    path,
    preview,
    { numbers: [score], flags: labelling.kind === 'column' ? [labelling.column] : [] },
    job,
  )
  const { flags, problems } = await labelRows(labelling, table, path, job)
  notes.push(...problems)
  return { name, scores: table.column(score), windows: rangesOf(flags) }
}

/** Windows as rows, both ends included. Throws bad-input where they are not rows of the file. */
function rowWindows(given: ManifestEntry['windows'], rows: number, name: string): RowRange[] {
  if (!Array.isArray(given))
    throw badInput(
      `Scores as a list of numbers have no times: give the windows of ${name} as pairs of row numbers, [[first, last], …].`,
    )
  const windows = given.map(([first, last]) => ({ first: Number(first), last: Number(last) }))
  windows.forEach(({ first, last }, w) => {
    if (!Number.isInteger(first) || !Number.isInteger(last) || first < 0 || last < first)
      throw badInput(`${name} has a window that is no pair of row numbers: [${given[w].join(', ')}].`)
    if (last >= rows)
      throw badInput(
        `A window of ${name} ends at row ${last.toLocaleString('en')}, after the data: it has ${rows.toLocaleString('en')} rows, the first is row 0.`,
      )
  })
  return windows
}

function timeWindows(windows: TimeRange[], table: Table, from: string): RowRange[] {
  const { times } = table.series
  if (windows.length > 0 && !table.timed)
    throw badInput(
      `${from} names times, and ${table.name} has none: add a time column to it, or give windows as row numbers.`,
    )
  checkEnd(windows, times, from, table.name)
  return windows
    .map(({ start, end }) => ({ first: rowAtOrAfter(times, start), last: rowAtOrBefore(times, end) }))
    .filter(({ first, last }) => first <= last)
}

/** In order, and those that overlap or touch as one: a hit in two windows would be worth two hits, or none. Says so in the notes. */
function joined(windows: RowRange[], name: string, notes: string[]): RowRange[] {
  const apart = joinedRows(windows)
  if (apart.length < windows.length)
    notes.push(`${name}: windows that overlap or touch count as one, so ${windows.length} are ${apart.length}.`)
  return apart
}

/** One line for each profile; the standard one bears the published name alone. */
export const nabMeasures = ({ profiles }: NabResult): Measure[] =>
  profiles.map(({ profile, normalised, oracle, threshold, raw }) => ({
    id: profile === 'standard' || profiles.length === 1 ? 'NAB score' : `NAB score, ${profile}`,
    value: normalised,
    unit: 'of 100',
    ...(oracle && { oracle: true as const }),
    note: `threshold ${threshold}, raw ${raw}`,
  }))
