import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rowsInMemory } from '../../../src-main/formats/labels/dataset-rows.ts'
import { labelFormatById, labelFormats, parseLabelFile } from '../../../src-main/formats/labels/index.ts'
import type { LabelContext } from '../../../src-main/formats/labels/label-format.ts'
import { isoTime, readTime } from '../../../src-main/formats/labels/label-times.ts'
import type { FileLabel } from '../../../src-main/shared/labels/file-label.ts'
import { write } from './write.ts'

const at = (iso: string) => Date.parse(iso)
const rows = 200
const context: LabelContext = {
  datasetFile: 'pump.csv',
  zone: 'UTC',
  channels: ['Flow', 'Motor, current'],
  start: at('2024-01-01T00:00:00Z'),
  end: at('2024-01-01T00:00:00Z') + (rows - 1) * 1000,
  stepMs: 1000,
}
const label = (from: number, to: number, rest: Partial<FileLabel> = {}): FileLabel => ({
  start: context.start + from * 1000,
  end: context.start + to * 1000,
  class: 'anomaly',
  channels: [],
  note: '',
  ...rest,
})
const parse = (text: string, changed: Partial<LabelContext> = {}) =>
  parseLabelFile(text, 'labels.csv', { ...context, ...changed })
const refusal = (text: string, changed?: Partial<LabelContext>) => {
  try {
    parse(text, changed)
  } catch (error) {
    return (error as Error).message
  }
  return null
}

describe.each(labelFormats.filter((format) => format.perPoint).map((format) => [format.id, format] as const))(
  '%s',
  (_, format) => {
    const drawn = fc.record({
      from: fc.nat(rows - 1),
      length: fc.nat(20),
      class: fc.constantFrom('anomaly', 'changepoint', 'leak, "b"'),
      channel: fc.constantFrom([], ['Flow'], ['Motor, current']),
      note: fc.constantFrom('', 'x'),
      between: fc.constantFrom(0, 0, 0.4),
      status: fc.constantFrom('accepted', 'accepted', 'proposed', 'rejected'),
    })
    test('gives back what it wrote, or says what it left out', () => {
      let lossless = 0
      fc.assert(
        fc.property(fc.array(drawn, { maxLength: 4 }), fc.constantFrom('UTC', 'Asia/Kolkata'), (list, zone) => {
          const labels = list
            .map((d) =>
              label(d.from + d.between, Math.min(d.from + d.length, rows - 1) + d.between, {
                class: d.class,
                channels: [...d.channel],
                note: d.note,
                ...(d.status === 'accepted' ? {} : { status: d.status as 'proposed' | 'rejected' }),
              }),
            )
            .sort((a, b) => a.start - b.start || a.end - b.end)
          const { text, leftOut } = write(format, labels, { ...context, zone })
          expect(text.split('\n').length).toBe((format.id === 'trainset' ? 2 * rows : rows) + 2)
          const back = parse(text, { zone }).labels
          // The sentence about times or zone says how they are written, not that labels change.
          if (leftOut.some((sentence) => !/^(The zone|All times)/.test(sentence))) return
          lossless++
          expect(back).toEqual(labels)
        }),
        { numRuns: 200 },
      )
      expect(lossless).toBeGreaterThan(10)
    })

    test('writes missing values, and times of an hour that the clocks repeat, so that labels come back', () => {
      const start = at('2024-10-27T00:00:00Z')
      const times = Float64Array.from({ length: 240 }, (_, i) => start + i * 60_000)
      const values = times.map((_, i) => (i % 7 === 3 ? NaN : i / 3))
      const night: LabelContext = {
        ...context,
        zone: 'Europe/Berlin',
        start,
        end: times.at(-1)!,
        stepMs: 60_000,
        channels: ['Flow'],
        rows: rowsInMemory(times, new Map([['Flow', values]])),
      }
      const labels = [{ ...label(0, 0), start: times[50], end: times[100] }]
      expect(parse(write(format, labels, night).text, night)).toEqual({ labels, problems: [], format: format.id })
    })

    test('writes and reads times finer than a millisecond', () => {
      const times = Float64Array.from({ length: 500 }, (_, i) => context.start + i * 0.05)
      const fine: LabelContext = {
        ...context,
        end: times.at(-1)!,
        stepMs: 0.05,
        channels: ['Flow'],
        rows: rowsInMemory(times, new Map([['Flow', times]])),
      }
      const labels = [{ ...label(0, 0), start: times[101], end: times[333] }]
      expect(parse(write(format, labels, fine).text, fine).labels).toEqual(labels)
    })

    test('100,000 labels in one file are written and read', () => {
      const times = Float64Array.from({ length: 200_001 }, (_, i) => context.start + i * 1000)
      const long: LabelContext = {
        ...context,
        end: times.at(-1)!,
        channels: ['Flow'],
        rows: rowsInMemory(times, new Map([['Flow', times]])),
      }
      const { text } = write(
        format,
        Array.from({ length: 100_000 }, (_, i) => label(2 * i, 2 * i)),
        long,
      )
      expect(parse(text, long).labels).toHaveLength(100_000)
    })

    test('of another dataset gets a sentence', () => {
      const { text } = write(format, [label(3, 5)], context)
      const other = { start: context.start + 1e10, end: context.end + 2e10 }
      expect(refusal(text, other)).toContain('it is a file for another dataset.')
    })

    test('a file that breaks off gets a sentence', () => {
      const { text } = write(format, [label(3, 5)], context)
      const half = text.slice(0, text.lastIndexOf(format.id === 'skab' ? ';' : ',') - 1)
      const cut = half.slice(0, half.lastIndexOf(format.id === 'skab' ? ';' : ','))
      expect(refusal(cut) ?? parse(cut).problems.join(' ')).toMatch(/may not be whole|another dataset/)
    })

    test('a header alone gets a sentence', () => {
      const { text } = write(format, [], context)
      expect(refusal(text.slice(0, text.indexOf('\n')))).toBe('The label file has a header, but no lines below it.')
    })
  },
)

