import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../../src-main/analysis/math/random.ts'
import { fileOf, messages, preview, read } from '../table-file.ts'
import { processorMs } from '../../../processor-time.ts'

const start = Date.parse('2024-03-01T00:00:00Z')
const delimiters = [',', ';', '\t', '|'] as const
const ends = ['\n', '\r\n'] as const
const times = [
  (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' '),
  (ms: number) => new Date(ms).toISOString(),
  (ms: number) => {
    const [date, clock] = new Date(ms).toISOString().split('T')
    return `${date.split('-').reverse().join('.')} ${clock.slice(0, 8)}`
  },
  (ms: number) => String(ms),
]

interface Written {
  text: string
  rows: { time: number; values: number[] }[]
  ragged: number
  untimed: number
  words: number
}

/** A random table in a random dialect, and what is in it. odd — share of lines that are spoiled. */
function written(seed: number, odd: number): Written {
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)]
  const delimiter = pick(delimiters)
  const comma = delimiter !== ',' && random.next() < 0.4
  const time = pick(times)
  const end = pick(ends)
  const columns = 2 + Math.floor(random.next() * 5)
  const quoted = random.next() < 0.3
  const cellOf = (text: string) => (quoted ? `"${text}"` : text)
  const number = (value: number) => (comma ? String(value).replace('.', ',') : String(value))
  const lines: string[] = []
  if (random.next() < 0.5) lines.push('Export of plant 7', 'made by nobody', '')
  lines.push(['time', ...Array.from({ length: columns }, (_, c) => `flow ${c + 1}`)].map(cellOf).join(delimiter))
  const found: Written = { text: '', rows: [], ragged: 0, untimed: 0, words: 0 }
  const n = 40 + Math.floor(random.next() * 80)
  for (let i = 0; i < n; i++) {
    const ms = start + i * 60_000
    const values = Array.from({ length: columns }, () => Math.round(random.next() * 1e6) / 1000 + 0.5)
    const cells = [time(ms), ...values.map(number)]
    const spoil = i > 20 && random.next() < odd ? Math.floor(random.next() * 4) : -1
    if (spoil === 0) {
      cells.pop()
      found.ragged++
    } else if (spoil === 1) {
      cells[0] = ''
      found.untimed++
    } else if (spoil === 2) {
      cells[1] = 'OFF'
      values[0] = NaN
      found.words++
    } else if (spoil === 3 && !quoted) {
      // A quote by mistake costs its own cell.
      cells[2] = `"${cells[2]}`
      values[1] = NaN
      found.words++
    }
    lines.push(cells.map(cellOf).join(delimiter))
    if (spoil !== 0 && spoil !== 1) found.rows.push({ time: ms, values })
  }
  found.text = lines.join(end) + end
  return found
}

describe('a random table in a random dialect', () => {
  test.each(Array.from({ length: 40 }, (_, i) => i + 1))('is read back exactly (%i)', async (seed) => {
    const made = written(seed, 0)
    const { series, report } = await read(fileOf(made.text))
    expect(report).toMatchObject({ rows: made.rows.length, rejectedLines: 0, missingTimes: 0 })
    expect(Array.from(series.times)).toEqual(made.rows.map((row) => row.time))
    expect(series.values.map((v) => Array.from(v))).toEqual(
      made.rows[0].values.map((_, c) => made.rows.map((row) => row.values[c])),
    )
  })

  test.each(Array.from({ length: 60 }, (_, i) => i + 100))(
    'with odd lines: read + left out and said = lines (%i)',
    async (seed) => {
      const made = written(seed, 0.15)
      const { series, report } = await read(fileOf(made.text))
      expect(report).toMatchObject({ rows: made.rows.length, rejectedLines: made.ragged, missingTimes: made.untimed })
      expect(Array.from(series.times)).toEqual(made.rows.map((row) => row.time))
      expect(series.values.map((v) => Array.from(v))).toEqual(
        made.rows[0].values.map((_, c) => made.rows.map((row) => row.values[c])),
      )
      const told = report.columns.reduce((sum, column) => sum + column.notNumbers, 0)
      expect(told).toBe(made.words)
    },
  )
})

test('two quotes by mistake, far apart, swallow nothing between them', async () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `2024-01-01 00:${String(i).padStart(2, '0')}:00,${i},${i === 5 || i === 30 ? `"${i}` : i}`,
  )
  const { series, report } = await read(fileOf(`time,a,b\n${rows.join('\n')}\n`))
  expect(series.times).toHaveLength(60)
  expect(report.columns[1]).toMatchObject({ notNumbers: 2, firstNotNumber: { line: 7 } })
})

