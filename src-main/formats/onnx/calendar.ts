import { calendarFeatures, type CalendarFeature } from '../../analysis/preprocessing/calendar.ts'
import type { OnnxGraph, Sym } from './graph.ts'

/**
 * times — [windows, width], epoch ms, int64 → [windows, width, features], double: the calendar of UTC, in the order of
 * `calendarFeatures`. Day and month after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013, for years
 * from 1970 on, in whole numbers.
 */
export function calendarIn(g: OnnxGraph, times: Sym): Sym {
  const int = (value: number) => g.scalar(value, 'int64')
  const over = (a: Sym, value: number) => g.both('Div', a, int(value))
  const rest = (a: Sym, value: number) => g.both('Mod', a, int(value))
  const days = over(times, 86_400_000)
  // Years begin in March here, so that the day that comes and goes is the last one.
  const ofEra = rest(g.both('Add', days, int(719_468)), 146_097)
  const leaps = g.both('Sub', g.both('Sub', over(ofEra, 36_524), over(ofEra, 1460)), over(ofEra, 146_096))
  const year = over(g.both('Add', ofEra, leaps), 365)
  const before = g.both('Sub', g.both('Add', g.both('Mul', year, int(365)), over(year, 4)), over(year, 100))
  const ofYear = g.both('Sub', ofEra, before)
  const march = over(g.both('Add', g.both('Mul', ofYear, int(5)), int(2)), 153)
  const begun = over(g.both('Add', g.both('Mul', march, int(153)), int(2)), 5)
  const of: Record<CalendarFeature, () => Sym> = {
    hour: () => rest(over(times, 3_600_000), 24),
    minute: () => rest(over(times, 60_000), 60),
    // The first of January 1970 was a Thursday.
    weekday: () => rest(g.both('Add', days, int(3)), 7),
    day: () => g.both('Add', g.both('Sub', ofYear, begun), int(1)),
    month: () => g.both('Add', rest(g.both('Add', march, int(2)), 12), int(1)),
  }
  const columns = calendarFeatures.map((feature) => g.reshape(g.cast(of[feature](), 'double'), [-1, times.shape[1], 1]))
  return g.concat(columns, 2)
}
