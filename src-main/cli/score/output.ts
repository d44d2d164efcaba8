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
  const line =
    format === 'csv'
      ? (key: string, time: string, score: number) => {
          const before = keyed === null ? '' : `${csvCell(key)},`
          return `${before}${time},${Number.isNaN(score) ? '' : score},${flag(score)}\n`
        }
      : (key: string, time: string, score: number) => {
          const before = keyed === null ? '' : `${JSON.stringify(keyed)}:${JSON.stringify(key)},`
          return `{${before}"time":"${time}","score":${Number.isNaN(score) ? 'null' : score},"anomaly":${flag(score)}}\n`
        }
  return {
    head: format === 'csv' ? `${keyed === null ? '' : `${csvCell(keyed)},`}time,score,anomaly\n` : '',
    *rows(key, { times, scores }) {
      for (let from = 0; from < times.length; from += linesAtOnce) {
        const lines: string[] = []
        for (let i = from; i < Math.min(times.length, from + linesAtOnce); i++)
          lines.push(line(key, new Date(times[i]).toISOString(), scores[i]))
        yield lines.join('')
      }
    },
  }
}