describe('SKAB columns', () => {
  test('say that other classes and channels are lost', () => {
    const { leftOut } = write(
      labelFormatById('skab'),
      [
        label(3, 5, { class: 'leak', channels: ['Flow'], note: 'n' }),
        label(50, 60, { status: 'rejected' }),
        label(70, 71, { status: 'proposed', certainty: 0.4 }),
      ],
      context,
    )
    expect(leftOut).toEqual([
      '1 rejected label: a SKAB file cannot say that a label is rejected.',
      'That 1 label is only proposed: a SKAB file cannot tell them from accepted ones.',
      'The class "leak": a SKAB file cannot hold it, such labels come back as "anomaly".',
      'The channels of 1 label: a SKAB file cannot hold them, labels apply to all channels.',
      '1 note.',
      'How certain labels are.',
    ])
  })
  test('say which labels lie between points, on none, or on each other', () => {
    const { leftOut } = write(
      labelFormatById('skab'),
      [label(3.5, 5), label(7.2, 7.4), label(20, 30), label(25, 40), label(41, 42)],
      context,
    )
    expect(leftOut).toEqual([
      '1 label: no point of the data lies inside, and the format marks points.',
      'The exact edges of 1 label: they lie between two points and move to the last point inside.',
      'Where 3 labels overlap or touch: a point has one mark, such labels come back joined or cut.',
    ])
  })
  test('in another zone are noticed', () => {
    const { text } = write(labelFormatById('skab'), [label(3, 5)], { ...context, zone: 'Asia/Kolkata' })
    expect(refusal(text)).toBe(
      'All times of the file are 5.5 h after those of the dataset: they are read in the zone UTC, the file may be in another one.',
    )
  })
  test('with marks that are no marks, times that are none, and lines out of order, are read and told', () => {
    const { text } = write(labelFormatById('skab'), [label(3, 5)], context)
    const [header, ...lines] = text.trim().split('\n')
    lines[0] = lines[0].replace('2024-01-01 00:00:00', 'soon')
    lines[9] = lines[9].replace(/0\.0;0\.0$/, 'yes;0.0')
    const shuffled = [header, ...lines.slice(100), ...lines.slice(0, 100)].join('\r\n')
    const { labels, problems } = parse(shuffled)
    expect(labels).toEqual([label(3, 5)])
    expect(problems).toEqual([
      '1 line has no time that can be read and is left out.',
      '1 mark is neither 0 nor 1 and counts as 0; the first, in line 111, column "anomaly": "yes".',
    ])
  })
})

