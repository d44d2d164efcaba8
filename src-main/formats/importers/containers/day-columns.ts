import type { ColumnSample } from '../columns/column-sample.ts'
import { isMissing } from '../columns/cells.ts'
import { isUnit, unitOf } from '../../../shared/data/units.ts'
import { guessTimes } from '../times/grammar.ts'

/** A table with a row a day: which columns hold the values of a time of day, and what the others say. Places among the columns. */
export interface DayColumns {
  date: number
  /** [value column] its place, and the time of day: "00:15" to "24:00". */
  values: { at: number; clock: string }[]
  /** Columns that tell rows of one day apart. */
  names: number[]
  unit: string | null
  /** What a row holds: a day, "a year", "a day of each month". */
  row?: string
  /** The time of a value, from the first cell of its row and the name of its column; null where there is no such time. Without it, a blank joins them. */
  timeOf?: (date: string, clock: string) => string | null
}

const dayMinutes = 1440
const counts = [24, 48, 96, 144, 288, 1440]
const clockName =
  /^(?:h|he|t|kl\.?|q)?[ _]?(\d{1,2})[:.h](\d{2})(?::00)?( ?[ap]m)?(?:\s*(?:-|–|to|bis|à)\s*\d{1,2}[:.h]\d{2}(?::\d\d)?)?(?: ?(?:uhr|h))?$/i
const hourName =
  /^(?:h|he|hr|hours?|hour ?ending|std|stunde|uur|heure|hora|ora|int|interval|period|periode|qh|val|value)?[ _.-]?(\d{1,4})$/i

/** null where the table is another one. Each day stands once, or once for each name. */
export function dayColumns(columns: readonly ColumnSample[]): DayColumns | null {
  const values = clocksOf(columns) ?? hoursOf(columns)
  if (!values) return null
  const rest = columns.map((_, i) => i).filter((i) => !values.some(({ at }) => at === i))
  const filled = (i: number) => columns[i].cells.filter((cell) => !isMissing(cell))
  const date = rest.find((i) => {
    const guess = guessTimes(filled(i).slice(0, 300))
    return guess !== null && guess.dateOnly && guess.fitting === filled(i).slice(0, 300).length
  })
  if (date === undefined || columns[date].cells.length < 2) return null
  const others = rest.filter((i) => i !== date && new Set(filled(i)).size > 1)
  const once = (names: number[]) => {
    const keys = columns[date].cells.map((_, row) =>
      [date, ...names].map((i) => columns[i].cells[row].trim()).join('\t'),
    )
    return new Set(keys).size === keys.length
  }
  const pairs = others.flatMap((a, k) => others.slice(k + 1).map((b) => [a, b]))
  const names = [[], ...others.map((i) => [i]), ...pairs].find(once)
  if (!names) return null
  const unit = rest
    .map((i) => new Set(filled(i).map((cell) => cell.trim())))
    .find((words) => words.size === 1 && isUnit([...words][0]))
  return { date, values, names, unit: unit ? unitOf([...unit][0]) : null }
}

const text = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Names that are times of day, in equal steps over a whole one: "00:15" … "24:00", or "00:00" at the end. */
function clocksOf(columns: readonly ColumnSample[]): DayColumns['values'] | null {
  const found = columns.flatMap(({ name }, at) => {
    const match = clockName.exec(name.trim().replace(/ \(\d+\)$/, ''))
    if (!match || Number(match[1]) > 24 || Number(match[2]) > 59) return []
    const half = match[3]?.trim().toLowerCase()
    const hour = half ? (Number(match[1]) % 12) + (half === 'pm' ? 12 : 0) : Number(match[1])
    return [{ at, minutes: hour * 60 + Number(match[2]) }]
  })
  const last = found.at(-1)
  if (last?.minutes === 0) last.minutes = dayMinutes
  const step = dayMinutes / found.length
  return counts.includes(found.length) && found.every(({ minutes }, i) => minutes === found[0].minutes + i * step)
    ? found.map(({ at, minutes }) => ({ at, clock: text(minutes) }))
    : null
}

/** Names that count the hours of a day, or its halves and quarters: from 0, when they begin, or from 1, when they end. */
function hoursOf(columns: readonly ColumnSample[]): DayColumns['values'] | null {
  const numbered = columns.flatMap(({ name }, at) => {
    const match = hourName.exec(name.trim())
    return match ? [{ at, n: Number(match[1]) }] : []
  })
  const from = numbered.findIndex(({ n }, i) => n <= 1 && numbered[i + 1]?.n === n + 1)
  if (from < 0) return null
  const run = numbered.slice(from).filter(({ n }, i) => n === numbered[from].n + i)
  // A 25th hour comes once a year.
  const count = [...counts, 25, 100].find((one) => one === run.length)
  const whole = count === 25 ? 24 : count === 100 ? 96 : count
  if (whole === undefined) return null
  const step = dayMinutes / whole
  return run.slice(0, whole).map(({ at, n }) => ({ at, clock: text(n * step) }))
}
