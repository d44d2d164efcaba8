import type { ScoredRows } from '../../analysis/streaming/series-scorer.ts'
import { csvCell } from '../../shared/csv-cell.ts'
import type { ScoreFormat } from './plan.ts'

export interface Lines {
  /** What comes before the first row. */
  head: string
  /** Rows as text, in pieces of some thousand lines. */
  rows(key: string, scored: ScoredRows): Iterable<string>
}

const linesAtOnce = 4096

/** Scores as lines: [key,]time,score,anomaly. An empty score is a row that was not assessed. threshold — null: nothing is said of anomalies. */
export function scoreLines(format: ScoreFormat, keyed: string | null, threshold: number | null): Lines {
  const flag = (score: number) => (threshold !== null && score > threshold ? 1 : 0)
  const before = (key: string) =>
    keyed === null ? '' : format === 'csv' ? `${csvCell(key)},` : `${JSON.stringify(keyed)}:${JSON.stringify(key)},`
  const line =
    format === 'csv'
      ? (own: string, time: string, score: number) =>
          `${own}${time},${Number.isNaN(score) ? '' : score},${flag(score)}\n`
      : (own: string, time: string, score: number) =>
          `{${own}"time":"${time}","score":${Number.isNaN(score) ? 'null' : score},"anomaly":${flag(score)}}\n`
  return {
    head: format === 'csv' ? `${keyed === null ? '' : `${csvCell(keyed)},`}time,score,anomaly\n` : '',
    *rows(key, { times, scores }) {
      const own = before(key)
      const iso = isoTimes()
      for (let from = 0; from < times.length; from += linesAtOnce) {
        const lines: string[] = []
        for (let i = from; i < Math.min(times.length, from + linesAtOnce); i++)
          lines.push(line(own, iso(times[i]), scores[i]))
        yield lines.join('')
      }
    },
  }
}

const seconds = Array.from({ length: 60 }, (_, s) => `${s}`.padStart(2, '0'))

/** Times as ISO 8601; what comes before the seconds is written once a minute. */
function isoTimes(): (time: number) => string {
  let minute = NaN
  let before = ''
  return (time) => {
    // What is no whole millisecond is cut off, as a date does.
    const whole = Math.trunc(time)
    const own = Math.floor(whole / 60_000)
    if (own !== minute) {
      minute = own
      before = new Date(own * 60_000).toISOString().slice(0, -7)
    }
    const ms = whole - own * 60_000
    const rest = ms % 1000
    return `${before}${seconds[(ms - rest) / 1000]}.${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`
  }
}
