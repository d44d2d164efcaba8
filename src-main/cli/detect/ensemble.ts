import { combineScores } from '../../analysis/ensemble/combine.ts'
import type { Job } from '../../analysis/job.ts'
import { usualStep } from '../../analysis/preprocessing/gaps.ts'
import { thresholdById } from '../../analysis/thresholds/index.ts'
import { isVote } from '../../shared/models/ensemble.ts'
import { parseParams, type ParamSpecs } from '../../shared/models/params.ts'
import type { DetectPlan, EnsemblePlan } from './plan.ts'
import { single, type DetectFiles, type Outcome } from './single.ts'

/** Every member trained and scored by itself, then made one. */
export async function ensemble(
  { members, options }: EnsemblePlan,
  plan: DetectPlan,
  files: DetectFiles,
  job: Job,
): Promise<Outcome> {
  const outcomes: Outcome[] = []
  for (const { detector, params } of members) outcomes.push(await single(detector, params, plan, files, job))
  const { scores: all, threshold } = combineScores(
    outcomes.length,
    (m) => ({
      name: outcomes[m].model.detector,
      scores: outcomes[m].scores.all,
      threshold: ownThreshold(outcomes[m], files),
    }),
    options,
  )
  const models = outcomes.map((outcome) => outcome.model)
  const sum = (pick: (outcome: Outcome) => number) =>
    Math.round(1000 * outcomes.reduce((total, outcome) => total + pick(outcome), 0)) / 1000
  return {
    model: {
      detector: 'ensemble',
      version: 1,
      data: null,
      trainingScores: new Float64Array(0),
      history: [],
      params: {
        members: models.map((model) => model.detector).join(','),
        combine: options.combine,
        ...(isVote(options.combine) ? {} : { standardise: options.standardise }),
        ...(options.combine === 'weighted'
          ? { weights: options.weights.join(',') }
          : options.combine === 'votes'
            ? { k: options.k }
            : {}),
      },
      channels: models[0].channels,
      rowsUsed: models[0].rowsUsed,
      seconds: sum((outcome) => outcome.model.seconds),
    },
    engine: outcomes.find((outcome) => outcome.engine !== 'none')?.engine ?? 'none',
    scores: { all, from: outcomes[0].scores.from, windows: null },
    threshold,
    seconds: { train: sum((outcome) => outcome.seconds.train), score: sum((outcome) => outcome.seconds.score) },
    members: models,
  }
}

function ownThreshold({ model, scores, threshold }: Outcome, { scored }: DetectFiles): number {
  const rule = thresholdById(threshold.rule)
  const specs: ParamSpecs = rule.params
  return rule.compute(
    {
      training: model.trainingScores,
      scored: scores.all,
      labels: null,
      times: scored.series.times,
      stepMs: usualStep(scored.series.times),
    },
    parseParams(specs, threshold.params),
  )
}
