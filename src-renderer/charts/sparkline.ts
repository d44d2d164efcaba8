/** The path of a small line over its whole box, from 0 to the highest value; gaps where a value is NaN. */
export function sparkline(values: readonly number[], width: number, height: number): string {
  const top = Math.max(...values.filter(Number.isFinite), 1e-12)
  const step = width / Math.max(1, values.length - 1)
  let broken = true
  let path = ''
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) return void (broken = true)
    path += `${broken ? 'M' : 'L'}${(i * step).toFixed(1)} ${(height - 1 - (value / top) * (height - 2)).toFixed(1)}`
    broken = false
  })
  return path
}
