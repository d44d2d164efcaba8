import { quantileSorted } from '../preprocessing/scaling.ts'

/** How the scores of one fold's model become comparable with those of the others: (score − middle) / spread. */
export interface ScoreScale {
  middle: number
  spread: number
}

/** Makes a median absolute deviation the standard deviation of a normal distribution. */
const TO_DEVIATION = 1.4826

/**
 * Brings k models to one scale, so that one threshold means the same in every fold: each model's scores are counted in
 * spreads above the middle of what it says of its own training data. Middle and spread are median and 1.4826 · MAD, which a
 * few anomalies in the training data do not move; where half of some model's training scores are equal, all folds take mean
 * and standard deviation instead, because two kinds of spread would be two scales. A model whose training scores never
 * differ keeps spread 1. training — [fold][scores], without NaN.
 */
export function scoreScales(training: readonly Float64Array[]): ScoreScale[] {
  const robust = training.map(medianScale)
  const usable = robust.every(({ middle, spread }) => spread > 1e-12 * Math.abs(middle))
  return (usable ? robust : training.map(meanScale)).map(({ middle, spread }) => ({
    middle,
    spread: spread > 1e-12 * Math.abs(middle) ? spread : 1,
  }))
}

/** In place; NaN stays NaN. */
export function standardise(scores: Float64Array, { middle, spread }: ScoreScale): Float64Array {
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] - middle) / spread
  return scores
}

function medianScale(scores: Float64Array): ScoreScale {
  if (scores.length === 0) return { middle: 0, spread: 0 }
  const middle = quantileSorted(scores.slice().sort(), 0.5)
  return { middle, spread: TO_DEVIATION * quantileSorted(scores.map((score) => Math.abs(score - middle)).sort(), 0.5) }
}

function meanScale(scores: Float64Array): ScoreScale {
  if (scores.length === 0) return { middle: 0, spread: 0 }
  const middle = scores.reduce((sum, score) => sum + score, 0) / scores.length
  return { middle, spread: Math.sqrt(scores.reduce((sum, score) => sum + (score - middle) ** 2, 0) / scores.length) }
}