describe('TimeEval columns', () => {
  test('may number rows instead of naming times', () => {
    const text =
      'timestamp,value,is_anomaly\n' +
      Array.from({ length: rows }, (_, i) => `${i},${i * 2}.5,${Number(i >= 10 && i < 20)}\n`).join('')
    expect(parse(text)).toEqual({ labels: [label(10, 19)], problems: [], format: 'timeeval' })
    expect(refusal(text.slice(0, text.lastIndexOf('150,')))).toBe(
      'The file has 150 lines and no times, the dataset has 200 rows: it is a file for another dataset.',
    )
  })
  test('are known by other usual headings too', () => {
    expect(parse('time;temp;fault\n2024-01-01 00:00:10;1;1\n2024-01-01 00:00:11;1;0\n')).toMatchObject({
      labels: [label(10, 10)],
      format: 'timeeval',
    })
  })
})

describe('TSB-AD', () => {
  test('has one column of data or many, and no times', () => {
    const text = 'Data,Label\n' + Array.from({ length: rows }, (_, i) => `${i / 7},${Number(i > 190)}\n`).join('')
    expect(parse(text)).toEqual({ labels: [label(191, 199)], problems: [], format: 'tsb-ad' })
    expect(write(labelFormatById('tsb-ad'), [label(191, 199)], context).text).toMatch(
      /^Flow,"Motor, current",Label\n0,0,0\n1,1,0\n/,
    )
  })
})

describe('TRAINSET', () => {
  test('has a line per point and series, and classes by name', () => {
    const { text, leftOut } = write(
      labelFormatById('trainset'),
      [label(1, 2, { class: 'leak', channels: ['Flow'] })],
      context,
    )
    expect(text).toMatch(
      /^series,timestamp,value,label\nFlow,2024-01-01T00:00:00Z,0,\nFlow,2024-01-01T00:00:01Z,1,leak\nFlow,2024-01-01T00:00:02Z,2,leak\nFlow,2024-01-01T00:00:03Z,3,\n/,
    )
    expect(leftOut).toEqual([])
  })
  test('had marks of 0 and 1 once', () => {
    expect(
      parse('series,timestamp,value,label\nFlow,2024-01-01T00:00:10+00:00,1,1\nFlow,2024-01-01T00:00:11+00:00,1,0\n')
        .labels,
    ).toEqual([label(10, 10, { channels: ['Flow'] })])
  })
  test('names series that the dataset does not have', () => {
    const { labels, problems } = parse(
      'series,timestamp,value,label\nPressure,2024-01-01T00:00:10Z,1,leak\nPressure,2024-01-01T00:00:11Z,1,\n',
    )
    expect(labels).toEqual([label(10, 10, { class: 'leak', channels: ['Pressure'] })])
    expect(problems).toEqual([])
  })
})

describe('times of a file with a line per point', () => {
  test('are the same whether the minute was read before or not', () => {
    const texts = [
      '2024-01-01T00:00:07Z',
      '2024-01-01T00:00:08Z',
      '2024-01-01T00:00:59',
      '2024-01-01 00:01:00',
      '2024-01-01T00:00:61Z',
      '2024-01-01T00:00:0xZ',
      '2024-01-01T00:00:07.5Z',
      '2024-01-01T00:00:07Z',
      '1969-12-31T23:59:59Z',
    ]
    expect(texts.map((text) => readTime(text))).toEqual([
      { ms: Date.UTC(2024, 0, 1, 0, 0, 7), fixed: true },
      { ms: Date.UTC(2024, 0, 1, 0, 0, 8), fixed: true },
      { ms: Date.UTC(2024, 0, 1, 0, 0, 59), fixed: false },
      { ms: Date.UTC(2024, 0, 1, 0, 1), fixed: false },
      { ms: NaN, fixed: true },
      { ms: NaN, fixed: true },
      { ms: Date.UTC(2024, 0, 1, 0, 0, 7) + 500, fixed: true },
      { ms: Date.UTC(2024, 0, 1, 0, 0, 7), fixed: true },
      { ms: -1000, fixed: true },
    ])
  })

  test('are written as the calendar says, before 1970 too', () => {
    for (const ms of [
      0,
      59_999,
      60_000,
      -1,
      -60_001,
      Date.UTC(2024, 1, 29, 23, 59, 59, 250),
      Date.UTC(1899, 11, 31, 12, 0, 1),
    ])
      expect(isoTime(ms)).toBe(new Date(ms).toISOString().replace('.000Z', 'Z'))
  })
})
