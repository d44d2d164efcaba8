/** What a stretch does over time, beside its statistics. null where too little is there. */
export interface StretchFacts {
  /** Least squares, in the value's unit per hour. */
  slopePerHour: number | null
  /** Between the line and 0 by the trapezoid rule, in the value's unit times hours; nothing is added over what is missing. */
  area: number | null
  /** How long the value lies above the limit, ms; between two values on the straight line. */
  aboveMs: number | null
}

const hour = 3_600_000

/** times — [row], epoch ms, never descending; values — [row], NaN = missing. */
export function stretchFacts(times: Float64Array, values: Float64Array, limit: number | null): StretchFacts {
  let [n, sumT, sumV] = [0, 0, 0]
  // Off the first value, so that a large level costs no digits.
  const level = values.find((v) => !Number.isNaN(v)) ?? 0
  for (let i = 0; i < times.length; i++)
    if (!Number.isNaN(values[i])) {
      n++
      sumT += times[i] - times[0]
      sumV += values[i] - level
    }
  const meanT = sumT / n
  const meanV = level + sumV / n
  let [tt, tv, area, above] = [0, 0, 0, 0]
  for (let i = 0; i < times.length; i++) {
    const v = values[i]
    if (Number.isNaN(v)) continue
    const t = times[i] - times[0] - meanT
    tt += t * t
    tv += t * (v - meanV)
    if (i === 0 || Number.isNaN(values[i - 1])) continue
    const before = values[i - 1]
    const step = times[i] - times[i - 1]
    area += ((before + v) / 2) * step
    if (limit !== null) above += step * shareAbove(before - limit, v - limit)
  }
  return {
    slopePerHour: tt > 0 ? (tv / tt) * hour : null,
    area: n > 1 ? area / hour : null,
    aboveMs: n > 1 && limit !== null ? above : null,
  }
}

/** Of a straight line from a to b, the share that lies above 0. */
function shareAbove(a: number, b: number): number {
  if (a > 0 && b > 0) return 1
  if (a <= 0 && b <= 0) return 0
  return Math.max(a, b) / Math.abs(b - a)
}
