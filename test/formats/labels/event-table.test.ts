import { describe, expect, test } from 'vitest'
import { decoded } from '../../../src-main/formats/labels/file-text.ts'
import { lookAtLabels, parseLabelFile } from '../../../src-main/formats/labels/index.ts'
import type { LabelContext } from '../../../src-main/formats/labels/label-format.ts'
import { timeReader } from '../../../src-main/formats/labels/time-pattern.ts'
import type { EventMapping } from '../../../src-main/shared/labels/event-mapping.ts'

const context: LabelContext = {
  datasetFile: 'pump.csv',
  zone: 'Europe/Berlin',
  channels: ['Flow'],
  start: Date.parse('2024-03-01T00:00:00Z'),
  end: Date.parse('2024-03-02T00:00:00Z'),
  stepMs: 1000,
}
const look = (text: string, mapping: EventMapping | null = null) =>
  lookAtLabels(text, 'events.csv', 'Europe/Berlin', mapping).table
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

describe('the text of a file', () => {
  const text = 'Störbeginn;Maßnahme\r\n'
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-16 with its mark', Buffer.from('\ufeff' + text, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from('\ufeff' + text, 'utf16le').swap16()],
    ["Windows' western signs", Buffer.from(text, 'latin1')],
  ])('is read from %s', (_, bytes) => expect(decoded(bytes)).toBe(text))

  test('may be cut within a sign', () => expect(decoded(Buffer.from(text).subarray(0, 3), true)).toBe('St'))
})

describe('times in a pattern', () => {
  test.each([
    ['%d.%m.%Y %H:%M:%S', '01.03.2024 14:05:07', '2024-03-01T14:05:07.000Z'],
    ['%d.%m.%Y %H:%M:%S', '1.3.2024 14:05', '2024-03-01T14:05:00.000Z'],
    ['%d.%m.%Y %H:%M:%S', '01.03.2024', '2024-03-01T00:00:00.000Z'],
    ['%m/%d/%Y %I:%M:%S %p', '3/1/2024 2:05 PM', '2024-03-01T14:05:00.000Z'],
    ['%m/%d/%Y %I:%M:%S %p', '3/1/2024 12:05:09 am', '2024-03-01T00:05:09.000Z'],
    ['%d-%b-%y %H:%M', '01-Mar-24 14:05', '2024-03-01T14:05:00.000Z'],
    ['%Y%m%d %H%M%S', '20240301 140507', '2024-03-01T14:05:07.000Z'],
    ['%d.%m.%Y %H:%M:%S,%f', '01.03.2024 14:05:07,25', '2024-03-01T14:05:07.250Z'],
    ['excel', '45352,5', '2024-03-01T12:00:00.000Z'],
    ['iso', '2024-03-01T14:05:07+02:00', '2024-03-01T12:05:07.000Z'],
  ])('%s reads %s', (format, text, expected) => expect(iso(timeReader(format)(text).ms)).toBe(expected))

  test.each([
    ['%d.%m.%Y', '31.02.2024'],
    ['%d.%m.%Y', '2024-03-01'],
    ['%d.%m.%Y %H:%M', '01.03.2024 25:00'],
    ['%d %b %Y', '1 Mrz 2024'],
  ])('%s does not read %s', (format, text) => expect(timeReader(format)(text).ms).toBeNaN())

  test('with something unknown in it get a sentence', () =>
    expect(() => timeReader('%d.%Q')).toThrow('"%Q" in the time pattern "%d.%Q" is not known.'))
})

