import type { Job } from '../../analysis/job.ts'
import { f1Of } from '../../analysis/metrics/confusion.ts'
import { measureInSteps } from '../../analysis/metrics/measure.ts'
import { measureScores, type ScoreMeasures } from '../../analysis/metrics/measure-scores.ts'
import { USUAL_VUS_WINDOW } from '../../analysis/metrics/assessed-part.ts'
import { usualStep } from '../../analysis/preprocessing/gaps.ts'
import { vusWindow } from '../../analysis/preprocessing/period.ts'
import { detect } from '../../analysis/thresholds/detections.ts'
import { thresholdById } from '../../analysis/thresholds/index.ts'
import { asFound } from '../../shared/runs/detected-ranges.ts'
import { badInput } from '../../shared/errors.ts'
import type { Measure, Measures } from '../../shared/runs/measures.ts'
import { parseParams, type ParamSpecs, type ParamValues } from '../../shared/models/params.ts'
import { labellingOf, labelRows } from './labels.ts'
import type { EvaluatePlan } from './options.ts'
import { columnNamed, previewOf, readTable, scoreNames, type Table } from './read.ts'

export type ScoresPlan = Extract<EvaluatePlan, { kind: 'scores' }>

/** rows — of the file; assessed — of them, with a score. threshold — null without --threshold. */
export interface Evaluation {
  rows: number
  assessed: number
  threshold: { rule: string; params: ParamValues; value: number; inclusive: boolean; oracle: boolean } | null
  measures: Measures | ScoreMeasures
  labelsFrom: string
  vusWindow: { points: number; from: string }
  notes: string[]
}

/** Measures a file of scores against labels. Throws bad-input with a sentence. */
export async function runEvaluate(plan: ScoresPlan, job: Job): Promise<Evaluation> {
  const preview = await previewOf(plan.scores, job)
  const score = scoreColumn(preview, plan)
  const labelling = await labellingOf(plan.labels, preview, plan.scores, null, job)
  if (labelling.kind === 'column' && labelling.column === score)
    throw badInput(`Column "${score}" cannot be both the score and the label.`)
  const table = await readTable(
    plan.scores,
    preview,
    { numbers: [score], flags: labelling.kind === 'column' ? [labelling.column] : [] },
    job,
  )
  const labels = await labelRows(labelling, table, plan.scores, job)
  const scores = table.column(score)
  checkScores(scores, score, table, plan.threshold !== null)
  checkLabels(labels.flags, scores, labels.from)
  const window = windowFor(plan, table.values ?? labels.values)
  const { times } = table.series
  const input = { scores, labels: labels.flags, times, vusWindow: window.points }
  const threshold = plan.threshold && chosen(plan.threshold, input)
  const measures =
    threshold === null
      ? measureScores(input)
      : withStandardF1(
          await measureInSteps(
            { ...input, threshold: threshold.value, oracle: threshold.oracle, ...detected(input, threshold) },
            job,
          ),
        )
  if (!table.timed) measures.values = inRows(measures.values)
  return {
    rows: table.rowsInFile,
    assessed: measures.assessed,
    threshold,
    measures,
    labelsFrom: labels.from,
    vusWindow: window,
    notes: [
      ...table.report.problems.map(({ message }) => `${table.name}: ${message}`),
      ...labels.problems,
      ...aboutThreshold(threshold),
    ],
  }
}

/** A file of nothing but numbers needs no header. */
function scoreColumn(
  preview: Parameters<typeof columnNamed>[0] & { recipe: { header: boolean } },
  plan: ScoresPlan,
): string {
  const only = preview.columns.length === 1 && !preview.recipe.header ? preview.columns[0].name : null
  return plan.score === null && only !== null ? only : columnNamed(preview, plan.score, scoreNames, plan.scores)
}

