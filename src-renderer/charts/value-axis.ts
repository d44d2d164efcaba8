export interface ValueAxis {
  min: number
  max: number
  ticks: { value: number; label: string }[]
}

/** A y axis around the values: a little air above and below, and two to five round ticks. */
export function valueAxis(low: number, high: number, height: number): ValueAxis {
  let [min, max] = Number.isFinite(low) && Number.isFinite(high) ? [low, high] : [0, 1]
  if (min === max) {
    const air = Math.abs(min) * 0.1 || 1
    ;[min, max] = [min - air, max + air]
  }
  const air = (max - min) * 0.06
  min -= air
  max += air
  const wanted = Math.max(2, Math.min(5, Math.floor(height / 26)))
  const step = niceStep((max - min) / wanted)
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))
  const ticks: ValueAxis['ticks'] = []
  for (let k = Math.ceil(min / step); k * step <= max; k++) ticks.push({ value: k * step, label: tickLabel(k * step, step, digits) })
  return { min, max, ticks }
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return power * ([1, 2, 2.5, 5].find(m => m * power >= rough * 0.999) ?? 10)
}

function tickLabel(v: number, step: number, digits: number): string {
  if (Math.abs(v) < step / 1e6) return '0'
  if (Math.abs(v) >= 1e6 || (digits > 4 && Math.abs(v) < 1e-3)) return v.toExponential(1).replace('e+', 'e').replace('-', '−')
  const extra = Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6 ? 1 : 0
  return v.toFixed(digits + extra).replace('-', '−')
}

/** Lowest and highest value between two times; NaN left out. null where there is none. */
export function extentWithin(times: ArrayLike<number>, values: ArrayLike<number>, start: number, end: number): [number, number] | null {
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
