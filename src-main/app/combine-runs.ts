import { createModel, removeModel } from '../db/models.ts'
import { createRun, getRun, removeRun } from '../db/runs.ts'
import { asFound } from '../shared/runs/detected-ranges.ts'
import type { CallArgs, CallResult } from '../shared/contract.ts'
import { checkEnsemble, type EnsembleRecipe } from '../shared/models/ensemble.ts'
import { badInput } from '../shared/errors.ts'
import type { HandlerContext } from './context.ts'
import { jobRecord } from './job-record.ts'

/** Makes a run out of others. Its model is the recipe: there is nothing learned to keep. */
export function combineRuns(
  context: HandlerContext,
  { runs, labelSet, ...options }: CallArgs<'runs.combine'>,
): CallResult<'runs.combine'> {
  const { engine, jobs, emit } = context
  const { db, path: project } = context.write()
  if (new Set(runs).size < runs.length) throw badInput('A run can be in an ensemble only once.')
  const members = runs.map((id) => getRun(db, id))
  const [{ dataset }] = members
  const other = members.find((member) => member.dataset !== dataset)
  if (other) throw badInput(`"${other.name}" belongs to another dataset: only runs of one dataset can be combined.`)
  const unready = members.find((member) => member.status !== 'ready')
  if (unready) throw badInput(`"${unready.name}" has no scores yet.`)
  checkEnsemble(runs.length, options)
  // Until the job has combined the members' own thresholds.
  const threshold = { rule: 'mean-sigma', params: { k: 3 }, ...asFound }
  const name = `Ensemble of ${members.map((member) => member.name).join(', ')}`.slice(0, 200)
  const model = createModel(db, {
    name,
    kind: 'ensemble',
    detectorVersion: 1,
    params: {
      members: members.map((member) => member.name).join(', '),
      standardise: options.standardise,
      combine: options.combine,
      ...extras(options),
    },
    channels: [...new Set(members.flatMap((member) => member.model.channels))],
    seed: 1,
    ranges: [],
    history: [],
    engine: 'none',
    data: recipe({ runs, thresholds: members.map((member) => member.thresholdValue), options }),
    trainingScores: new Float64Array(),
  })
  const run = createRun(db, { dataset, model, name, threshold })
  const changed = () => emit('runs.changed', { dataset })
  changed()
  const { id: job } = jobs.add({
    kind: 'score',
    title: `Combine ${runs.length} runs`,
    dataset,
    run,
    record: jobRecord(db),
    work: async (ask) => {
      await engine.ask('combine', { project, run, members: runs, options, labelSet }, ask)
      changed()
    },
    undo: () => {
      void removeRun(db, run)
      removeModel(db, model)
      changed()
    },
  })
  return { job, run }
}

/** What explains an ensemble's scores later. */
const recipe = (made: EnsembleRecipe) => new TextEncoder().encode(JSON.stringify(made))

function extras({
  combine,
  weights,
  k,
}: Pick<CallArgs<'runs.combine'>, 'combine' | 'weights' | 'k'>): Record<string, string | number> {
  if (combine === 'weighted') return { weights: weights.join(', ') }
  return combine === 'votes' ? { k } : {}
}
