import { nothing, quantile, type Check } from '../look.ts'
import { count } from '../../../shared/counted.ts'
import { withUnit } from '../words.ts'

/** With more levels than this between its 1 % and 99 % quantiles a signal is fine enough. */
const COARSE = 20

/**
 * A measurement in steps that are coarse for what it measures: few levels at one distance, and most changes go to the next one. What
 * jumps between levels as it likes is a state or a setting, and none.
 */
export const quantisation: Check = (look) => {
  const { values, facts } = look
  if (values.length < 200 || facts.isState || facts.isCounter || facts.levels < 5 || facts.levels > 200) return nothing
  const { sample } = facts
  const levels = [...new Set(sample)]
  let step = Infinity
  for (let i = 1; i < levels.length; i++) step = Math.min(step, levels[i] - levels[i - 1])
  const between = (quantile(look, 0.99) - quantile(look, 0.01)) / step
  if (!(between >= 2 && between <= COARSE)) return nothing
  const tolerance = 1e-3 * step
  const onGrid = levels.every((level) => {
    const at = (level - levels[0]) / step
    return Math.abs(at - Math.round(at)) * step < tolerance
  })
  if (!onGrid) return nothing
  let small = 0
  for (let i = 1; i < values.length; i++) {
    const size = Math.abs(values[i] - values[i - 1])
    small += Number(size > 0 && size < 1.5 * step)
  }
  if (small < 0.6 * facts.changes || facts.changes < 20) return nothing
  const text = `Moves in steps of ${withUnit(step, look.unit)}, which leaves ${count(between + 1)} levels for nearly all of its values.`
  return {
    found: [{ kind: 'quantisation', first: 0, last: look.times.length - 1, text, weight: 1 / between }],
    reason: text.replace('Moves', 'It moves'),
    grade: 'good',
  }
}
