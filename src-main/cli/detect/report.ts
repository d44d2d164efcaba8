import { basename } from 'node:path'
import { detectorById } from '../../analysis/detectors/index.ts'
import { stepText } from '../../shared/data/cleaning-text.ts'
import { counted } from '../../shared/counted.ts'
import { badgesOf, type Badge, type Measure, type Measures, type Warning } from '../../shared/runs/measures.ts'
import type { ExplainedDetection } from './explain.ts'
import type { DriftReport } from '../../shared/watch/drift.ts'
import type { DetectResult } from './run.ts'
import { iso, whenIn, type When } from './when.ts'
import { strangestInWords, strangestJson, suggestionInWords, suggestionJson } from './strangest.ts'

/** What --json prints. Times in ISO 8601, seconds in seconds. */
export function reportJson(result: DetectResult) {
  const { plan, model, threshold } = result
  return {
    detector: model.detector,
    parameters: model.params,
    ...(model.cleaning ? { cleaning: model.cleaning } : {}),
    seed: plan.seed,
    engine: result.engine,
    rows: result.scored.rowsInFile,
    assessed: result.assessed,
    threshold: { rule: threshold.rule, value: threshold.value, parameters: threshold.params, oracle: threshold.oracle },
    detections: result.detected.detections.map(({ start, end, peak, first, last }) => ({
      start: iso(start),
      end: iso(end),
      peak,
      rows: [result.scored.fileRows[first] + 1, result.scored.fileRows[last] + 1],
    })),
    ...(result.suggestion ? { suggestion: suggestionJson(result.suggestion) } : {}),
    strangest: strangestJson(result.strangest, result.scored),
    ...(result.windows ? { windows: result.windows } : {}),
    measures: result.measures && measuresJson(result.measures),
    labels: result.labelsFrom,
    ...(result.members
      ? { members: result.members.map(({ detector, params }) => ({ detector, parameters: params })) }
      : {}),
    ...(result.drift ? { drift: driftJson(result.drift) } : {}),
    ...(result.explanations ? { explanations: result.explanations.map(explanationJson) } : {}),
    seconds: result.seconds,
  }
}

function driftJson({ channels, points, updates, settings }: DriftReport) {
  return {
    settings,
    updates: updates.map(({ time, ...update }) => ({ time: iso(time), ...update })),
    points: points.map(({ time, psi, ks }) => ({
      time: iso(time),
      channels: channels.map((channel, c) => ({ channel, psi: psi[c], ks: ks[c] })),
    })),
  }
}

function explanationJson({ detection, explanation }: ExplainedDetection) {
  const { channels, score, baselineScore, method, baseline, notes } = explanation
  return {
    start: iso(detection.start),
    end: iso(detection.end),
    channels,
    score,
    baselineScore,
    method,
    baseline,
    notes,
  }
}

/** Values by their published names; which of them are oracle or inflated is said beside them, never left to be known. */
function measuresJson({ values, confusion, assessed, notAssessed, windows, notes, warnings = [] }: Measures) {
  const wearing = (badge: Badge) =>
    values.filter((measure) => badgesOf(measure, warnings).some((worn) => worn.badge === badge)).map(({ id }) => id)
  return {
    ...Object.fromEntries(values.map(({ id, value }) => [id, value])),
    confusion,
    assessed,
    notAssessed,
    windows,
    oracle: wearing('oracle'),
    inflated: wearing('inflated'),
    inSample: wearing('in-sample'),
    warnings,
    notes,
  }
}

const mostListed = 20

