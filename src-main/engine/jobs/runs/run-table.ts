import { createHash } from 'node:crypto'
import { getDataset } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import { getDraws, saveDraws } from '../../../db/reports.ts'
import { labelsKey, runKey, tableSets } from '../../../db/run-table-key.ts'
import { getRun, listRuns } from '../../../db/runs.ts'
import { readTimes } from '../../../db/series/series.ts'
import { storedOrNull } from '../../../db/file/stored.ts'
import { storedDraws } from '../../../db/file/stored-values.ts'
import { badInput } from '../../../shared/errors.ts'
import { heldOutInName } from '../../../shared/models/hold-out.ts'
import type { Measures } from '../../../shared/runs/measures.ts'
import { madeBy, type Id, type Run } from '../../../shared/project.ts'
import { agreements } from '../../../analysis/ranking/rank.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import type { Job } from '../../../analysis/job.ts'
import { assessedPart } from '../../../analysis/metrics/assessed-part.ts'
import { metrics } from '../../../analysis/metrics/index.ts'
import { measureInSteps } from '../../../analysis/metrics/measure.ts'
import type { MeasureInput } from '../../../analysis/metrics/metric.ts'
import { rangesOf } from '../../../analysis/metrics/metric.ts'
import type { EngineCalls } from '../../protocol.ts'
import { eventBlocks, inBlocks } from '../../../analysis/bootstrap/blocks.ts'
import { LEAST_WINDOWS, prepared } from '../../../analysis/bootstrap/draws.ts'
import { familyIds } from '../../../analysis/bootstrap/families.ts'
import {
  DRAWS,
  drawn,
  tableOf,
  type JudgedPart,
  type JudgedRow,
  type KnownDraws,
  type TableInput,
} from '../../../analysis/bootstrap/table.ts'
import { storedRun, trivialDetectors, trivialRun, type Truth } from './judged-run.ts'
import { labelFlags } from '../data/stored-series.ts'
import { withProject } from '../with-project.ts'

/** Scores are compared with each other at so many evenly spaced rows. */
const agreementRows = 5000

/** One judged run before runs of several datasets are put together. key — what its measures depend on; kept — what was found then. */
interface Judged extends JudgedPart {
  of: Run | string
  key: string
  kept: Kept | null
}

/** What the project file keeps of a judged run. */
interface Kept extends KnownDraws {
  measures: Measures
}

/** Measures every ready run of a dataset, or of the whole project, on the same events and sets the table up. Throws bad-input where there is no run. */
export function runTable(args: EngineCalls['runTable']['args'], job: Job): Promise<EngineCalls['runTable']['result']> {
  return withProject(args.project, async (db) => {
    const all = tableSets(db, args.dataset, args.labelSet).map((set) => ({
      ...set,
      runs: listRuns(db, set.dataset).filter((run) => run.status === 'ready' && run.scores !== null),
    }))
    const withRuns = all.filter(({ runs }) => runs.length > 0)
    if (withRuns.length === 0)
      throw badInput(
        args.dataset === null
          ? 'No dataset of the project has a finished run yet.'
          : 'This dataset has no finished run yet.',
      )
    const total = withRuns.reduce((sum, { runs }) => sum + runs.length + trivialDetectors.length, 0)
    let done = 0
    const progress = () => job.checkpoint({ phase: 'Measuring', done: done++, total, unit: 'runs' })

    const found: { input: TableInput['datasets'][number]; judged: Judged[]; labelled: boolean }[] = []
    for (const { dataset, labelSet, runs } of withRuns) {
      const times = readTimes(db, dataset)
      const flags = labelFlags(db, labelSet, times)
      // Over several datasets, one without labels has nothing to say.
      if (!flags && args.dataset === null) continue
      const truth: Truth = { dataset: getDataset(db, dataset), times, labels: flags ?? new Uint8Array(times.length) }
      const judged = await judgeDataset(db, truth, flags !== null, labelsKey(db, labelSet), runs, progress, job)
      const events = rangesOf(truth.labels).length
      found.push({
        input: { id: dataset, name: truth.dataset.name, events, blocks: Math.max(1, events) },
        judged,
        labelled: flags !== null,
      })
    }
    if (found.length === 0) throw badInput('No dataset with finished runs has labels: there is nothing to judge by.')
    const datasets = found.map(({ input }) => input)
    const labelled = found.some((one) => one.labelled)
    const left = withRuns.length - found.length
    const notes =
      left === 0
        ? []
        : [
            `${left === 1 ? '1 dataset with runs has' : `${left} datasets with runs have`} no labels and ${left === 1 ? 'is' : 'are'} left out.`,
          ]
    const rows = args.dataset === null ? pooledRows(found.map(({ judged }) => judged)) : found[0].judged.map(single)
    if (args.dataset !== null && labelled) await withDraws(db, args.dataset, rows, found[0].judged, datasets, job)
    return tableOf({ dataset: args.dataset, datasets, labelled, rows, notes }, job)
  })
}

