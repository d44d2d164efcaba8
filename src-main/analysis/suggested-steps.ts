import { durationUnits } from '../shared/duration.ts'
import type { CleaningStep } from '../shared/data/cleaning.ts'
import type { Suggestion } from '../shared/models/detector-info.ts'
import type { Series } from '../shared/data/series.ts'
import { applySteps } from './cleaning/apply.ts'
import { counts } from './counters.ts'
import { usualStep } from './preprocessing/gaps.ts'
import { quantileSorted } from './preprocessing/scaling.ts'

type Reason = Suggestion['reasons'][number]

/** What the series goes through before the detector looks at it. leftOut — channels that say nothing any more after it. */
export interface SuggestedSteps {
  steps: CleaningStep[]
  leftOut: string[]
  reasons: Reason[]
}

/** A rate that is known to about a third shows a standstill. */
const KNOWN_TO = 1 / 3
/** Rows that a rate is taken over: as few as will do. */
const OVER = [1, 2, 3, 5, 10, 20, 40]

/**
 * Steps without which nothing could be found: the rate of what only rises, and cuts where pieces that lie end to end begin.
 * overview — stretches of the whole where the series is its beginning: what only rises must do so there too.
 */
export function suggestedSteps(series: Series, overview?: Series): SuggestedSteps {
  const cuts = cutsIn(series)
  const rates = ratesIn(series, overview)
  return {
    steps: [...cuts.steps, ...rates.steps],
    leftOut: cuts.leftOut,
    reasons: [...cuts.reasons, ...rates.reasons],
  }
}

function ratesIn({ times, channels, values }: Series, overview?: Series): Omit<SuggestedSteps, 'leftOut'> {
  const isAlone = channels.length === 1
  const rises = ({ times: at, values: of }: Series, c: number) => {
    const what = counts(at, of[c])
    return what === 'something' || (isAlone && what === 'rows')
  }
  const found = channels
    .map((channel, c) => ({ ...channel, c }))
    .filter(({ c }) => rises({ times, channels, values }, c) && (!overview || rises(overview, c)))
  if (found.length === 0) return { steps: [], reasons: [] }
  const per = unitFor(usualStep(times))
  const byOver = Map.groupBy(
    found.map(({ name, c }) => ({ name, over: rowsToKnow(times, values[c]) })),
    ({ over }) => over,
  )
  const names = found.map(({ name }) => name)
  const longest = Math.max(...byOver.keys())
  return {
    steps: [...byOver].map(([over, of]) => ({
      step: 'counter',
      on: true,
      channels: of.map(({ name }) => name),
      params: { per, over },
    })),
    reasons: [
      {
        what: `Counts up: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`,
        why: `What hardly ever falls is a counter: how fast it rises is looked at, not how high it is${longest > 1 ? `, over up to ${longest} rows, since it comes in pulses` : ''}. Where it begins again or wraps around, the rate before is taken.`,
      },
    ],
  }
}

/** The next unit of time that is longer than a row. */
const unitFor = (stepMs: number) => ['s', 'min', 'h'].find((unit) => stepMs < durationUnits[unit]) ?? 'd'

/** The fewest rows over which the rate of a counter is known well enough; 1 where no number of rows is enough. */
function rowsToKnow(times: Float64Array, values: Float64Array): number {
  for (const over of OVER) {
    const rates: number[] = []
    for (let row = over; row < values.length; row += over) {
      const rise = values[row] - values[row - over]
      if (rise >= 0) rates.push(rise / (times[row] - times[row - over]))
    }
    if (rates.length < 10) break
    const middle = quantileSorted(Float64Array.from(rates).sort(), 0.5)
    const steps = Float64Array.from(rates.slice(1), (rate, i) => Math.abs(rate - rates[i])).sort()
    // Neighbours share the rhythm of the day; the median of what they differ by is about as large as the noise of one.
    if (middle > 0 && quantileSorted(steps, 0.5) <= KNOWN_TO * middle) return over
  }
  return 1
}

/** Pieces of one length are turns of a clock or of a counter that wraps around, which nothing is cut by. */
const SAME_LENGTH = 0.02

function cutsIn(series: Series): SuggestedSteps {
  const { times, channels, values } = series
  const counting = values.findIndex((channel) => counts(times, channel) === 'rows' && isOfPieces(channel))
  if (counting < 0) return { steps: [], leftOut: [], reasons: [] }
  const begins = beginnings(values[counting])
  const naming = channels.filter((_, c) => c !== counting && changesOnlyAt(values[c], begins)).map(({ name }) => name)
  const { name } = channels[counting]
  return {
    steps: [{ step: 'pieces', on: true, channels: [], params: { count: name } }],
    leftOut: naming,
    reasons: [
      {
        what: `Pieces end to end: ${name} begins again`,
        why: `It counts the rows of ${(begins.length + 1).toLocaleString('en')} pieces of different lengths, such as engines or batches: no window reaches from one into the next, and the first row of each is not judged.${naming.length > 0 ? ` Left out, as they only name the piece: ${naming.join(', ')}.` : ''}`,
      },
    ],
  }
}

/** Whether what counts rows begins again after different numbers of them. */
function isOfPieces(values: Float64Array): boolean {
  const begins = beginnings(values)
  // The data may begin within a piece.
  const whole = values[0] === values[begins[0]] ? [0, ...begins] : begins
  const lengths = whole.slice(1).map((row, i) => row - whole[i])
  const longest = Math.max(...lengths)
  return lengths.length > 1 && longest - Math.min(...lengths) > SAME_LENGTH * longest
}

function beginnings(values: Float64Array): number[] {
  const found: number[] = []
  for (let row = 1; row < values.length; row++) if (values[row] < values[row - 1]) found.push(row)
  return found
}

/** Whether a channel has one value in each piece, and another in some. */
function changesOnlyAt(values: Float64Array, begins: readonly number[]): boolean {
  const at = new Set(begins)
  let changes = 0
  for (let row = 1; row < values.length; row++) {
    if (values[row] === values[row - 1] || Number.isNaN(values[row]) || Number.isNaN(values[row - 1])) continue
    if (!at.has(row)) return false
    changes++
  }
  return changes > 0
}

/** A series as it is after the suggested steps, which leave its rows what they are. */
export const afterSteps = (series: Series, steps: readonly CleaningStep[]): Series =>
  steps.length === 0 ? series : applySteps(series, steps).series
