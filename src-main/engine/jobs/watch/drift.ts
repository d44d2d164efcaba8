import { getDataset } from '../../../db/datasets.ts'
import { listSets } from '../../../db/labels/label-sets.ts'
import { readModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { getRun } from '../../../db/runs.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import type { DriftBoard } from '../../../shared/watch/drift-board.ts'
import type { Id, Run } from '../../../shared/project.ts'
import { zoneOffset } from '../../../shared/zone-offset.ts'
import {
  countedOver,
  driftBoard,
  MOST_ROWS,
  type Counted,
  type DriftRows,
  type ScoreRows,
} from '../../../analysis/drift/board.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { loadCleaned } from '../data/cleaned-series.ts'
import { flagged } from '../runs/modes.ts'
import { labelFlags } from '../data/stored-series.ts'
import { withProject } from '../with-project.ts'

/** Fewer rows on either side say nothing. */
const leastTraining = 100
const leastRecent = 20

/** Holds what came after a run's training against what it was trained on. Rows inside labels of anomalies count on neither side. */
export function drift(args: EngineCalls['drift']['args'], job: Job): Promise<DriftBoard> {
  return withProject(args.project, (db) => boardOf(db, getRun(db, args.run), job))
}

export async function boardOf(db: Project, run: Run, job: Job): Promise<DriftBoard> {
  const { training } = run.model
  if (!training) throw badInput(`What the model of "${run.name}" was trained on is not known: train it again.`)
  const { trainedRows, trainingScores } = readModelData(db, run.model.id)
  const here = getDataset(db, run.dataset)
  const isHere = training.dataset === run.dataset
  const learnt = rowsOf(db, training.dataset, (n) => flagged(trainedRows, n))
  const after = isHere ? (trainedRows.at(-1)?.last ?? -1) + 1 : 0
  const fresh = rowsOf(db, run.dataset, (n) => new Uint8Array(n).fill(1, after))
  if (learnt.rows.length < leastTraining)
    throw badInput(`"${run.name}" learnt from ${learnt.rows.length} rows: too few to compare with.`)
  if (fresh.rows.length < leastRecent)
    throw badInput(
      fresh.rows.length === 0
        ? `Drift compares later rows with those of training, and no row of "${here.name}" is newer than what "${run.name}" was trained on. Append newer rows, watch a source, or train on the beginning.`
        : `Only ${fresh.rows.length} rows of "${here.name}" are newer than what "${run.name}" was trained on: too few to compare. Append more.`,
    )
  const read = async (dataset: Id, part: Rows) => channelsOf(db, dataset, run.model, part, job)
  const [a, b] = [await read(training.dataset, learnt), await read(run.dataset, fresh)]
  return driftBoard({
    channels: run.model.channels.map((name) => ({
      name,
      unit: here.channels.find((channel) => channel.name === name)?.unit ?? null,
    })),
    training: a,
    recent: b,
    scores: scoresOf(db, run, learnt, fresh, isHere ? null : trainingScores, trainingScores),
    bias: isHere ? biasOf(db, run, a, b, learnt, fresh) : null,
    zone: here.zone,
    offset: zoneOffset(here.zone),
  })
}

/** Some rows of a dataset. rows — their numbers; every — one of so many is looked at closely. */
interface Rows {
  times: Float64Array
  rows: Uint32Array
  every: number
}

function rowsOf(db: Project, dataset: Id, wanted: (rows: number) => Uint8Array): Rows {
  const times = readTimes(db, dataset)
  const set = listSets(db, dataset)[0]?.id ?? null
  const anomalous = labelFlags(db, set, times)
  const keep = wanted(times.length)
  const all = new Uint32Array(times.length)
  let n = 0
  for (let row = 0; row < times.length; row++) if (keep[row] === 1 && !anomalous?.[row]) all[n++] = row
  const rows = all.subarray(0, n)
  return { times, rows, every: Math.max(1, Math.ceil(rows.length / MOST_ROWS)) }
}

const picked = (values: Float64Array, { rows, every }: Rows) =>
  Float64Array.from({ length: Math.ceil(rows.length / every) }, (_, i) => values[rows[i * every]])

/** Channel by channel, so that one is in memory at a time. */
async function channelsOf(
  db: Project,
  dataset: Id,
  { channels: names, training }: Run['model'],
  part: Rows,
  job: Job,
): Promise<DriftRows> {
  const { channels, name: of } = getDataset(db, dataset)
  // After steps channels depend on each other: they are there together or not at all.
  const cleaned = training?.cleaning?.length ? loadCleaned(db, dataset, training.cleaning, () => names) : null
  const values: Float64Array[] = []
  const all: Counted = { rows: part.rows.length, missing: [], range: [] }
  const own = new Float64Array(part.rows.length)
  for (const [c, name] of names.entries()) {
    await job.checkpoint({ phase: 'Comparing', done: c, total: names.length, unit: 'channels' })
    const channel = channels.find((one) => one.name === name)
    if (!cleaned && !channel)
      throw badInput(`Dataset "${of}" has no channel "${name}", which the model was trained on.`)
    const whole = cleaned ? cleaned.valuesOnRaw(cleaned.series.values[c]) : readValues(db, channel!.series)
    for (let i = 0; i < own.length; i++) own[i] = whole[part.rows[i]]
    const { missing, range } = countedOver({ times: own, values: [own] })
    all.missing.push(missing[0])
    all.range.push(range[0])
    values.push(picked(whole, part))
  }
  return { times: picked(part.times, part), values, all }
}

/** Scores of training are those of rows that were kept from it where there are some: rows that were learnt from score lower. */
function scoresOf(
  db: Project,
  run: Run,
  learnt: Rows,
  fresh: Rows,
  elsewhere: Float64Array | null,
  training: Float64Array,
): ScoreRows | null {
  if (run.scores === null) return null
  const scores = readValues(db, run.scores)
  const bag = elsewhere ?? (training.length < 0.9 * learnt.rows.length ? training : null)
  if (bag?.length === 0) return null
  const step = (learnt.times[learnt.rows[learnt.rows.length - 1]] - learnt.times[learnt.rows[0]]) / (bag?.length ?? 1)
  return {
    training: bag
      ? { times: bag.map((_, i) => learnt.times[learnt.rows[0]] + i * step), scores: bag }
      : { times: picked(learnt.times, learnt), scores: picked(scores, learnt) },
    recent: { times: picked(fresh.times, fresh), scores: picked(scores, fresh) },
    threshold: run.thresholdValue,
  }
}

function biasOf(db: Project, run: Run, a: DriftRows, b: DriftRows, learnt: Rows, fresh: Rows) {
  if (run.expected.length !== run.model.channels.length) return null
  const expected = run.expected.map((series) => readValues(db, series))
  const rest = (side: DriftRows, rows: Rows) =>
    side.values.map((values, c) => {
      const wanted = picked(expected[c], rows)
      return values.map((v, i) => v - wanted[i])
    })
  return { training: rest(a, learnt), recent: rest(b, fresh) }
}
