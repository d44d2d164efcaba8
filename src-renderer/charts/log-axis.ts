import { mostTicks, type ValueAxis, valueAxis } from './value-axis.ts'

const kept = new WeakMap<Float64Array, Float64Array>()

/** The decimal logarithms of values; NaN for what has none, which is not drawn. The same array as long as the values are. */
export function logged(values: Float64Array): Float64Array {
  let logs = kept.get(values)
  if (!logs) kept.set(values, (logs = values.map((value) => (value > 0 ? Math.log10(value) : NaN))))
  return logs
}

/**
 * An axis of equal steps of the logarithm. low, high — decimal logarithms, as are min, max and the places of the ticks; their labels
 * say the values. share — air above and below.
 */
export function logAxis(low: number, high: number, height: number, share = 0.06): ValueAxis {
  const { min, max } = valueAxis(low, high, height, share)
  const most = mostTicks(height)
  const first = Math.ceil(min - 1e-9)
  const decades = Math.floor(max + 1e-9) - first + 1
  if (decades < 2) {
    // Within one decade round steps of the value say more.
    const { ticks } = valueAxis(10 ** min, 10 ** max, height, 0)
    return { min, max, ticks: ticks.filter((t) => t.value > 0).map((t) => ({ ...t, value: Math.log10(t.value) })) }
  }
  const step = Math.ceil(decades / most)
  const within = step === 1 && decades * 2 <= most ? [1, 3] : [1]
  const ticks: ValueAxis['ticks'] = []
  for (let power = first - step; power <= max; power += step)
    for (const digit of within) {
      const value = power + Math.log10(digit)
      if (value >= min && value <= max) ticks.push({ value, label: label(digit, power) })
    }
  return { min, max, ticks }
}

const label = (digit: number, power: number) =>
  power >= -4 && power <= 4 ? (digit * 10 ** power).toFixed(Math.max(0, -power)) : `${digit}e${power}`.replace('-', '−')
