import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { labelFormatById, labelFormats, parseLabelFile } from '../../../src-main/formats/labels/index.ts'
import type { LabelContext } from '../../../src-main/formats/labels/label-format.ts'
import type { FileLabel } from '../../../src-main/shared/labels/file-label.ts'
import { write } from './write.ts'

const at = (iso: string) => Date.parse(iso)
const context: LabelContext = {
  datasetFile: '/data/realKnownCause/nyc_taxi.csv',
  zone: 'UTC',
  channels: ['Flow', 'Motor, current'],
  start: at('2024-01-01T00:00:00Z'),
  end: at('2024-01-02T00:00:00Z'),
  stepMs: 1000,
}
const parse = (text: string, name = 'labels.csv', changed: Partial<LabelContext> = {}) =>
  parseLabelFile(text, name, { ...context, ...changed })
const refusal = (text: string, name?: string, changed?: Partial<LabelContext>) => {
  try {
    parse(text, name, changed)
  } catch (error) {
    return (error as Error).message
  }
  return null
}
const windows = (file: string, list: unknown) => JSON.stringify({ 'other/file.csv': [], [file]: list })

describe('NAB windows', () => {
  test('are picked by the name of the data file', () => {
    const text = windows('realKnownCause/nyc_taxi.csv', [['2024-01-01 01:00:00.000000', '2024-01-01 02:00:00.500000']])
    const expected = {
      labels: [
        {
          start: at('2024-01-01T01:00:00Z'),
          end: at('2024-01-01T02:00:00.5Z'),
          class: 'anomaly',
          channels: [],
          note: '',
        },
      ],
      problems: [],
      format: 'nab-windows',
    }
    expect(parse(text, 'combined_windows.json')).toEqual(expected)
    expect(parse(text, 'combined_windows.json', { datasetFile: 'nyc_taxi.csv' })).toEqual(expected)
    expect(
      parse(text, 'combined_windows.json', { datasetFile: 'C:\\data\\nyc_taxi.csv'.replace('data', 'realKnownCause') }),
    ).toEqual(expected)
  })
  test('are wall-clock times of the dataset', () => {
    const { labels } = parse(windows('nyc_taxi.csv', [['2024-01-01 01:00:00', '2024-01-01 02:00:00']]), 'w.json', {
      zone: 'America/New_York',
    })
    expect(labels[0].start).toBe(at('2024-01-01T06:00:00Z'))
  })
  test('of another dataset, or of two, get a sentence', () => {
    expect(refusal(windows('a/b.csv', []), 'w.json')).toBe(
      'The file has windows for 2 data files, but none for "nyc_taxi.csv".',
    )
    const twice = JSON.stringify({ 'a/nyc_taxi.csv': [], 'b/nyc_taxi.csv': [] })
    expect(refusal(twice, 'w.json', { datasetFile: 'nyc_taxi.csv' })).toContain('it cannot be told which is meant')
  })
  test('half-written get a sentence', () => {
    expect(refusal('{"realKnownCause/nyc_taxi.csv": [["2024-01-01 01:00', 'w.json')).toBe(
      'The label file is not whole: its JSON breaks off or is damaged.',
    )
    expect(refusal('{"realKnownCause/nyc_taxi.csv": [["2024-01-01 01:00:00"]]}', 'w.json')).toContain('pairs')
  })
  test('say what they cannot hold', () => {
    const { text, leftOut } = write(
      labelFormatById('nab-windows'),
      [
        {
          start: context.start,
          end: context.start + 1500,
          class: 'leak',
          channels: ['Flow'],
          note: 'x',
          status: 'proposed',
          certainty: 0.5,
        },
      ],
      context,
    )
    expect(JSON.parse(text)).toEqual({
      [context.datasetFile]: [['2024-01-01 00:00:00.000000', '2024-01-01 00:00:01.500000']],
    })
    expect(leftOut).toHaveLength(5)
  })
})

describe('intervals as CSV', () => {
  test('hold class, channels and note', () => {
    expect(
      parse(
        'start,end,label,channel,note\n2024-01-01 01:00:00,2024-01-01T02:00:00Z,leak,"Flow; motor, current","said ""stop"""\n',
      ).labels,
    ).toEqual([
      {
        start: at('2024-01-01T01:00:00Z'),
        end: at('2024-01-01T02:00:00Z'),
        class: 'leak',
        channels: ['Flow', 'Motor, current'],
        note: 'said "stop"',
      },
    ])
  })
  test('may be an event log with other words, and events without an end', () => {
    expect(
      parse(
        'Start Time;End Time;Description\n2024-01-01 01:00;2024-01-01 02:00;Seal changed\n2024-01-01 05:00;;Alarm\n',
      ).labels.map(({ start, end, class: name }) => [end - start, name]),
    ).toEqual([
      [3_600_000, 'Seal changed'],
      [0, 'Alarm'],
    ])
  })
  test('tell what is wrong, and keep the rest', () => {
    const { labels, problems } = parse(
      'start,end,label,channel\n2024-01-01 02:00:00,2024-01-01 01:00:00,a,\nsoon,later,b,\n2024-01-01 03:00:00,2024-01-01 04:00:00,c,Pressure\n2025-01-01,2025-01-02,d,\n',
    )
    expect(labels.map((label) => label.class)).toEqual(['c', 'd'])
    expect(problems).toEqual([
      'Line 3 has a time that cannot be read and is left out.',
      'Line 2 ends before it starts and is left out.',
    ])
  })
  test('that break off inside a quote get a sentence', () => {
    expect(refusal('start,end,label\n2024-01-01,2024-01-02,"le')).toBe(
      'The label file is not whole: a quote opened in line 2 is never closed.',
    )
  })
  test('may hold 100,000 labels', () => {
    const text =
      'start,end,label\n' +
      Array.from(
        { length: 100_000 },
        (_, i) => `${new Date(context.start + i).toISOString()},${new Date(context.start + i + 5).toISOString()},a\n`,
      ).join('')
    expect(parse(text).labels).toHaveLength(100_000)
  })
})

test('an unknown file gets a sentence', () => {
  expect(refusal('hello')).toContain('This label file is in no known format.')
  expect(refusal('')).toBe('The label file is empty.')
})

describe.each(labelFormats.filter((format) => !format.perPoint).map((format) => [format.id, format] as const))(
  '%s',
  (_, format) => {
    const anyLabel = fc.record({
      from: fc.nat(80_000_000),
      length: fc.nat(5_000_000),
      class: fc.constantFrom('anomaly', 'leak', 'a, "b"'),
      channel: fc.constantFrom([], ['Flow'], ['Motor, current']),
      note: fc.constantFrom('', 'two\nlines', 'x'),
    })
    test('gives back what it wrote, or says what it left out', () => {
      fc.assert(
        fc.property(fc.array(anyLabel, { maxLength: 20 }), fc.constantFrom('UTC', 'Asia/Kolkata'), (drawn, zone) => {
          const labels: FileLabel[] = drawn
            .map((d) => ({
              start: context.start + d.from,
              end: context.start + d.from + d.length,
              class: d.class,
              channels: [...d.channel],
              note: d.note,
            }))
            .sort((a, b) => a.start - b.start || a.end - b.end)
          const { text, leftOut } = write(format, labels, { ...context, zone })
          const { labels: back } = parseLabelFile(text, `labels${format.extension}`, { ...context, zone })
          expect(back.map(({ start, end }) => [start, end])).toEqual(labels.map(({ start, end }) => [start, end]))
          if (leftOut.length === 0) expect(back).toEqual(labels)
        }),
        { numRuns: 60 },
      )
    })
  },
)
