import type { ScoredRows } from '../../analysis/streaming/series-scorer.ts'
import { csvCell } from '../../shared/csv-cell.ts'
import type { ScoreFormat } from './plan.ts'

export interface Lines {
  /** What comes before the first row. */
  head: string
  rows(key: string, scored: ScoredRows): string
}

/** Scores as lines: [key,]time,score,anomaly. An empty score is a row that was not assessed. threshold — null: nothing is said of anomalies. */
export function scoreLines(format: ScoreFormat, keyed: string | null, threshold: number | null): Lines {
  const text = (time: number) => new Date(time).toISOString()
  const flag = (score: number) => (threshold !== null && score > threshold ? 1 : 0)
  if (format === 'csv')
    return {
      head: `${keyed === null ? '' : `${csvCell(keyed)},`}time,score,anomaly\n`,
      rows(key, { times, scores }) {
        const before = keyed === null ? '' : `${csvCell(key)},`
        let out = ''
        for (let i = 0; i < times.length; i++)
          out += `${before}${text(times[i])},${Number.isNaN(scores[i]) ? '' : scores[i]},${flag(scores[i])}\n`
        return out
      },
    }
  return {
    head: '',
    rows(key, { times, scores }) {
      const before = keyed === null ? '' : `${JSON.stringify(keyed)}:${JSON.stringify(key)},`
      let out = ''
      for (let i = 0; i < times.length; i++)
        out += `{${before}"time":"${text(times[i])}","score":${Number.isNaN(scores[i]) ? 'null' : scores[i]},"anomaly":${flag(scores[i])}}\n`
      return out
    },
  }
}
