import { badgesOf, type Measures, type Warning } from '../../shared/runs/measures.ts'
import type { ParamValues } from '../../shared/models/params.ts'
import type { Id } from '../../shared/project.ts'
import type { RunTable, TableCell, TableRow } from '../../shared/runs/run-table.ts'
import { markBest } from './best.ts'
import { columns } from './columns.ts'
import { intervalOf, LEAST_WINDOWS, onceEach, valuesOf, weightsOfDraws, type Prepared } from './draws.ts'
import { families, familyIds } from './families.ts'
import type { Job } from '../job.ts'

/** Draws of the bootstrap: the ends of a 95 % interval then lie still to about a twentieth of its width. */
export const DRAWS = 500

/** A run, or a trivial detector, judged on one dataset. */
export interface JudgedPart {
  dataset: Id
  run: Id | null
  /** The exact values, without intervals; null where the dataset has no labels. */
  measures: Measures | null
  /** Made anew each time, so that nothing of a run stays in memory beyond its row. */
  prepared: () => Prepared | Promise<Prepared>
  /** Columns that are no metric. */
  extras: Record<string, number | null>
}

export interface JudgedRow {
  key: string
  name: string
  detector: string
  params: ParamValues
  trivial: boolean
  oracle: boolean
  warnings: Warning[]
  /** One per dataset, in the order of the table's datasets; left out where it was not judged. */
  parts: JudgedPart[]
  /** What is known of it from before. */
  known?: KnownDraws | null
}

/** In the order of `familyIds`. values — each block counting once; draws — [metric][draw]. */
export interface KnownDraws {
  values: (number | null)[]
  draws: Float64Array[]
}

export interface TableInput {
  dataset: Id | null
  datasets: { id: Id; name: string; events: number; blocks: number }[]
  labelled: boolean
  rows: JudgedRow[]
  notes: string[]
}

/**
 * Of one row: the families' own values, and the draws moved by what the own value differs from the exact one, in single precision,
 * as they are kept: a table from kept draws is the same table.
 */
export async function drawn(
  row: JudgedRow,
  datasets: TableInput['datasets'],
  job: Job,
  count = DRAWS,
): Promise<KnownDraws> {
  const parts: Prepared[] = []
  for (const part of row.parts) parts.push(await part.prepared())
  const values = valuesOf(parts, onceEach(parts))
  const draws = familyIds.map(() => new Float64Array(count))
  const places = row.parts.map((part) => datasets.findIndex((dataset) => dataset.id === part.dataset))
  let draw = 0
  for (const weights of weightsOfDraws(
    datasets.map(({ blocks }) => blocks),
    count,
  )) {
    valuesOf(
      parts,
      places.map((d) => weights[d]),
    ).forEach((value, m) => (draws[m][draw] = value ?? NaN))
    draw++
    await job.checkpoint()
  }
  const exact = exactValues(row, values)
  draws.forEach((all, m) => {
    const moved = (exact[m] ?? NaN) - (values[m] ?? NaN)
    for (let k = 0; k < count; k++) all[k] = Math.fround(all[k] + (Number.isFinite(moved) ? moved : 0))
  })
  return { values, draws }
}

/** The values as they are, in the order of `familyIds`: of one dataset those of the metrics themselves, of several pooled or their mean. pooled — the families' own. */
function exactValues({ parts }: JudgedRow, pooled: (number | null)[]): (number | null)[] {
  let m = 0
  return families.flatMap((family) =>
    family.ids.map((id) => {
      const own = pooled[m++]
      const exact = parts.map(({ measures }) => measures?.values.find((value) => value.id === id)?.value)
      if (exact.some((value) => value === undefined)) return own
      if (parts.length === 1) return exact[0] ?? null
      const defined = exact.flatMap((value) => value ?? [])
      return family.pooling === 'sum'
        ? own
        : defined.length === 0
          ? null
          : defined.reduce((sum, v) => sum + v, 0) / defined.length
    }),
  )
}

/**
 * The table. Intervals and marks need `LEAST_WINDOWS` events. A row that was judged on fewer datasets or fewer events than others
 * keeps its own values, but is not held against them: it speaks of something else.
 */
