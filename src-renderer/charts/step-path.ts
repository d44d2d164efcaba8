import type { Run } from '../../src-main/shared/project.ts'
import type { TimeRange } from '../../src-main/shared/data/series.ts'
import { toX, type TimeScale } from './time-scale.ts'

/** An SVG path of a value that changes in steps and holds to the end. steps — ascending by start; toY — px of a value. '' where there is none. */
export function stepPath(
  steps: readonly { start: number; threshold: number }[],
  scale: TimeScale,
  toY: (value: number) => number,
): string {
  let path = ''
  seenSteps(steps, scale).forEach(({ start, threshold }, i) => {
    const x = Math.max(0, toX(scale, start)).toFixed(1)
    const y = toY(threshold).toFixed(1)
    path += i === 0 ? `M${x} ${y}` : `H${x}V${y}`
  })
  return path === '' ? '' : `${path}H${scale.width.toFixed(1)}`
}

/** The steps that hold somewhere in a stretch. */
export const seenSteps = <S extends { start: number }>(steps: readonly S[], { start, end }: TimeRange): S[] =>
  steps.filter((step, i) => step.start < end && (i === steps.length - 1 || steps[i + 1].start > start))

export type Line = { start: number; threshold: number }[]

/**
 * A run's threshold as lines to be drawn: one line, in steps where the run has operating modes. Where modes alternate too
 * fast for steps to be seen, one line for each threshold.
 */
export function thresholdLines({
  threshold: { found },
  thresholdValue,
}: Pick<Run, 'threshold' | 'thresholdValue'>): Line[] {
  if (found?.steps) return [found.steps]
  const values = found
    ? [...new Set(found.modes.map((mode) => mode.threshold))]
    : thresholdValue === null
      ? []
      : [thresholdValue]
  return values.map((threshold) => [{ start: -Infinity, threshold }])
}

/** A run's threshold at a time; null where it has none, or several that cannot be told apart there. */
export function thresholdAt(run: Pick<Run, 'threshold' | 'thresholdValue'>, time: number): number | null {
  const lines = thresholdLines(run)
  return lines.length === 1 ? (lines[0].findLast(({ start }) => start <= time)?.threshold ?? null) : null
}
