import { adapt } from '../../analysis/adaptive/adapt.ts'
import { pickChannels } from '../../analysis/train-and-score.ts'
import type { Job } from '../../analysis/job.ts'
import { badInput } from '../../shared/errors.ts'
import type { AdaptiveSettings } from '../../shared/watch/drift.ts'
import type { Series } from '../../shared/data/series.ts'
import type { DetectPlan } from './plan.ts'
import { startEngine } from './engine.ts'
import { stopwatch, trainingRows, type DetectFiles, type Outcome } from './single.ts'

/** Of a single file, this part is what an adaptive run begins with unless told otherwise. */
const FIRST_PART = 0.2

/** Trains on the beginning and learns on while it scores. A second file is taken to follow the first. */
export async function adaptive(
  settings: AdaptiveSettings,
  plan: DetectPlan,
  files: DetectFiles,
  job: Job,
): Promise<Outcome> {
  const detector = plan.detector!
  const engine = await startEngine(detector, plan.engine)
  const clock = stopwatch()
  const { train, scored } = files
  const two = plan.score !== null
  const rows =
    trainingRows(plan, files) ?? (two ? train.series.times.length : Math.floor(train.series.times.length * FIRST_PART))
  const series = two ? following(train.series, rows, scored.series) : train.series
  const found = await adapt(
    detector,
    series,
    {
      params: plan.params,
      threshold: plan.threshold ?? detector.threshold,
      train: [{ first: 0, last: rows - 1 }],
      settings,
    },
    job,
  )
  const seconds = clock()
  const train3 = Math.round(1000 * found.trainSeconds) / 1000
  return {
    model: { ...found.model, trainingScores: new Float64Array(0), rowsUsed: rows },
    engine,
    scores: { all: two ? found.scores.slice(rows) : found.scores, from: two ? 0 : rows, windows: null },
    threshold: { rule: 'fixed', params: { value: 1 } },
    seconds: { train: train3, score: Math.max(0, Math.round(1000 * (seconds - train3)) / 1000) },
    drift: found.drift,
  }
}

function following(train: Series, rows: number, scored: Series): Series {
  if (scored.times[0] <= train.times[rows - 1])
    throw badInput(
      'With --adaptive the second file must begin after the training data end: it goes on where they stop.',
    )
  const same = pickChannels(
    scored,
    train.channels.map((channel) => channel.name),
  )
  const joined = (a: Float64Array, b: Float64Array) => {
    const both = new Float64Array(rows + b.length)
    both.set(a.subarray(0, rows))
    both.set(b, rows)
    return both
  }
  return {
    channels: train.channels,
    times: joined(train.times, same.times),
    values: train.values.map((v, c) => joined(v, same.values[c])),
  }
}
