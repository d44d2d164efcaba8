import type { ImportProblem } from '../../../shared/importing/recipe.ts'

/** Times are far away where they lie this many spans of the others from them. */
const spans = 10

/**
 * Says which few rows lie far from all others in time, as after a clock that was reset: they stretch the time axis over years.
 * times — [rows] epoch ms, NaN = none. null where there are none, or too many to be mistakes.
 */
export function farAway(times: Float64Array): ImportProblem | null {
  if (times.length < 50) return null
  const stride = Math.ceil(times.length / 10_000)
  const sample = Float64Array.from({ length: Math.ceil(times.length / stride) }, (_, i) => times[i * stride])
    .filter((time) => !Number.isNaN(time))
    .sort()
  const low = sample[Math.floor(sample.length * 0.05)]
  const high = sample[Math.floor(sample.length * 0.95)]
  const reach = spans * Math.max(high - low, 1)
  const far: number[] = []
  let count = 0
  for (let i = 0; i < times.length; i++)
    if (times[i] < low - reach || times[i] > high + reach) {
      count++
      if (far.length < 3) far.push(i)
    }
  if (count === 0 || count > Math.max(3, times.length / 100)) return null
  const rows = far.map((i) => `row ${(i + 1).toLocaleString('en')} (${new Date(times[i]).toISOString().slice(0, 19)}Z)`)
  return {
    severity: 'warning',
    message: `${count.toLocaleString('en')} ${count === 1 ? 'row lies' : 'rows lie'} far from all others in time: ${rows.join(', ')}${count > 3 ? ' …' : ''}. Their clock was probably wrong: correct or remove them in the file, or the time axis spans all of it.`,
  }
}
