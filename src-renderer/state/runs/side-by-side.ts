import type { BacktestPeriod, PeriodOutcome } from '../../../src-main/shared/watch/backtest.ts'
import { count } from '../../../src-main/shared/counted.ts'

/** A measure of the run in force beside that of its challenger, as a person reads them. */
export interface SideBySide {
  name: string
  champion: string
  challenger: string
}

/** What both did over all periods that have both: sums of counts, shares over all rows, the mean of quality where both have one. */
export function sideBySide(periods: readonly BacktestPeriod[]): SideBySide[] {
  const both = periods.flatMap(({ rows, events, champion, challenger }) =>
    challenger ? [{ rows, events, champion, challenger }] : [],
  )
  if (both.length === 0) return []
  const rated = both.filter(({ champion, challenger }) => champion.quality !== null && challenger.quality !== null)
  const events = sum(both.map((one) => one.events))
  const rows = sum(both.map((one) => one.rows))
  const line = (name: string, of: (side: 'champion' | 'challenger') => string): SideBySide => ({
    name,
    champion: of('champion'),
    challenger: of('challenger'),
  })
  const over = (list: typeof both, side: 'champion' | 'challenger', of: (one: PeriodOutcome, rows: number) => number) =>
    sum(list.map((one) => of(one[side], one.rows)))
  return [
    line('Alarms', (side) => count(over(both, side, (one) => one.alarms))),
    line('False rows', (side) => `${((100 * over(both, side, (one, n) => one.falseShare * n)) / rows).toFixed(1)} %`),
    ...(events > 0
      ? [line('Events found', (side) => `${count(over(both, side, (one) => one.found))} of ${count(events)}`)]
      : []),
    ...(rated.length > 0
      ? [line('Quality', (side) => (over(rated, side, (one) => one.quality!) / rated.length).toFixed(3))]
      : []),
  ]
}

const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)
