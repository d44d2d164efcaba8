import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

const shared = join(import.meta.dirname, '../../../../shared/data')

/** Columns of a delimited file whose first one is a time. */
function fromFile(file: string, delimiter: string, columns: number, rows: number): Series {
  const [head, ...lines] = readFileSync(file, 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(0, rows + 1)
  const cells = lines.map((line) => line.split(delimiter))
  const names = head.split(delimiter).slice(1, 1 + columns)
  return {
    times: Float64Array.from(cells, (row) => Date.parse(`${row[0].replace(' ', 'T')}Z`)),
    channels: names.map((name) => ({ name, unit: null })),
    values: names.map((_, c) => Float64Array.from(cells, (row) => Number(row[c + 1]))),
  }
}

/** Waves in noise, at odd times: nothing in it is round. */
export function randomSeries(rows: number, channels: number, seed: number): Series {
  const random = seededRandom(seed)
  return {
    times: Float64Array.from({ length: rows }, (_, i) => Date.UTC(2024, 1, 27, 21, 17) + i * 611_000),
    channels: Array.from({ length: channels }, (_, c) => ({ name: `c${c}`, unit: null })),
    values: Array.from({ length: channels }, (_, c) =>
      Float64Array.from({ length: rows }, (_, i) => 100 * c + Math.sin(i / (3 + c)) + 0.3 * random.normal()),
    ),
  }
}

/** Real and random series, as far as they are there: one and eight channels of public data, three of our own. */
export function seriesToTry(rows: number): [name: string, series: Series | null][] {
  const real = (path: string, delimiter: string, columns: number) => {
    const file = join(shared, path)
    return existsSync(file) ? fromFile(file, delimiter, columns, rows) : null
  }
  return [
    ['random', randomSeries(rows, 3, 5)],
    ['SKAB', real('skab/valve1/0.csv', ';', 8)],
    ['NAB', real('nab/realAWSCloudwatch/ec2_cpu_utilization_5f5533.csv', ',', 1)],
  ]
}
