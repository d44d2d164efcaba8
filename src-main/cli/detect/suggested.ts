import { firstAnswer, suggestionFor } from '../../analysis/first-answer.ts'
import { detectorById } from '../../analysis/detectors/index.ts'
import type { Job } from '../../analysis/job.ts'
import { beginningOf } from '../../analysis/normal/choose-normal.ts'
import { constantChannels, withoutChannels } from '../../analysis/left-out.ts'
import { badInput } from '../../shared/errors.ts'
import { UNKNOWN_WHY, type Normal } from '../../shared/models/normal.ts'
import type { DetectPlan } from './plan.ts'
import { startEngine } from './engine.ts'
import { single, trainingRows, type DetectFiles, type Outcome } from './single.ts'
import { withSteps } from '../cleaned-file.ts'
import { rowsOf, timeFrom, zoneOf } from './split.ts'

/** What suits the data, without a detector named: the same as the button in the window. Labels are only measured against. */
export async function suggested(plan: DetectPlan, files: DetectFiles, job: Job): Promise<Outcome> {
  const { series } = files.train
  const rows = trainingRows(plan, files)
  if (plan.score === null && rows === null) {
    const answer = await firstAnswer(series, job, normalFrom(plan, files))
    const { model, trained, heldOut, window, purge } = answer.trained
    return {
      model,
      engine: await startEngine(detectorById(model.detector), plan.engine),
      scores: {
        all: answer.result.scores,
        from: 0,
        windows: answer.result.windowScores ?? null,
        contributions: answer.result.contributions,
      },
      threshold: answer.suggestion.threshold,
      seconds: answer.seconds,
      seen: { trained, heldOut: answer.trained.scored ? heldOut : null, window, purge },
      suggestion: answer.suggestion,
    }
  }
  if (plan.normal !== null)
    throw badInput('--normal is for one file: what is trained on is what you take for normal otherwise.')
  // The person says what to learn from: it is taken for normal, and nothing stranger than that is.
  const normal: Normal = { kind: 'ranges', ranges: [], why: 'What you gave to train on is taken for normal.' }
  const given = rowsOf(series, 0, rows ?? series.times.length)
  const suggestion = suggestionFor(given, 0, normal, constantThroughout(files))
  const detector = detectorById(suggestion.detector)
  const params = Object.fromEntries(Object.entries(suggestion.params).map(([key, value]) => [key, String(value)]))
  const prepared = withSteps(files.train, suggestion.steps)
  const train = { ...prepared, series: withoutChannels(prepared.series, suggestion.leftOut) }
  const scored = withSteps(files.scored, suggestion.steps)
  const outcome = await single(detector, params, plan, { ...files, train, scored }, job)
  const reasons = suggestion.reasons.map((reason) =>
    reason.what.startsWith('Threshold')
      ? { what: 'Its own threshold', why: 'What was trained on is normal, so its scores say what is not.' }
      : reason,
  )
  return {
    ...outcome,
    suggestion: {
      ...suggestion,
      params: outcome.model.params,
      threshold: outcome.threshold,
      reasons,
      mergeGapMs: 0,
      minDurationMs: 0,
    },
  }
}

/** A channel of one value in what is trained on may move in what is scored, and that is worth an alarm. */
function constantThroughout({ train, scored }: DetectFiles): string[] {
  const firstValue = ({ series }: DetectFiles['train'], name: string) =>
    series.values[series.channels.findIndex((channel) => channel.name === name)]?.find((v) => !Number.isNaN(v))
  const elsewhere = constantChannels(scored.series)
  return constantChannels(train.series).filter(
    (name) => elsewhere.includes(name) && firstValue(train, name) === firstValue(scored, name),
  )
}

/** --normal as an answer; undefined where none was given. Throws bad-input for anything else. */
function normalFrom({ normal }: DetectPlan, { train }: DetectFiles): Normal | undefined {
  if (normal === null) return undefined
  const why = 'As you said.'
  const { times } = train.series
  if (normal === 'everything') return { kind: normal, ranges: [], why }
  if (normal === 'unknown') return { kind: normal, ranges: [], why: UNKNOWN_WHY }
  if (normal === 'beginning') return { kind: 'beginning', ranges: [beginningOf(times)], why }
  const parts = normal.split('..')
  if (parts.length !== 2)
    throw badInput(
      `--normal is beginning, everything, unknown, or two times such as 2014-04-11..2014-04-12T09:00, not "${normal}".`,
    )
  const [start, end] = parts.map((part) => timeFrom(part, zoneOf(train.recipe)))
  if (!(end > start)) throw badInput(`--normal ends before it begins: "${normal}".`)
  return { kind: 'ranges', ranges: [{ start, end }], why }
}
