/** Made-up data for looking at the page without the app behind it: eight sensors of a pump, a day at 1 Hz. */
export const rows = 86_400
export const start = Date.UTC(2024, 4, 30, 22)
export const stepMs = 1000
export const faults = [
  [14_000, 15_200],
  [31_500, 31_900],
  [52_000, 55_500],
  [70_300, 70_420],
].map(([a, b]) => ({ start: start + a * stepMs, end: start + b * stepMs }))

export const sensors: [string, string, number, number][] = [
  ['Inlet pressure', 'bar', 2.4, 0.05],
  ['Outlet pressure', 'bar', 6.1, 0.08],
  ['Flow', 'l/min', 128, 1.4],
  ['Motor current', 'A', 11.8, 0.2],
  ['Voltage', 'V', 229, 0.7],
  ['Water temperature', '°C', 41, 0.1],
  ['Motor temperature', '°C', 67, 0.2],
  ['Vibration', 'mm/s', 1.2, 0.15],
]

function noise(seed: number) {
  let state = (seed * 2654435761) >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32 - 0.5
  }
}

/** NaN inside one gap of 20 minutes. */
export function makeValues(sensor: number): Float64Array {
  const [, , level, spread] = sensors[sensor % sensors.length]
  const random = noise(sensor + 1)
  const values = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    const slow = Math.sin(i / 6800 + sensor) * spread * 3 + Math.sin(i / 430) * spread
    const time = start + i * stepMs
    const fault = faults.findIndex((f) => time >= f.start && time <= f.end)
    const strange = fault >= 0 && (sensor + fault) % 3 !== 0 ? spread * (fault + 3) * (sensor % 2 ? 1 : -1) : 0
    values[i] = i > 61_000 && i < 62_200 ? NaN : level + slow + random() * spread * 2 + strange
  }
  return values
}

export function makeScores(): Float64Array {
  const random = noise(77)
  return Float64Array.from({ length: rows }, (_, i) => {
    const time = start + i * stepMs
    const inside = faults.some((f) => time >= f.start && time <= f.end)
    return i < 288 || (i > 61_000 && i < 62_200)
      ? NaN
      : 0.03 + Math.abs(random()) * 0.03 + (inside ? 0.1 + Math.abs(random()) * 0.06 : 0)
  })
}

/** Minimum and maximum per pixel, as the app's pyramid gives them. */
export function laneOf(values: Float64Array, from: number, to: number, width: number) {
  const first = Math.max(0, Math.floor((from - start) / stepMs))
  const last = Math.min(rows - 1, Math.ceil((to - start) / stepMs))
  const times: number[] = []
  const out: number[] = []
  const bucket = Math.max(1, Math.ceil((last - first + 1) / width))
  for (let i = first; i <= last; i += bucket) {
    let [low, high] = [i, i]
    for (let k = i; k < Math.min(i + bucket, last + 1); k++) {
      if (values[k] < values[low]) low = k
      if (values[k] > values[high]) high = k
    }
    for (const k of [...new Set([low, high])].sort((a, b) => a - b)) {
      times.push(start + k * stepMs)
      out.push(values[k])
    }
  }
  return { times: Float64Array.from(times), values: Float64Array.from(out), raw: bucket === 1 }
}
