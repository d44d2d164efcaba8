import type { Suggestion } from '../../shared/models/detector-info.ts'
import { parseParams, type ParamSpecs } from '../../shared/models/params.ts'
import type { StrangeStretch } from '../../shared/runs/strangest.ts'
import { detectors } from '../../analysis/detectors/index.ts'
import { usualRows } from '../../analysis/first-answer.ts'
import { strangestOf } from '../../analysis/strangest/strangest.ts'
import type { ReadSeries } from '../../formats/importers/sinks/memory-sink.ts'
import type { Outcome } from './single.ts'
import { iso, type When } from './when.ts'

/** The strangest stretches of the judged rows. Of an ensemble, and of what learns on, there is no one model that says what is usual. */
export function strangestIn({ model, scores, seen }: Outcome, { series }: ReadSeries): StrangeStretch[] {
  const detector = detectors.find((d) => d.id === model.detector)
  const chosen = model.channels.map((name) => series.channels.findIndex((channel) => channel.name === name))
  const n = series.times.length
  const usual = seen ? usualRows(seen.trained, n) : null
  // What was not judged is not strange: training rows of a file that is split.
  const judged = scores.from === 0 ? scores.all : scores.all.map((score, row) => (row < scores.from ? NaN : score))
  return strangestOf({
    scores: judged,
    times: series.times,
    names: model.channels,
    values: chosen.map((c) => series.values[c]),
    contributions: scores.contributions,
    window: detector ? detector.needs(parseParams<ParamSpecs>(detector.params, model.params), chosen.length).score : 1,
    calibration: model.usual ?? null,
    usual,
    steps: model.cleaning,
  })
}

/** rows — the first and the last data row of the file, from 1 on: all that there is to go by where the file has no times. */
export const strangestJson = (stretches: readonly StrangeStretch[], { fileRows }: Pick<ReadSeries, 'fileRows'>) =>
  stretches.map(({ first, last, start, end, score, ratio, byChance = false, channels }) => ({
    start: iso(start),
    end: iso(end),
    rows: [fileRows[first] + 1, fileRows[last] + 1],
    score,
    ratio,
    byChance,
    channels,
  }))

/** Three channels say what a stretch is about. */
const CHANNELS_SAID = 3

export function strangestInWords(stretches: readonly StrangeStretch[], when: When): string[] {
  if (stretches.length === 0) return ['Nothing stands out: all scores are the same.']
  return [
    'Strangest first:',
    ...stretches.map(
      ({ start, end, ratio, channels }, i) =>
        `  ${i + 1}. ${when(start)} … ${when(end)}  ${timesText(ratio)}: ${channels
          .slice(0, CHANNELS_SAID)
          .map(({ name, direction }) => `${name} ${direction}`)
          .join(', ')}`,
    ),
  ]
}

/** "12 times the usual spread". */
const timesText = (ratio: number) =>
  `${ratio >= 10 ? Math.round(ratio) : Number(ratio.toPrecision(2))} times the usual spread`

export function suggestionJson({ detector, params, threshold, normal, steps, leftOut, reasons }: Suggestion) {
  return {
    detector,
    parameters: params,
    threshold: { rule: threshold.rule, parameters: threshold.params },
    normal: {
      kind: normal.kind,
      ranges: normal.ranges.map(({ start, end }) => ({ start: iso(start), end: iso(end) })),
      why: normal.why,
    },
    steps,
    leftOut,
    reasons,
  }
}

export const suggestionInWords = ({ reasons }: Suggestion): string[] => [
  'Suggested for these data:',
  ...reasons.map(({ what, why }) => `  ${what}. ${why}`),
]