/** thresholded — the detections of equal scores can be judged, their order cannot. */
function checkScores(scores: Float64Array, column: string, { name }: Table, thresholded: boolean): void {
  const assessed = scores.filter((score) => !Number.isNaN(score))
  if (assessed.length === 0)
    throw badInput(`Column "${column}" of ${name} has no score in any row, so there is nothing to measure.`)
  if (!thresholded && assessed.every((score) => score === assessed[0]))
    throw badInput(
      `${assessed.length === 1 ? 'The one score' : `All ${assessed.length.toLocaleString('en')} scores`} of ${name} ${assessed.length === 1 ? 'is' : 'are'} ${assessed[0]}: equal scores rank nothing, so there is nothing to measure.`,
    )
}

/** Both classes must be there among the rows with a score. */
function checkLabels(flags: Uint8Array, scores: Float64Array, from: string): void {
  if (!flags.includes(1))
    throw badInput(
      `There is no label among the rows: ${from} marks none of them, so there is nothing to measure against.`,
    )
  let labelled = 0
  let assessed = 0
  scores.forEach((score, row) => {
    if (Number.isNaN(score)) return
    assessed++
    labelled += flags[row]
  })
  if (labelled === 0) throw badInput(`There is no event in the evaluated range: no row that ${from} marks has a score.`)
  if (labelled === assessed)
    throw badInput(
      `There is one class only: ${from} marks every row that has a score, so there is nothing to tell them from.`,
    )
}

function windowFor(plan: ScoresPlan, values: Float64Array | null): Evaluation['vusWindow'] {
  if (plan.vusWindow !== null) return { points: plan.vusWindow, from: '--vus-window' }
  if (values === null)
    return { points: USUAL_VUS_WINDOW, from: 'usual where the file has no column of values to take the period from' }
  return { points: vusWindow(values), from: 'the period of the values' }
}

interface Judged {
  scores: Float64Array
  labels: Uint8Array
  times: Float64Array
}

function chosen(
  { rule: id, params: given, inclusive }: NonNullable<ScoresPlan['threshold']>,
  { scores, labels, times }: Judged,
): NonNullable<Evaluation['threshold']> {
  const rule = thresholdById(id)
  const specs: ParamSpecs = rule.params
  const params = parseParams(specs, given)
  const value = rule.compute(
    { training: new Float64Array(0), scored: scores, labels, times, stepMs: usualStep(times) },
    params,
  )
  return { rule: id, params, value, inclusive, oracle: rule.oracle }
}

/** As in the app, a row without a score and a gap in the times end a detection. */
function detected({ scores, times }: Judged, { value, inclusive }: NonNullable<Evaluation['threshold']>) {
  const above = scores.map((score) =>
    Number.isNaN(score) ? NaN : (inclusive ? score >= value : score > value) ? 1 : 0,
  )
  return detect(above, times, 0.5, asFound)
}

/** At a threshold, Standard-F1 is that threshold's; the best one keeps its place under a name that says so. */
function withStandardF1(measures: Measures): Measures {
  const f1 = measures.values.find(({ id }) => id === 'F1')!
  return {
    ...measures,
    values: measures.values.flatMap((measure): Measure[] =>
      measure.id === 'Standard-F1'
        ? [
            { ...f1, id: 'Standard-F1', value: f1Of(measures.confusion) },
            { ...measure, id: 'Standard-F1 (best threshold)' },
          ]
        : [measure],
    ),
  }
}

/** Rows that have no times are a second apart: what is counted in seconds is rows, and a week means nothing. */
const inRows = (values: Measure[]): Measure[] =>
  values.map((measure) =>
    measure.unit === 's'
      ? { ...measure, unit: 'rows' }
      : measure.unit === 'per week'
        ? { id: measure.id, value: null, unit: measure.unit, note: 'The file has no times.' }
        : measure,
  )

function aboutThreshold(threshold: Evaluation['threshold']): string[] {
  if (threshold === null)
    return [
      'Without --threshold, measures of detections are given at the threshold that is best for each on these labels: oracle, a limit and not a result.',
    ]
  if (threshold.oracle)
    return ['The threshold was chosen on the labels it is judged on: everything that depends on it is oracle.']
  return threshold.rule === 'fixed' || threshold.rule === 'alarms-per-week'
    ? []
    : ['The threshold rule looked at the scores that are judged: the file has no training scores.']
}
