import { toX, type TimeScale } from './time-scale.ts'

/** An SVG path of a value that changes in steps and holds to the end. steps — ascending by start; toY — px of a value. '' where there is none. */
export function stepPath(steps: readonly { start: number; threshold: number }[], scale: TimeScale, toY: (value: number) => number): string {
  const seen = steps.filter((step, i) => step.start < scale.end && (i === steps.length - 1 || steps[i + 1].start > scale.start))
  let path = ''
  seen.forEach(({ start, threshold }, i) => {
    const x = Math.max(0, toX(scale, start)).toFixed(1)
    const y = toY(threshold).toFixed(1)
    path += i === 0 ? `M${x} ${y}` : `H${x}V${y}`
  })
  return path === '' ? '' : `${path}H${scale.width.toFixed(1)}`
}
