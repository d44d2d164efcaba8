import { describe, expect, test } from 'vitest'
import type { ImportPreview, ImportProblem, ImportReport, RawLine } from '../../../src-main/shared/importing/recipe.ts'
import { markedLine, marksFor, putMark, takeMark } from '../../../src-renderer/views/import/line-marks.ts'
import { elapsed } from '../../../src-renderer/charts/zone.ts'
import { problemLines } from '../../../src-renderer/views/import/problem-lines.ts'
import { zoneOfTimes } from '../../../src-renderer/state/data/file-times.ts'
import { timeSentence } from '../../../src-renderer/views/import/time-sentence.ts'

const lines: RawLine[] = ['above', 'above', 'header', 'units', 'row', 'row', 'left out'].map((use, i) => ({
  line: i + 1,
  text: `line ${i + 1}`,
  use: use as RawLine['use'],
}))

describe('marks at the lines of a file', () => {
  test('stand at the first line of their kind', () => {
    expect((['header', 'units', 'row'] as const).map((mark) => markedLine(lines, mark))).toEqual([3, 4, 5])
    expect(marksFor(lines, lines[3])).toContain('units')
    expect(marksFor(lines, lines[5])).not.toContain('units')
    expect(markedLine(lines, 'last')).toBe(6)
    expect(markedLine(lines.slice(0, 6), 'last')).toBeNull()
    expect(marksFor(lines, lines[5])).toContain('last')
    expect(marksFor(lines, lines[3])).not.toContain('last')
    expect(marksFor(lines, { line: null, text: 'the last', use: 'row' })).toEqual([])
  })

  test('moved, they say how many lines are skipped and how many the header has', () => {
    expect(putMark(lines, 'header', 2)).toEqual({ skipLines: 1, header: true, headerLines: 3, unitLine: true })
    expect(putMark(lines, 'header', 4)).toEqual({ skipLines: 3, header: true, headerLines: 1, unitLine: false })
    expect(putMark(lines, 'header', 6)).toEqual({ skipLines: 5, header: true, headerLines: 1, unitLine: false })
    expect(putMark(lines, 'row', 6)).toEqual({ skipLines: 2, header: true, headerLines: 3, unitLine: true })
    expect(putMark(lines, 'row', 4)).toEqual({ skipLines: 2, header: true, headerLines: 1, unitLine: false })
    expect(putMark(lines, 'row', 2)).toMatchObject({ skipLines: 1, header: false })
    expect(putMark(lines, 'last', 6)).toEqual({ endLine: 6 })
    expect(takeMark(lines, 'last')).toEqual({ endLine: undefined })
    expect(takeMark(lines, 'units')).toEqual({ unitLine: false })
    expect(takeMark(lines, 'header')).toMatchObject({ skipLines: 2, header: false })
  })
})

const preview = (cells: string[], more: Partial<ImportPreview> = {}): ImportPreview => ({
  recipe: {
    importer: 'delimited',
    encoding: 'utf-8',
    delimiter: ',',
    decimal: '.',
    header: true,
    skipLines: 0,
    time: { kind: 'column', column: 'when', format: 'iso', zone: 'UTC' },
    labelColumns: [],
    channels: [],
    transposed: false,
  },
  guesses: [],
  columns: [{ name: 'when', type: 'time', samples: ['2024-03-04 00:00'] }],
  rows: cells.map((cell) => [cell]),
  problems: [],
  bytes: 100,
  rowEstimate: cells.length,
  ...more,
})
const every = (n: number, ms: number) =>
  Array.from({ length: n }, (_, i) => new Date(Date.parse('2024-03-04T00:00:00Z') + i * ms).toISOString())

