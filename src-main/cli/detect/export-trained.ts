import { basename } from 'node:path'
import { usualStep } from '../../analysis/preprocessing/gaps.ts'
import type { TrainedModel } from '../../analysis/train-and-score.ts'
import { writeBundle } from '../../formats/bundle/write-bundle.ts'
import { installation } from '../../hosting/installation.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'
import { badgesOf, type Measures } from '../../shared/runs/measures.ts'
import type { ParamValues } from '../../shared/models/params.ts'
import type { CleanedFile } from '../cleaned-file.ts'
import type { DetectPlan } from './plan.ts'

/** What of a result of `detect` is handed over. */
interface Trained {
  plan: DetectPlan
  model: TrainedModel
  engine: string
  threshold: { rule: string; params: ParamValues; value: number }
  measures: Measures | null
}

/** Writes what `detect` has trained as a folder for other machines. train — the file it was trained on. */
export async function exportTrained(folder: string, result: Trained, train: CleanedFile): Promise<void> {
  const { plan, model, threshold, measures } = result
  const { times } = train.series
  const raw = train.raw.series
  const rows = Math.min(times.length, plan.trainRows ?? times.length)
  await writeBundle(folder, {
    model,
    channels: raw.channels,
    name: `${model.detector} on ${basename(plan.train)}`,
    stepMs: usualStep(times),
    rawStepMs: usualStep(raw.times),
    gapSteps: plan.gapSteps ?? gapSteps,
    app: installation().version,
    threshold: {
      rule: threshold.rule,
      params: threshold.params,
      value: threshold.value,
      hysteresis: 1,
      minDurationMs: plan.leastMs ?? 0,
      mergeGapMs: plan.joinMs ?? 0,
      modes: false,
    },
    training: {
      dataset: basename(plan.train),
      ranges: [{ start: new Date(times[0]).toISOString(), end: new Date(times[rows - 1]).toISOString() }],
      rows: model.rowsUsed,
      seed: plan.seed,
      engine: result.engine,
      heldOut: plan.holdOut && plan.holdOut.kind !== 'nothing' ? plan.holdOut.kind : null,
    },
    measures: (measures?.values ?? []).map((measure) => ({
      id: measure.id,
      value: measure.value,
      interval: measure.interval ?? null,
      badges: badgesOf(measure, measures?.warnings).map(({ badge }) => badge),
    })),
  })
}