async function judgeDataset(
  db: Project,
  truth: Truth,
  labelled: boolean,
  labels: string,
  runs: Run[],
  progress: () => Promise<void>,
  job: Job,
): Promise<Judged[]> {
  const { times, dataset } = truth
  const blocks = eventBlocks(truth.labels, times)
  const assessed = new Uint8Array(times.length)
  const every = Math.max(1, Math.floor(times.length / agreementRows))
  const sampled: Float64Array[] = []
  const judged: Judged[] = []
  // The table tells how many runs are measured, not how far one of them is.
  const quiet: Job = { seed: job.seed, memoryBytes: job.memoryBytes, checkpoint: () => job.checkpoint() }
  const add = async (
    of: Run | string,
    depends: string,
    input: MeasureInput,
    again: () => MeasureInput | Promise<MeasureInput>,
  ) => {
    const run = typeof of === 'string' ? null : of
    const key = `${labels} ${depends}`
    const kept = labelled ? readKept(db, dataset.id, run?.id ?? null, run ? String(run.id) : String(of), key) : null
    judged.push({
      of,
      key,
      kept,
      dataset: dataset.id,
      run: run?.id ?? null,
      measures: labelled ? (kept?.measures ?? (await measureInSteps(input, quiet))) : null,
      prepared: async () => prepared(inBlocks(assessedPart(await again()), blocks)),
      extras: { 'training time': run && run.seconds.train, agreement: null },
    })
  }
  for (const run of runs) {
    await progress()
    const read = () => storedRun(db, run, truth)
    const input = read()
    if (!input.scores.some((score) => !Number.isNaN(score))) continue
    input.scores.forEach((score, row) => {
      if (!Number.isNaN(score)) assessed[row] = 1
    })
    sampled.push(input.scores.filter((_, row) => row % every === 0))
    await add(run, runKey(run), input, read)
  }
  if (judged.length === 0) throw badInput(`No point of "${dataset.name}" has a score, so there is nothing to measure.`)
  if (sampled.length > 1) agreements(sampled).forEach((agreement, r) => (judged[r].extras.agreement = agreement))
  const rows = createHash('sha256').update(assessed).digest('hex')
  for (const id of trivialDetectors) {
    await progress()
    if (runs.some((run) => madeBy(run.model) === id)) continue
    const make = () => trivialRun(db, id, truth, assessed, quiet)
    await add(id, rows, await make(), make)
  }
  return judged
}

const isTrivial = (id: string) => trivialDetectors.some((trivial) => trivial === id)

function single(judged: Judged): JudgedRow {
  const { of } = judged
  if (typeof of === 'string')
    return {
      key: of,
      name: detectorById(of).name,
      detector: of,
      params: {},
      trivial: true,
      oracle: false,
      warnings: [],
      parts: [judged],
    }
  return {
    key: String(of.id),
    name: of.name,
    detector: madeBy(of.model),
    params: of.model.params,
    trivial: isTrivial(madeBy(of.model)),
    oracle: of.oracle,
    warnings: of.measures?.warnings ?? [],
    parts: [judged],
  }
}

/** By what runs are held against data they have not seen, as their names say it. */
function judging({ dataset, heldOut, judgedOn, model: { training } }: Run): string {
  if (training && training.dataset !== dataset) return ', trained elsewhere'
  const { holdOut } = training ?? { holdOut: { kind: 'nothing' } as const }
  return `${heldOutInName(holdOut)}${heldOut && judgedOn === 'all' && holdOut.kind !== 'blocks' ? ', judged on all rows' : ''}`
}