test('a zone word in one row moves that row and no other', async () => {
  const rows = Array.from(
    { length: 30 },
    (_, i) => `2024-01-01 00:${String(i).padStart(2, '0')}:00${i === 10 ? ' CEST' : ''},${i}`,
  )
  const { series } = await read(fileOf(`time,a\n${rows.join('\n')}\n`))
  const at = (minute: number) => Date.parse('2024-01-01T00:00:00Z') + minute * 60_000
  expect(series.times[0]).toBe(at(10 - 120))
  expect(Array.from(series.times.slice(1, 12))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11].map(at))
})

test('one OFF among numbers is missing and counted; a column of them is a switch', async () => {
  const table = (cell: (i: number) => string) =>
    `time,temp\n${Array.from({ length: 30 }, (_, i) => `2024-01-01 00:${String(i).padStart(2, '0')}:00,${cell(i)}\n`).join('')}`
  const one = await read(fileOf(table((i) => (i === 20 ? 'OFF' : String(50 + i)))))
  expect(one.series.values[0][20]).toBeNaN()
  expect(one.report.columns[0]).toMatchObject({ notNumbers: 1 })
  const all = await read(fileOf(table((i) => (i % 3 ? 'ON' : 'OFF'))))
  expect(Array.from(all.series.values[0].slice(0, 3))).toEqual([0, 1, 1])
})

test('one ? in a column of labels leaves it one', async () => {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `2024-01-01 00:${String(i).padStart(2, '0')}:00,${i},${i === 7 ? '?' : i > 30 ? 1 : 0}`,
  )
  const { labels, report } = await read(fileOf(`time,a,anomaly\n${rows.join('\n')}\n`))
  expect(labels.get('anomaly')!.reduce((a, b) => a + b, 0)).toBe(9)
  expect(messages(report.problems).join()).toContain('1 text that mean neither yes nor no')
})

test('-999 in a column of labels says that nobody knows', async () => {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `2024-01-01 00:${String(i).padStart(2, '0')}:00,${i},${i < 20 ? -999 : i > 30 ? 1 : 0}`,
  )
  const { labels, report } = await read(fileOf(`time,a,attack_flag\n${rows.join('\n')}\n`))
  expect(labels.get('attack_flag')!.reduce((a, b) => a + b, 0)).toBe(9)
  expect(messages(report.problems).join()).toContain('holds -999 in 20 rows: not labelled')
})

test('a hundred thousand surplus cells and a wide table cost no more than their size', async () => {
  const began = processorMs()
  const surplus = await read(
    fileOf(`time,a\n2024-01-01 00:00:00,1\n2024-01-01 00:01:00,2${',9'.repeat(900_000)}\n2024-01-01 00:02:00,3\n`),
  )
  expect(surplus.report).toMatchObject({ rows: 2, rejectedLines: 1 })
  const wide = await preview(
    fileOf(
      `time,${Array.from({ length: 5000 }, (_, i) => `s${i}`).join(',')}\n2024-01-01,${'1,'.repeat(4999)}1\n2024-01-02,${'2,'.repeat(4999)}2\n`,
    ),
  )
  expect(wide.recipe.channels).toHaveLength(5000)
  expect(processorMs() - began).toBeLessThan(60_000)
})

test.each(['0', '-1', '1e99', '9999999999999999999'])(
  'one %s among times in seconds since 1970 costs no other row its time',
  async (odd) => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i === 40 ? odd : 1709251200 + i * 60},${i + 0.5}`)
    const { series } = await read(fileOf(`time,a\n${rows.join('\n')}\n`))
    const expected = Array.from({ length: 60 }, (_, i) => (1709251200 + i * 60) * 1000).filter((_, i) => i !== 40)
    expect(Array.from(series.times).filter((time) => time > 1e12)).toEqual(expected)
    expect(series.channels).toHaveLength(1)
  },
)

test('in a line whose quotes do not pair, the odd cell alone is missing', async () => {
  const two = (i: number) => String(i).padStart(2, '0')
  const rows = Array.from({ length: 40 }, (_, i) => {
    const odd = i === 7 ? '"' : i === 21 ? 'a"b' : `${i}.5`
    return `"2024-03-01 10:${two(i)}:00","${odd}","${100 + i}"\n`
  })
  const { series, report } = await read(fileOf(`"time","a","b"\n${rows.join('')}`))
  expect(report).toMatchObject({ rows: 40, rejectedLines: 0, missingTimes: 0 })
  expect(Array.from(series.values[0]).flatMap((value, i) => (Number.isNaN(value) ? [i] : []))).toEqual([7, 21])
  expect(Array.from(series.values[1])).toEqual(Array.from({ length: 40 }, (_, i) => 100 + i))
  expect(report.columns[0]).toMatchObject({ notNumbers: 2 })
})