/** The same for a person. */
export function reportInWords(result: DetectResult): string {
  const { plan, model, scored, threshold, windows, seconds } = result
  const { detections } = result.detected
  const when = whenIn(scored)
  const engine = result.engine === 'none' ? '' : ` on ${result.engine === 'native' ? 'native TensorFlow' : 'WASM'}`
  const epochs = model.history.length ? `, ${counted(model.history.length, 'epoch')}` : ''
  const cleaned = plan.cleaning.length > 0 ? `${scored.series.times.length.toLocaleString('en')} after cleaning, ` : ''
  const lines = [
    ...(result.suggestion ? suggestionInWords(result.suggestion) : []),
    `${plan.ensemble ? `Ensemble of ${plan.ensemble.members.map((m) => m.detector.name).join(', ')}` : plan.adaptive ? `Adaptive ${plan.detector!.name}` : detectorById(model.detector).name}${engine}, seed ${plan.seed}`,
    `Trained on ${basename(plan.train)}: ${counted(model.rowsUsed, 'row')}, ${counted(model.channels.length, 'channel')}${epochs}, ${seconds.train.toFixed(1)} s`,
    ...(model.cleaning ? [`After cleaning: ${model.cleaning.map(stepText).join('; ')}`] : []),
    ...(model.leftOut ? [`Left out, because there is no value at all: ${model.leftOut.join(', ')}`] : []),
    `Scored ${basename(plan.score ?? plan.train)}: ${counted(scored.rowsInFile, 'row')}, ${cleaned}${result.assessed.toLocaleString('en')} assessed, ${seconds.score.toFixed(1)} s`,
    `${threshold.oracle ? 'Oracle threshold' : 'Threshold'} ${short(threshold.value)} (${threshold.rule})${windows ? `: ${windows.anomalous.toLocaleString('en')} of ${counted(windows.count, 'window')} above it` : ''}`,
    ...strangestInWords(result.strangest, when),
    counted(detections.length, 'detection'),
    ...detections
      .slice(0, mostListed)
      .map(({ start, end, peak }) => `  ${when(start)} … ${when(end)}  peak ${short(peak)}`),
  ]
  if (detections.length > mostListed) lines.push(`  and ${(detections.length - mostListed).toLocaleString('en')} more`)
  if (result.explanations)
    lines.push(...result.explanations.flatMap((explained) => explanationInWords(explained, when)))
  if (result.drift) lines.push(...driftInWords(result.drift))
  if (result.measures) lines.push(`Measured against ${result.labelsFrom}`, ...measuresInWords(result.measures))
  if (plan.out) lines.push(`Scores are in ${plan.out.path}`)
  return lines.join('\n')
}

function explanationInWords({ detection, explanation }: ExplainedDetection, when: When): string[] {
  const { channels, score, baselineScore } = explanation
  return [
    `Why ${when(detection.start)} … ${when(detection.end)}: score ${short(score)}, usually ${short(baselineScore)}`,
    ...channels
      .toSorted((a, b) => b.shapley - a.shapley)
      .map(({ channel, shapley }) => `  ${shapley < 0 ? '' : '+'}${short(shapley)}  ${channel}`),
  ]
}

function driftInWords({ channels, points, updates }: DriftReport): string[] {
  const refused = updates.filter((update) => !update.kept)
  const last = points.at(-1)
  return [
    `${counted(updates.length - refused.length, 'update')}${refused.length ? `, ${counted(refused.length, 'update')} refused (${refused[0].note})` : ''}`,
    ...(last
      ? channels.map(
          (channel, c) =>
            `  ${channel.padEnd(28)} drift at the end: PSI ${short(last.psi[c])}, KS ${short(last.ks[c])}`,
        )
      : []),
  ]
}

function measuresInWords({ values, confusion, notes, warnings = [] }: Measures): string[] {
  const { tp, fp, tn, fn } = confusion
  return [
    ...values
      .filter((measure) => measure.value !== null)
      .map((measure) => `  ${measure.id.padEnd(28)} ${valueInWords(measure, warnings)}`),
    `  ${'confusion'.padEnd(28)} ${tp} true, ${fp} false alarms; ${tn} rightly quiet, ${fn} missed`,
    ...notes.map((note) => `  ${note}`),
    ...warnings.map(({ message }) => `  Mind: ${message}`),
  ]
}

function valueInWords(measure: Measure, warnings: readonly Warning[]): string {
  const { value, unit, interval, note } = measure
  const marks = [
    ...badgesOf(measure, warnings).map(({ badge }) => badge),
    interval ? `${short(interval[0])} … ${short(interval[1])}` : null,
    note ?? null,
  ].filter((mark) => mark !== null)
  // The unit of a number of events is in its name: "events found".
  return `${short(value ?? NaN)}${unit && unit !== 'events' ? ` ${unit}` : ''}${marks.length ? `  (${marks.join('; ')})` : ''}`
}

const short = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(6)).toString() : String(value))