describe('the times of a file in a sentence', () => {
  test('with their number, step, span and zone', () => {
    expect(timeSentence(preview(every(40, 30_000)))).toEqual({
      text: '40 rows, one every 30 s, 2024-03-04 00:00 to 00:19:30, no zone: shown as UTC.',
      wrong: false,
    })
    const long = preview(every(50, 30_000), {
      rowEstimate: 2880,
      lastTime: Date.parse('2024-03-04T23:59:30Z'),
      lines: [{ line: null, text: '', use: 'row' }],
      columns: [{ name: 'when', type: 'time', samples: ['2024-03-04T00:00:00Z'] }],
    })
    expect(timeSentence(long).text).toBe('About 2,880 rows, one every 30 s, 2024-03-04 00:00 to 23:59:30, UTC.')
    const scans = every(20, 10_000).flatMap((time) => [time, time.replace('.000', '.123')])
    expect(timeSentence(preview(scans)).text).toBe(
      '40 rows, 123 ms to 10 s apart, 2024-03-04 00:00 to 00:03:10.123, no zone: shown as UTC.',
    )
  })

  test('is wrong where no time can be read, or all are the same, and says why', () => {
    expect(timeSentence(preview(['North', 'South']))).toMatchObject({
      wrong: true,
      text: expect.stringContaining('"North"'),
    })
    const same = timeSentence(preview(['2024-03-04T00:00:00.000Z', '2024-03-04T00:00:00.000Z']))
    expect(same).toMatchObject({ wrong: true, text: expect.stringContaining('the same time') })
    expect(timeSentence(preview([])).wrong).toBe(true)
  })

  test('names rows without a time, and counts where the file has none', () => {
    expect(timeSentence(preview([...every(5, 1000), 'n/a'])).text).toContain('1 row has no time')
    const steps = preview(every(5, 1000))
    steps.recipe.time = { kind: 'steps', start: 0, stepMs: 60_000 }
    expect(timeSentence(steps)).toEqual({
      text: '5 rows. The file has no times, so they are counted: one every 1 min from the start.',
      wrong: false,
    })
    steps.recipe.time = { kind: 'steps', start: Date.UTC(2024, 2, 4), stepMs: 60_000, stated: 'absolute' }
    expect(timeSentence(steps).text).toBe(
      '5 rows, one every 1 min from 2024-03-04 00:00, as the file says above its table.',
    )
  })

  test('once the whole file was read, with what it holds and not what the first rows do', () => {
    const report = { rows: 61, zone: 'UTC' } as ImportReport
    const look = { report, first: Date.parse('2024-03-03T23:00:00Z'), last: Date.parse('2024-03-05T01:00:00Z') }
    expect(timeSentence(preview([...every(5, 1000), 'Total']), look).text).toBe(
      '61 rows, one every 1 s, 2024-03-03 23:00 to 2024-03-05 01:00, UTC.',
    )
  })

  test('as the chart will write them: in the zone of the file, or since the start', () => {
    const winter = preview(every(5, 60_000))
    winter.recipe.time = { kind: 'column', column: 'when', format: 'iso', zone: '-07:00' }
    expect(timeSentence(winter).text).toBe('5 rows, one every 1 min, 2024-03-03 17:00 to 17:04, zone -07:00.')
    const since = preview(Array.from({ length: 5 }, (_, i) => new Date(i * 500).toISOString()))
    since.recipe.time = { kind: 'column', column: 'when', format: 'epoch-s', zone: 'UTC' }
    expect(timeSentence(since).text).toBe('5 rows, one every 500 ms, 0 to 2 s since the start.')
    expect(zoneOfTimes(since)).toBe(elapsed)
  })

  test('names no end and no zone that only the first rows of a turned table have', () => {
    const turned = preview(every(50, 1000), { rowEstimate: 400, sourceColumns: ['when', 'tag', 'value'] })
    expect(timeSentence(turned).text).toBe('About 400 rows, one every 1 s, 2024-03-04 00:00 to …, shown as UTC.')
  })
})

describe('what is wrong in a file', () => {
  const column = (name: string): ImportProblem => ({ severity: 'note', message: `Column "${name}" holds times.` })

  test('is said once, the worst first, and the same of many columns in one line', () => {
    const lines = problemLines([
      ...['A', 'B', 'C', 'D'].map(column),
      { severity: 'warning', message: 'Column "E" has 1 value that is not a number.' },
      { severity: 'warning', message: 'Which?', choices: [] },
      column('A'),
    ])
    expect(lines.map(({ message }) => message)).toEqual([
      'Column "E" has 1 value that is not a number.',
      '4 columns ("A", "B", "C" and 1 more): each holds times.',
    ])
    expect(problemLines([column('A'), column('B')])).toHaveLength(2)
  })
})
