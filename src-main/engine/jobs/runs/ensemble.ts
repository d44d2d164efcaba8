import { getDataset } from '../../../db/datasets.ts'
import { readModelData, updateModel } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { getRun } from '../../../db/runs.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import type { TrainingFacts } from '../../../shared/models/hold-out.ts'
import type { Id, Run } from '../../../shared/project.ts'
import type { RowRange } from '../../../shared/data/series.ts'
import { combineScores } from '../../../analysis/ensemble/combine.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { common, joinedRows } from '../../../analysis/splits/split.ts'
import { judgeRun } from './judge.ts'
import { storeScores } from './store-scores.ts'
import { labelFlags, loadSeries } from '../data/stored-series.ts'
import { learnsOf } from './training-seen.ts'
import { withProject } from '../with-project.ts'
import { assessedIn } from '../../../analysis/math/present.ts'

/** Fills an ensemble's run from the stored scores of its members. */
export function combine(args: EngineCalls['combine']['args'], job: Job): Promise<EngineCalls['combine']['result']> {
  return withProject(args.project, async (db) => {
    const began = performance.now()
    const run = getRun(db, args.run)
    const times = readTimes(db, run.dataset)
    const members = args.members.map((id) => readyMember(db, id, run.dataset))
    await job.checkpoint({ phase: 'Combining', done: 0, total: members.length, unit: 'runs' })
    const { scores, threshold } = combineScores(
      members.length,
      (m) => ({
        name: members[m].name,
        scores: readValues(db, members[m].scores!),
        threshold: members[m].thresholdValue,
      }),
      args.options,
    )
    const contributions = await sharedContributions(db, members, run.model.channels, job)
    const assessed = assessedIn(scores)
    const { training, trainedRows } = factsOf(db, members)
    updateModel(db, run.model.id, { training, trainedRows })
    const seconds = { train: 0, score: (performance.now() - began) / 1000 }
    const finished = await storeScores(db, run, { scores, contributions, assessed }, times, seconds, job)
    const labels = labelFlags(db, args.labelSet, times)
    const { channels } = getDataset(db, run.dataset)
    // A derived channel lies in no dataset.
    const first = run.model.channels.find((name) => channels.some((channel) => channel.name === name))
    const values = loadSeries(db, run.dataset, [first ?? channels[0].name]).values[0]
    await judgeRun(
      db,
      finished,
      { times, scores, labels, values, trainingScores: new Float64Array(), trainedRows },
      { threshold: { ...run.threshold, ...threshold }, labelSet: args.labelSet },
      job,
    )
    return { assessed }
  })
}

/** What an ensemble's training saw is what any member's did; held out is what every member that learnt something held out. */
function factsOf(db: Project, members: Run[]): { training: TrainingFacts | null; trainedRows: RowRange[] } {
  const { dataset } = members[0]
  const known = members.flatMap(({ model, heldOut }) =>
    model.training ? [{ model, facts: model.training, heldOut, rows: readModelData(db, model.id).trainedRows }] : [],
  )
  if (known.length < members.length) return { training: null, trainedRows: [] }
  const learnt = known.filter(
    ({ facts, heldOut, rows }) => heldOut !== null || rows.length > 0 || facts.dataset !== dataset,
  )
  const heldOut = learnt
    .map((member) => member.heldOut)
    .reduce((a, b) => a && b && (common([a], [b])[0] ?? null), { first: 0, last: Infinity })
  return {
    trainedRows: joinedRows(known.flatMap(({ facts, rows }) => (facts.dataset === dataset ? rows : []))),
    training: {
      dataset,
      holdOut: { kind: 'nothing' },
      heldOut: learnt.length > 0 ? heldOut : null,
      window: Math.max(...known.map(({ facts }) => facts.window)),
      purge: Math.min(...known.map(({ facts }) => facts.purge)),
      labelled: known.find(({ facts }) => facts.dataset !== dataset)?.facts.labelled ?? null,
      chosenOn: known.find(({ facts }) => facts.chosenOn)?.facts.chosenOn ?? null,
      ...(known.some(({ model, facts }) => facts.dataset === dataset && learnsOf(model) === 'labels') && {
        learntLabels: true as const,
      }),
    },
  }
}

function readyMember(db: Project, id: Id, dataset: Id): Run {
  const member = getRun(db, id)
  if (member.dataset !== dataset)
    throw badInput(`"${member.name}" belongs to another dataset: only runs of one dataset can be combined.`)
  if (member.scores === null) throw badInput(`"${member.name}" has no scores yet.`)
  return member
}

/** [channel][n]: the mean of the shares that the members give, each member's own channels; nothing where none gives any. */
async function sharedContributions(db: Project, members: Run[], channels: string[], job: Job): Promise<Float32Array[]> {
  const giving = members.filter((member) => member.contributions.length > 0)
  const parts: Float32Array[] = []
  for (const [c, channel] of giving.length ? channels.entries() : []) {
    await job.checkpoint({ phase: 'Combining contributions', done: c, total: channels.length, unit: 'channels' })
    let sum: Float32Array | null = null
    for (const member of giving) {
      const at = member.model.channels.indexOf(channel)
      if (at < 0) continue
      const values = readValues(db, member.contributions[at])
      sum ??= new Float32Array(values.length)
      for (let i = 0; i < values.length; i++) sum[i] += values[i] / giving.length
    }
    if (sum) parts.push(sum)
  }
  // A channel that no member explains would leave its place to the next.
  return parts.length === channels.length ? parts : []
}
