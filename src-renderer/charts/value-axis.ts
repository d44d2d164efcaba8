export interface ValueAxis {
  min: number
  max: number
  ticks: { value: number; label: string }[]
}

/** A y axis around the values: a little air above and below, and one to six round ticks, as many as have room. */
export function valueAxis(low: number, high: number, height: number, share = 0.06): ValueAxis {
  let [min, max] = Number.isFinite(low) && Number.isFinite(high) ? [low, high] : [0, 1]
  if (min === max) {
    const air = Math.abs(min) * 0.1 || 1
    ;[min, max] = [min - air, max + air]
  }
  const air = (max - min) * share
  min -= air
  max += air
  const most = mostTicks(height)
  const step = tickStep(min, max, most)
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))
  const ticks: ValueAxis['ticks'] = []
  for (let k = Math.ceil(min / step); k * step <= max; k++)
    ticks.push({ value: k * step, label: tickLabel(k * step, step, digits) })
  return { min, max, ticks }
}

export const mostTicks = (height: number) => Math.max(2, Math.min(6, Math.floor(height / 20)))

/** The finest round step that gives at most `most` ticks. */
function tickStep(min: number, max: number, most: number): number {
  const power = 10 ** (Math.floor(Math.log10(max - min)) - 1)
  const steps = [1, 2, 2.5, 5, 10, 20, 25, 50, 100].map((m) => m * power)
  return steps.find((step) => Math.floor(max / step) - Math.ceil(min / step) + 1 <= most) ?? 100 * power
}

/** More decimals than this before an "e" are not read, and have no room. */
const mostPlaces = 4

function tickLabel(v: number, step: number, digits: number): string {
  const size = Math.abs(v)
  if (size < step / 1e6) return '0'
  const extra = Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6 ? 1 : 0
  if (size >= 1e6 || (digits > 4 && size < 1e-3)) {
    // As many as tell neighbours apart, 2.5 and 5 too.
    const quarter = (step / 10 ** Math.floor(Math.log10(step) + 1e-9)) % 1 > 1e-6 ? 1 : 0
    const places = Math.floor(Math.log10(size) + 1e-9) - Math.floor(Math.log10(step) + 1e-9) + quarter
    if (places <= mostPlaces) return v.toExponential(Math.max(1, places)).replace('e+', 'e').replaceAll('-', '−')
    // What all have in common is left out: "…99.98", "…00.02".
    const plain = size.toFixed(digits + extra)
    const kept = (digits + extra > 0 ? digits + extra + 1 : 0) + Math.max(2, Math.ceil(Math.log10(step)) + 2)
    if (size >= 1e6 && plain.length > kept + 1) return `${v < 0 ? '−' : ''}…${plain.slice(-kept)}`
  }
  return v.toFixed(digits + extra).replace('-', '−')
}

/** An extent that also holds another one, as far as that lies no further away than the extent is wide. */
export function widened(
  [low, high]: readonly [number, number],
  other: readonly [number, number] | null,
): [number, number] {
  if (!other) return [low, high]
  const span = high - low || Math.abs(high) || 1
  return [Math.max(low - span, Math.min(low, other[0])), Math.min(high + span, Math.max(high, other[1]))]
}

/** Lowest and highest value between two times; NaN left out. null where there is none. */
export function extentWithin(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  start: number,
  end: number,
): [number, number] | null {
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < times.length; i++) {
    if (times[i] < start || times[i] > end) continue
    const v = values[i]
    if (v < low) low = v
    if (v > high) high = v
  }
  return low <= high ? [low, high] : null
}