describe('a table of events', () => {
  test('of our own headings leaves nothing to ask', () => {
    expect(look('start,end,label\n2024-03-01 01:00:00,2024-03-01 02:00:00,leak\n')).toMatchObject({
      sure: true,
      mapping: { start: 0, end: 1, class: 2, timeFormat: 'iso', zone: 'Europe/Berlin' },
    })
  })

  test('of other headings is a guess: by what the columns hold where the headings say nothing', () => {
    const table = look(
      'Auftrag;Störbeginn;Störende;Maßnahme\n4711;01.03.2024 14:05;01.03.2024 15:10;Dichtung ersetzt\n4712;01.03.2024 16:00;;Filter gereinigt\n',
    )!
    expect(table).toMatchObject({ sure: false, mapping: { start: 1, end: 2, class: 3, timeFormat: '%d.%m.%Y %H:%M' } })
    expect(table.read.map(({ start, end, class: name }) => [iso(start), iso(end), name])).toEqual([
      ['2024-03-01T13:05:00.000Z', '2024-03-01T14:10:00.000Z', 'Dichtung ersetzt'],
      ['2024-03-01T15:00:00.000Z', '2024-03-01T15:00:00.000Z', 'Filter gereinigt'],
    ])
  })

  test('shows what the first lines become with what the person chose', () => {
    const text = 'when,what\n03/04/2024 10:00,stop\n03/05/2024 10:00,go\n'
    const { mapping, timeFormats } = look(text)!
    expect(timeFormats.slice(0, 2).sort()).toEqual(['%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M'])
    const shown = look(text, { ...mapping, timeFormat: '%m/%d/%Y %H:%M', zone: 'UTC' })!
    expect(iso(shown.read[0].start)).toBe('2024-03-04T10:00:00.000Z')
    expect(look(text, { ...mapping, timeFormat: 'iso' })!.read[0].start).toBeNull()
    expect(() => look(text, { ...mapping, zone: 'Mars/Base' })).toThrow('is not a time zone')
  })

  test('free text in every line becomes notes, not a class for each', () => {
    const lines = Array.from(
      { length: 12 },
      (_, i) =>
        `2024-03-01 ${String(i).padStart(2, '0')}:00,2024-03-01 ${String(i).padStart(2, '0')}:30,"Order ${i}: replaced, cleaned"`,
    )
    expect(look(['begin,end,description', ...lines].join('\n'))!.mapping).toMatchObject({
      class: null,
      note: 2,
      className: 'event',
    })
    expect(look(['begin,end,label', ...lines].join('\n'))!.mapping).toMatchObject({ class: 2, note: null })
  })

  test('a file of marks or JSON is none', () => {
    expect(look('datetime;a;anomaly;changepoint\n2024-03-01 00:00:00;1;0.0;0.0\n')).toBeNull()
    expect(look('{"pump.csv": []}')).toBeNull()
    expect(look('start,end,label\n')).toBeNull()
  })

  test('is read with the mapping that was chosen', () => {
    const text =
      'id|von|bis|was|wo|wie sicher\n1|01.03.2024 02:00|01.03.2024 03:00|Leck|flow|0,5\n2|01.03.2024 04:00|||FLOW|\n3|kaputt|||Flow|\n'
    const mapping: EventMapping = {
      start: 1,
      end: 2,
      class: 3,
      className: 'Ereignis',
      channel: 4,
      note: 0,
      certainty: 5,
      status: null,
      timeFormat: '%d.%m.%Y %H:%M',
      zone: 'Europe/Berlin',
    }
    const { labels, problems } = parseLabelFile(text, 'x.csv', { ...context, mapping })
    expect(labels).toEqual([
      {
        start: Date.parse('2024-03-01T01:00:00Z'),
        end: Date.parse('2024-03-01T02:00:00Z'),
        class: 'Leck',
        channels: ['Flow'],
        note: '1',
        certainty: 0.5,
      },
      {
        start: Date.parse('2024-03-01T03:00:00Z'),
        end: Date.parse('2024-03-01T03:00:00Z'),
        class: 'Ereignis',
        channels: ['Flow'],
        note: '2',
      },
    ])
    expect(problems).toEqual(['Line 4 has a time that cannot be read and is left out.'])
  })

  test('without a mapping, as on the command line, is read by its headings, and says what it guessed', () => {
    const { labels, problems } = parseLabelFile(
      'from;to;type\n01/03/2024 02:00;01/03/2024 03:00;leak\n',
      'x.csv',
      context,
    )
    expect(labels.map(({ start, class: name }) => [iso(start), name])).toEqual([['2024-03-01T01:00:00.000Z', 'leak']])
    expect(problems).toEqual(['Day and month of the times could be swapped; they are read day first.'])
  })

  test('cells cut by another separator are not taken for marks', () => {
    const { labels, problems } = parseLabelFile(
      'start,end,label\n2024-03-01 02:00;2024-03-01 03:00;x\n',
      'x.csv',
      context,
    )
    expect([labels, problems]).toEqual([[], ['Line 2 has a time that cannot be read and is left out.']])
  })
})
