import { describe, expect, test } from 'vitest'
import { labelFormatById, parseLabelFile } from '../../../src-main/formats/labels/index.ts'
import type { LabelContext } from '../../../src-main/formats/labels/label-format.ts'
import type { FileLabel } from '../../../src-main/shared/labels/file-label.ts'
import { write } from './write.ts'

const at = (iso: string) => Date.parse(iso)
const context: LabelContext = {
  datasetFile: 'Pump 7.csv',
  zone: 'UTC',
  channels: ['Flow'],
  start: at('2024-01-01T00:00:00Z'),
  end: at('2024-01-02T00:00:00Z'),
  stepMs: 60_000,
}
const label = (from: number, to: number, rest: Partial<FileLabel> = {}): FileLabel => ({
  start: context.start + from * 60_000,
  end: context.start + to * 60_000,
  class: 'anomaly',
  channels: [],
  note: '',
  ...rest,
})
const result = (start: unknown, end: unknown, name = 'Run') => ({
  id: 'a',
  from_name: 'label',
  to_name: 'ts',
  type: 'timeserieslabels',
  value: { start, end, instant: start === end, timeserieslabels: [name] },
})
const task = (csv: string, results: unknown[], more = {}) => ({
  id: 1,
  data: { csv },
  annotations: [{ id: 7, was_cancelled: false, result: results }],
  predictions: [],
  ...more,
})
const parse = (value: unknown, changed: Partial<LabelContext> = {}) =>
  parseLabelFile(
    typeof value === 'string' ? value : JSON.stringify(value),
    typeof value === 'string' && !/^[[{]/.test(value) ? 'export.csv' : 'export.json',
    { ...context, ...changed },
  )
const refusal = (value: unknown) => {
  try {
    parse(value)
  } catch (error) {
    return (error as Error).message
  }
  return null
}

describe('Label Studio JSON', () => {
  test('holds classes, notes, certainty and proposals', () => {
    const labels = [
      label(0, 10, { class: 'leak', note: 'two\nlines', certainty: 0.5 }),
      label(20, 20),
      label(30, 40, { status: 'proposed', certainty: 0.25 }),
    ]
    const { text, leftOut } = write(labelFormatById('label-studio-json'), labels, context)
    expect(leftOut).toEqual([])
    expect(parse(text)).toEqual({ labels, problems: [], format: 'label-studio-json' })
    expect(JSON.parse(text)[0].annotations[0].result[1]).toMatchObject({
      from_name: 'label',
      to_name: 'ts',
      type: 'timeserieslabels',
      value: { start: context.start + 1_200_000, instant: true, timeserieslabels: ['anomaly'] },
    })
  })
  test('cannot hold channels, rejected labels and the zone, and says so', () => {
    const { text, leftOut } = write(
      labelFormatById('label-studio-json'),
      [label(0, 10, { channels: ['Flow'] }), label(20, 30, { status: 'rejected' })],
      { ...context, zone: 'Asia/Tokyo' },
    )
    expect(leftOut).toEqual([
      '1 rejected label: a Label Studio export cannot say that a label is rejected.',
      'The channels of 1 label: a Label Studio export cannot hold them, labels apply to all channels.',
      'The zone Asia/Tokyo: times are written in UTC, as milliseconds.',
    ])
    expect(parse(text).labels).toEqual([label(0, 10)])
  })
  test('finds its task by the name of the upload', () => {
    const tasks = [
      task('/data/upload/1/0a1b2c3d-fan.csv', [result(context.start, context.start)]),
      task('/data/upload/1/ab12cd34-Pump_7.csv', [result(context.start + 60_000, context.start + 120_000)]),
    ]
    expect(parse(tasks)).toMatchObject({ labels: [label(1, 2, { class: 'Run' })], problems: [] })
    expect(refusal([task('a.csv', []), task('b.csv', [])])).toBe(
      'The Label Studio file has 2 tasks, but none about "Pump 7.csv".',
    )
    expect(parse([task('fan.csv', [result(context.start, context.start)])]).problems).toEqual([
      'The task is about "fan.csv", not about "Pump 7.csv".',
    ])
  })
  test('reads times as text, seconds and row numbers', () => {
    const expected = [label(1, 2, { class: 'Run' })]
    expect(parse([task('x', [result('2024-01-01 00:01:00', '2024-01-01T00:02:00.000Z')])]).labels).toEqual(expected)
    expect(parse([task('x', [result(context.start / 1000 + 60, context.start / 1000 + 120)])]).labels).toEqual(expected)
    expect(parse([task('x', [result(1, 2.2)])]).labels).toEqual(expected)
    expect(
      parse([task('x', [result('2024-01-01 09:01:00', '2024-01-01 09:02:00')])], { zone: 'Asia/Tokyo' }).labels,
    ).toEqual(expected)
  })
  test('reads completions of old versions, JSON_MIN, and predictions that nobody took over yet', () => {
    const run = label(1, 2, { class: 'Run' })
    const one = result(run.start, run.end)
    expect(parse([{ id: 1, data: {}, completions: [{ result: [one] }] }]).labels).toEqual([run])
    expect(parse([{ id: 1, csv: '/data/upload/ab12cd34-Pump_7.csv', label: [one.value], annotator: 1 }])).toMatchObject(
      { labels: [run], problems: [] },
    )
    const later = label(5, 6, { class: 'Run' })
    expect(
      parse([task('x', [one], { predictions: [{ result: [one, result(later.start, later.end)] }] })]).labels,
    ).toEqual([run, { ...later, status: 'proposed' }])
  })
  test('leaves out what was cancelled and what is no range, and tells of several annotators', () => {
    const one = result(context.start, context.start + 60_000)
    const annotations = [
      { result: [one, { type: 'choices', value: { choices: ['good'] } }] },
      { result: [one] },
      { was_cancelled: true, result: [one] },
    ]
    const { labels, problems } = parse([{ id: 1, data: { csv: 'Pump 7.csv' }, annotations }])
    expect(labels).toHaveLength(2)
    expect(problems).toEqual([
      '1 result is no time range and is left out.',
      'The task was annotated 2 times; the labels of all annotations are read.',
    ])
  })
  test('tells of labels outside the data, that end before they start, or have no time', () => {
    const { labels, problems } = parse([
      task('Pump 7.csv', [
        result('2024-01-01 02:00', '2024-01-01 01:00'),
        result('soon', 'later'),
        result('2025-01-01', '2025-01-02'),
      ]),
    ])
    expect(labels).toHaveLength(1)
    expect(problems).toEqual([
      'Result 2 of task 1 has a time that cannot be read and is left out.',
      'Result 1 of task 1 ends before it starts and is left out.',
    ])
  })
  test('half-written or misshapen gets a sentence', () => {
    const { text } = write(labelFormatById('label-studio-json'), [label(0, 10)], context)
    for (const part of [0.3, 0.6, 0.9])
      expect(refusal(text.slice(0, text.length * part))).toBe(
        'The label file is not whole: its JSON breaks off or is damaged.',
      )
    expect(refusal([{ annotations: [{ result: 'none' }] }])).toBe(
      'Task 1 of the Label Studio file is not built as its exports are.',
    )
    expect(refusal('[]')).toBe('The Label Studio file holds no tasks.')
  })
})

describe('Label Studio CSV', () => {
  const cell = JSON.stringify([result(context.start + 60_000, context.start + 120_000).value]).replaceAll('"', '""')
  test('holds the ranges as JSON in the cell of their tag', () => {
    const text = `timeseriesUrl,id,label,annotator,annotation_id\n/data/upload/W.csv,3,"[]",ada@plant.org,3\n/data/upload/ab12cd34-Pump_7.csv,2,"${cell}",ada@plant.org,2\n`
    expect(parse(text)).toEqual({ labels: [label(1, 2, { class: 'Run' })], problems: [], format: 'label-studio-csv' })
  })
  test('writes what it reads, and says what is lost', () => {
    const { text, leftOut } = write(
      labelFormatById('label-studio-csv'),
      [label(1, 2, { class: 'a "b", c' }), label(5, 5, { note: 'x' })],
      context,
    )
    expect(leftOut).toEqual(['1 note.'])
    expect(parse(text)).toMatchObject({ labels: [label(1, 2, { class: 'a "b", c' }), label(5, 5)], problems: [] })
  })
  test('half-written gets a sentence', () => {
    const { text } = write(labelFormatById('label-studio-csv'), [label(1, 2)], context)
    expect(refusal(text.slice(0, text.length - 40))).toBe(
      'The label file is not whole: a quote opened in line 2 is never closed.',
    )
    expect(refusal(`csv,id,label,annotator,annotation_id\nPump 7.csv,3,"${cell.slice(0, -6)}",a,3\n`)).toBe(
      'The label file is not whole: its JSON breaks off or is damaged.',
    )
    expect(refusal(`csv,id,label,annotator,annotation_id\nPump 7.csv,3,"${cell}"\n`)).toBe(
      'The label file is not whole: line 2 has 3 of 5 cells.',
    )
  })
})

test.each(['label-studio-json', 'label-studio-csv', 'nab-windows'])(
  '%s: 100,000 labels in one file are written and read',
  (id) => {
    const { text } = write(
      labelFormatById(id),
      Array.from({ length: 100_000 }, (_, i) => label(i / 100, i / 100 + 1)),
      context,
    )
    expect(parse(text).labels).toHaveLength(100_000)
  },
)
