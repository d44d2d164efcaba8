import { describe, expect, test } from 'vitest'
import type { JobState } from '../../../src-main/shared/project.ts'
import type { ImportReport } from '../../../src-main/shared/importing/recipe.ts'
import { reportLines } from '../../../src-renderer/views/data/report-lines.ts'
import { stepIn } from '../../../src-renderer/views/import/guesses.ts'
import { jobLine, jobShare, outcome } from '../../../src-renderer/views/jobs/job-line.ts'
import { foundOf, ordered, written } from '../../../src-renderer/views/results/measures.ts'

const job: JobState = {
  id: 1,
  kind: 'import',
  title: 'Import a.csv',
  status: 'running',
  phase: 'Reading',
  done: 1_200_000,
  total: 2_000_000,
  unit: 'rows',
  rate: 900_000,
  secondsLeft: 0.9,
  epochs: [],
  epochsPlanned: null,
  message: null,
  started: 1000,
  ended: null,
  dataset: null,
  run: null,
}

describe('the job bar', () => {
  test('says what is known and nothing else', () => {
    expect(jobLine(job)).toBe('Reading · 1,200,000 of 2,000,000 rows · 900,000 rows/s · 1 s left')
    expect(jobLine({ ...job, total: 0, done: 0, rate: null, secondsLeft: null })).toBe('Reading')
    expect(jobLine({ ...job, unit: 'bytes', rate: null, secondsLeft: null })).toBe('Reading · 1.2 MB of 2.0 MB')
    expect(jobLine({ ...job, unit: '%', done: 30, total: 100, rate: 86 })).toBe('Reading · 30 % · 1 s left')
    expect(jobLine({ ...job, status: 'waiting' })).toBe('waiting')
    expect(jobShare(job)).toBe(0.6)
    expect(jobShare({ ...job, total: 0 })).toBeNull()
  })

  test('says how a job ended', () => {
    expect(outcome({ ...job, status: 'done', ended: 3000 })).toBe('Import a.csv: done in 2 s')
    expect(outcome({ ...job, status: 'failed', message: 'The file is empty.' })).toBe(
      'Import a.csv: The file is empty.',
    )
  })
})

describe('the report of an import', () => {
  const clean: ImportReport = {
    rows: 10,
    rejectedLines: 0,
    firstRejected: null,
    missingTimes: 0,
    duplicateTimes: 0,
    outOfOrder: 0,
    gaps: 0,
    columns: [],
    problems: [],
    seconds: 1,
  }

  test('is never empty', () => {
    expect(reportLines(clean)).toEqual([
      { severity: 'good', text: 'Every line was read, every value is a number, every time is in order.' },
    ])
  })

  test('says once what the import said, the worst first, and how much is missing', () => {
    const lines = reportLines({
      ...clean,
      problems: [
        { severity: 'note', message: '3 rows were earlier than the row before.' },
        {
          severity: 'warning',
          message: 'Column "temp" has 3 values that are not numbers, the first in line 1,204: "n/a".',
        },
      ],
      columns: [{ name: 'temp', missing: 4, notNumbers: 3, firstNotNumber: { line: 1204, value: 'n/a' } }],
    })
    expect(lines.map((l) => l.text)).toEqual([
      'Column "temp" has 3 values that are not numbers, the first in line 1,204: "n/a".',
      '3 rows were earlier than the row before.',
      'Missing values: temp 4.',
    ])
    expect(lines[0].severity).toBe('warning')
  })
})

describe('what a run found', () => {
  const windows = [
    { start: 0, end: 10 },
    { start: 100, end: 110 },
    { start: 200, end: 200 },
  ]

  test('counts labelled windows that a detection touches, and detections that touch none', () => {
    expect(
      foundOf(
        [
          { start: 10, end: 12 },
          { start: 50, end: 60 },
          { start: 195, end: 205 },
        ],
        windows,
      ),
    ).toBe('2 of 3 labelled windows detected, 1 detection lies outside them.')
    expect(
      foundOf(
        [
          { start: 5, end: 6 },
          { start: 7, end: 8 },
        ],
        [windows[0]],
      ),
    ).toBe('1 of 1 labelled window detected, no detection lies outside them.')
    expect(foundOf([], windows)).toBe('0 of 3 labelled windows detected, no detection lies outside them.')
  })
})

describe('small choices', () => {
  test('show a step in its largest whole unit', () => {
    expect([1, 1000, 90_000, 300_000, 180_000, 86_400_000].map(stepIn)).toEqual([
      [1, 1],
      [1, 1000],
      [90, 1000],
      [5, 60_000],
      [3, 60_000],
      [1, 86_400_000],
    ])
  })

  test('put the well-known measures first and those chosen on the labels last', () => {
    const list = ordered([
      { id: 'PA-F1', value: 1 },
      { id: 'AUC-PR', value: 0.5 },
      { id: 'Standard-F1', value: 0.9, oracle: true },
      { id: 'precision', value: 1 },
    ])
    expect(list.first.map((m) => m.id)).toEqual(['precision', 'AUC-PR'])
    expect(list.more.map((m) => m.id)).toEqual(['PA-F1', 'Standard-F1'])
  })
})

describe('a measure as it is read', () => {
  const measure = (value: number | null, unit?: string) => ({ id: 'x', value, unit }) as Parameters<typeof written>[0]

  test('has three decimals, or its unit; what could not be measured has none', () => {
    expect(
      [
        measure(0.5),
        measure(null),
        measure(120, 's'),
        measure(-69000, 's'),
        measure(null, 's'),
        measure(1, 'events'),
        measure(0, 'events'),
      ].map(written),
    ).toEqual(['0.500', '—', '120 s', '−19 h 10 min', '—', '1 event', '0 events'])
  })
})
