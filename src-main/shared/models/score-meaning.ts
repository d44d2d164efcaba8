import type { ParamValues } from './params.ts'

/**
 * What a detector's score says, as the beginning of a sentence without its end: "The mean absolute prediction error, in {unit}".
 * {unit} — that of scaled values, which depends on the parameter `scaling`. Where another parameter decides: one text for each of its values.
 */
export type ScoreMeaning = string | { param: string; of: Readonly<Record<string, string>> }

const units: Record<string, string> = {
  'z-score': 'standard deviations',
  robust: 'interquartile ranges',
  'min-max': 'training ranges',
}

/** The text for a model's parameters; null where they are of a detector that this version words otherwise. */
export function meaningOf(meaning: ScoreMeaning, params: ParamValues): string | null {
  const text = typeof meaning === 'string' ? meaning : meaning.of[String(params[meaning.param])]
  return text?.replaceAll('{unit}', units[String(params.scaling)] ?? 'scaled units') ?? null
}

const short = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 3 }).replace('-', '−')

/** How a score lies to the threshold: "1.53 is 4.6 times the threshold of 0.333". A share makes sense only where both are above zero. */
export function againstThreshold(score: number, threshold: number | null): string {
  if (threshold === null) return `it is ${short(score)} here`
  const times = score / threshold
  if (threshold <= 0 || score < 0)
    return `${short(score)} is ${score > threshold ? 'above' : 'not above'} the threshold of ${short(threshold)}`
  // Rounded to "1 times" or "100 %", it would say that there is no difference.
  if (times === 1) return `${short(score)} is at the threshold itself`
  if (times > 0.995 && times < 1.05)
    return `${short(score)} is just ${times > 1 ? 'above' : 'below'} the threshold of ${short(threshold)}`
  if (times < 1) return `${short(score)} is ${Math.round(times * 100)} % of the threshold of ${short(threshold)}`
  return `${short(score)} is ${times < 10 ? Number(times.toPrecision(2)) : Math.round(times).toLocaleString('en')} times the threshold of ${short(threshold)}`
}