export async function tableOf(input: TableInput, job: Job): Promise<RunTable> {
  const events = input.datasets.reduce((sum, dataset) => sum + dataset.events, 0)
  const enough = input.labelled && events >= LEAST_WINDOWS
  const shown = columns.filter((column) => input.labelled || !column.needsLabels)
  const known: KnownDraws[] = []
  for (const [i, row] of input.rows.entries()) {
    await job.checkpoint({ phase: 'Drawing events', done: i, total: input.rows.length, unit: 'runs' })
    known.push(row.known ?? (await drawn(row, input.datasets, job, enough ? DRAWS : 0)))
  }
  const drawsOf = (r: number) => (enough ? known[r].draws : null)
  const rows = input.rows.map((row, r) =>
    rowOf(
      row,
      known[r].values,
      drawsOf(r),
      shown.map((column) => column.id),
      input.labelled,
    ),
  )
  const most = Math.max(...rows.map((row) => row.events))
  for (const column of shown)
    markBest(
      column,
      rows.flatMap((row, r) => {
        const m = familyIds.indexOf(column.id)
        const whole = row.datasets === input.datasets.length && row.events === most
        return whole && m >= 0
          ? [{ cell: row.cells[column.id], draws: drawsOf(r)?.[m] ?? null, trivial: row.trivial }]
          : []
      }),
    )
  return {
    dataset: input.dataset,
    datasets: input.datasets.map(({ id, name, events }) => ({ id, name, events })),
    labelled: input.labelled,
    metrics: shown,
    rows,
    events,
    draws: enough ? DRAWS : 0,
    notes: [...input.notes, ...notesOf(input, rows, events, enough)],
  }
}

function rowOf(
  row: JudgedRow,
  own: (number | null)[],
  draws: Float64Array[] | null,
  ids: string[],
  labelled: boolean,
): TableRow {
  const exact = exactValues(row, own)
  const allOracle = badgesOf({}, row.warnings).some(({ badge }) => badge === 'oracle')
  const cells = Object.fromEntries(
    ids.map((id): [string, TableCell] => {
      const m = familyIds.indexOf(id)
      const measured = row.parts.map(({ measures }) => measures?.values.find((value) => value.id === id))
      const value =
        m >= 0
          ? exact[m]
          : mean(
              row.parts.flatMap(
                ({ extras, measures }) => extras[id] ?? measures?.values.find((v) => v.id === id)?.value ?? [],
              ),
            )
      const interval = m >= 0 && value !== null && draws ? intervalOf(draws[m]) : null
      const oracle =
        measured.some((measure) => measure?.oracle) || (allOracle && measured.some((measure) => measure !== undefined))
      return [id, { value, interval, ...(oracle && { oracle: true as const }), behind: null }]
    }),
  )
  const sum = (pick: (measures: Measures) => number) =>
    row.parts.reduce((total, { measures }) => total + (measures ? pick(measures) : 0), 0)
  return {
    key: row.key,
    name: row.name,
    detector: row.detector,
    params: row.params,
    trivial: row.trivial,
    oracle: row.oracle || allOracle,
    warnings: row.warnings,
    runs: row.parts.flatMap(({ run, dataset }) => (run === null ? [] : [{ run, dataset }])),
    datasets: row.parts.length,
    assessed: sum((measures) => measures.assessed),
    notAssessed: sum((measures) => measures.notAssessed),
    events: labelled ? sum((measures) => measures.windows) : 0,
    cells,
  }
}

const mean = (values: number[]) => (values.length === 0 ? null : values.reduce((sum, v) => sum + v, 0) / values.length)

function notesOf({ labelled, datasets }: TableInput, rows: TableRow[], events: number, enough: boolean): string[] {
  if (!labelled)
    return [
      'There are no labels to judge by: mark the anomalies that you know of, and precision, recall and more appear here. What needs no labels is shown.',
    ]
  const notes = enough
    ? [
        `Intervals: 95 %, ${DRAWS} draws of ${events} labelled windows with what lies around them${datasets.length > 1 ? `, from all ${datasets.length} datasets together` : ''}. Bold: better than every other row in 95 % of the same draws; not corrected for the number of rows.`,
      ]
    : [
        `${events === 1 ? 'There is 1 labelled window' : `There are ${events} labelled windows`}; fewer than ${LEAST_WINDOWS} give no intervals, so no value is marked as the best.`,
      ]
  if (datasets.length > 1)
    notes.push(
      'Over several datasets, counts, windows and detections are pooled; AUC, VUS and Standard-F1 are means over the datasets.',
    )
  const judged = rows.filter((row) => !row.trivial && row.datasets === datasets.length)
  const counts = new Set(judged.map((row) => row.assessed))
  if (counts.size > 1)
    notes.push(
      `The runs are judged on different numbers of points (${Math.min(...counts).toLocaleString('en')} to ${Math.max(...counts).toLocaleString('en')}), each on those that it assessed or held out; one with fewer labelled windows than others is not compared with them.`,
    )
  return notes
}
