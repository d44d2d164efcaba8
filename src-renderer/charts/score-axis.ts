import { roundedWithin } from './format.ts'

/** An axis of scores from left (0) to right (1): equal steps of the score, or of its logarithm. */
export interface ScoreAxis {
  min: number
  max: number
  logarithmic: boolean
}

/** Where a score lies, kept between 0 and 1. */
export function positionOf({ min, max, logarithmic }: ScoreAxis, score: number): number {
  if (score <= min) return 0
  if (score >= max) return 1
  return logarithmic ? Math.log(score / min) / Math.log(max / min) : (score - min) / (max - min)
}

/** The score at a position, to the digits that a hand can mean; the ends exactly. */
export function scoreAt({ min, max, logarithmic }: ScoreAxis, position: number): number {
  if (position <= 0) return min
  if (position >= 1) return max
  if (!logarithmic) return Math.min(max, Math.max(min, roundedWithin(min + position * (max - min), max - min)))
  return Math.min(max, Math.max(min, Number((min * (max / min) ** position).toPrecision(4))))
}

/** A threshold moved by so many hundredths of its axis, by keys: not below the axis, where it is not there already. */
export const nudged = (at: number, steps: number, { min, max }: Pick<ScoreAxis, 'min' | 'max'>) =>
  Math.max(Math.min(min, at), at + (steps * (max - min)) / 100)

/** Round scores along the axis, at most about one in `apart` px of `width`. */
export function scoreTicks({ min, max, logarithmic }: ScoreAxis, width: number, apart = 46): number[] {
  const most = Math.max(2, Math.floor(width / apart))
  if (logarithmic) {
    const low = Math.ceil(Math.log10(min) - 1e-9)
    const high = Math.floor(Math.log10(max) + 1e-9)
    const step = Math.max(1, Math.ceil((high - low + 1) / most))
    const decades = Array.from({ length: Math.max(0, Math.floor((high - low) / step) + 1) }, (_, i) =>
      Number(`1e${low + i * step}`),
    )
    return decades.length >= 2 ? decades : [min, max]
  }
  const power = 10 ** Math.floor(Math.log10((max - min) / most))
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => (max - min) / s <= most) ?? 10 * power
  const ticks: number[] = []
  for (let k = Math.ceil(min / step - 1e-9); k * step <= max + step * 1e-9; k++)
    ticks.push(Number((k * step).toPrecision(12)))
  return ticks
}