/** What a row of several datasets has in common. */
function poolOf(one: Judged): { key: string; name: string; channels: string } {
  const { detector, params, trivial, name } = single(one)
  const settings = `${detector} ${JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)))}`
  if (trivial || typeof one.of === 'string') return { key: settings, name, channels: '' }
  const { heldOut, model } = one.of
  const words = judging(one.of)
  const channels = model.channels.toSorted().join(', ')
  return {
    key: `${settings}${words} ${heldOut !== null} ${channels}`,
    name: name.includes(words) ? name : `${name}${words}`,
    channels,
  }
}

/**
 * Runs of several datasets that share detector, parameters, channels and what was held out, as one row; of several such runs of a
 * dataset the newest. Rows with one name are told apart by their channels.
 */
export function pooledRows(datasets: Judged[][]): JudgedRow[] {
  const rows = new Map<string, Map<Id, Judged>>()
  for (const judged of datasets)
    for (const one of judged) {
      const { key } = poolOf(one)
      rows.set(key, (rows.get(key) ?? new Map<Id, Judged>()).set(one.dataset, one))
    }
  const pools = [...rows.values()].map((parts) => poolOf([...parts.values()].at(-1)!))
  return [...rows]
    .map(([key, parts], r) => {
      const { name, channels } = pools[r]
      const isShared = pools.some((other) => other.name === name && other.channels !== channels)
      const all = [...parts.values()]
      const singles = all.map(single)
      const last = singles[singles.length - 1]
      const warnings = singles.flatMap((row) => row.warnings)
      return {
        ...last,
        key,
        name: isShared ? `${name}: ${channels}` : name,
        oracle: singles.some((row) => row.oracle),
        warnings: warnings.filter((warning, i) => warnings.findIndex((other) => other.code === warning.code) === i),
        parts: all,
      }
    })
    .sort((a, b) => Number(a.trivial) - Number(b.trivial))
}

/** Draws of each row, from the project file where they were made before for the same run, threshold and labels. */
async function withDraws(
  db: Project,
  dataset: Id,
  rows: JudgedRow[],
  judged: Judged[],
  datasets: TableInput['datasets'],
  job: Job,
): Promise<void> {
  if (datasets[0].events < LEAST_WINDOWS) return
  for (const [r, row] of rows.entries()) {
    await job.checkpoint({ phase: 'Drawing events', done: r, total: rows.length, unit: 'runs' })
    const { run, key, kept, measures } = judged[r]
    row.known = kept
    if (kept || !measures) continue
    const made: Kept = { measures, ...(await drawn(row, datasets, job)) }
    row.known = made
    // Someone may have moved the threshold meanwhile: then the draws belong to no one state of the run.
    if (run !== null && !key.endsWith(runKey(getRun(db, run)))) continue
    saveDraws(db, dataset, run, row.key, key, packed(made))
  }
}

/** Draws are in single precision, which is finer than 500 of them can tell. */
function packed({ measures, values, draws }: Kept): string {
  const all = new Float32Array(draws.length * DRAWS)
  draws.forEach((list, m) => all.set(list, m * DRAWS))
  return JSON.stringify({ measures, values, draws: Buffer.from(all.buffer).toString('base64') })
}

/** null where nothing was kept, or another version of the app drew another number of times, or of metrics. */
function readKept(db: Project, dataset: Id, run: Id | null, of: string, key: string): Kept | null {
  const text = getDraws(db, dataset, run, of, key)
  if (text === null) return null
  const stored = storedOrNull(text, storedDraws)
  if (!stored) return null
  const { measures, values, draws } = stored
  const all = new Float32Array(Uint8Array.from(Buffer.from(draws, 'base64')).buffer)
  if (all.length !== familyIds.length * DRAWS || measures.values.length !== metrics.length) return null
  return {
    measures,
    values,
    draws: familyIds.map((_, m) => Float64Array.from(all.subarray(m * DRAWS, (m + 1) * DRAWS))),
  }
}
