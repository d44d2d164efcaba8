import { describe, expect, test } from 'vitest'
import { timeFrom, trainingRowCount } from '../../src-main/cli/detect/split.ts'
import { scoreLines } from '../../src-main/cli/scores-csv.ts'

describe('a time as typed', () => {
  test('is in the zone of the file unless it names an offset', () => {
    expect(timeFrom('2024-07-01T12:00', 'Europe/Berlin')).toBe(Date.UTC(2024, 6, 1, 10))
    expect(timeFrom('2024-07-01 12:00:30.5', 'UTC')).toBe(Date.UTC(2024, 6, 1, 12, 0, 30, 500))
    expect(timeFrom('2024-07-01T12:00:00Z', 'Europe/Berlin')).toBe(Date.UTC(2024, 6, 1, 12))
    expect(timeFrom('2024-07-01T12:00:00+0200', 'UTC')).toBe(Date.UTC(2024, 6, 1, 10))
    expect(timeFrom('2024-07-01', 'America/New_York')).toBe(Date.UTC(2024, 6, 1, 4))
  })

  test('is refused where it is none', () => {
    for (const text of ['yesterday', '2024-13-01', '01.07.2024', '', '12:00', '2024-07-01T25:00'])
      expect(() => timeFrom(text, 'UTC')).toThrow(`"${text}" is not a time.`)
  })
})

describe('the training rows', () => {
  const times = Float64Array.of(0, 1000, 1000, 2000)
  const rows = (plan: { trainRows?: number; trainUntil?: string }) =>
    trainingRowCount(times, { trainRows: null, trainUntil: null, ...plan }, 'UTC')

  test('are counted, or end with a time, that one included', () => {
    expect(rows({})).toBeNull()
    expect(rows({ trainRows: 3 })).toBe(3)
    expect(rows({ trainUntil: '1970-01-01T00:00:01Z' })).toBe(3)
    expect(rows({ trainUntil: '2000-01-01' })).toBe(4)
  })

  test('are not more than there are, and not none', () => {
    expect(() => rows({ trainRows: 5 })).toThrow('There are 4 rows to train on, fewer than --train-rows 5.')
    expect(() => rows({ trainUntil: '1969-12-31' })).toThrow(
      'The data begin at 1970-01-01T00:00:00.000Z, after --train-until 1969-12-31.',
    )
  })
})

test('the lines of scores.csv follow the file, not the time', () => {
  const lines = [
    ...scoreLines({
      rows: 4,
      fileRows: Float64Array.of(2, 0, 3),
      times: Float64Array.of(0, 1000, 2000),
      scores: Float64Array.of(0.5, NaN, 2),
      flags: Uint8Array.of(0, 0, 1),
    }),
  ]
  expect(lines.join('')).toBe(
    'time,score,anomaly\n1970-01-01T00:00:01.000Z,,0\n,,0\n1970-01-01T00:00:00.000Z,0.5,0\n1970-01-01T00:00:02.000Z,2,1\n',
  )
})
