import { describe, expect, test } from 'vitest'
import { extent, trace } from '../../../src-main/formats/report/charts/trace.ts'
import { clockOf, ticksOf } from '../../../src-main/formats/report/clock.ts'
import { around, eventsOf, worthAChart } from '../../../src-main/formats/report/events.ts'
import { histogramOf } from '../../../src-main/formats/report/histogram.ts'
import { html } from '../../../src-main/formats/report/markup.ts'
import { shown } from '../../../src-main/formats/report/sections/measures.ts'
import { duration, number, percent } from '../../../src-main/formats/report/words.ts'

const detection = (start: number, end: number, peak: number) => ({
  start,
  end,
  first: start,
  last: end,
  peak,
  peakTime: start,
})
const window = (start: number, end: number) => ({ start, end, class: 'a', colour: '#000', note: '', channels: [] })

/** Rows at 0, 1, 2, …; all assessed but `without`. */
const judged = (
  detections: ReturnType<typeof detection>[],
  labels: ReturnType<typeof window>[],
  without: number[] = [],
  rows = 100,
) =>
  eventsOf(
    detections,
    labels,
    Float64Array.from({ length: rows }, (_, i) => i),
    Float64Array.from({ length: rows }, (_, i) => (without.includes(i) ? NaN : 0)),
  )

describe('events', () => {
  test('are detections, found or false, and missed labels, in the order of time', () => {
    const { events } = judged(
      [detection(10, 20, 5), detection(50, 60, 9)],
      [window(0, 12), window(15, 16), window(30, 40), window(60, 61)],
    )
    expect(events.map(({ number, kind, start }) => [number, kind, start])).toEqual([
      [1, 'found', 10],
      [2, 'missed', 30],
      [3, 'found', 50],
    ])
    expect(events[0].labels).toHaveLength(2)
    expect(judged([detection(1, 2, 3)], []).events[0].kind).toBe('detection')
    expect(judged([detection(1, 2, 3)], [window(5, 6)]).events.map((event) => event.kind)).toEqual([
      'false alarm',
      'missed',
    ])
  })

  test('take labels that overlap or touch for one window, as measures do, and keep each label', () => {
    const labels = [window(0, 40), window(10, 20), window(41, 50), window(70, 80)]
    expect(judged([detection(45, 46, 1)], labels)).toMatchObject({
      windows: 2,
      events: [
        { kind: 'found', labels: labels.slice(0, 3) },
        { kind: 'missed', start: 70 },
      ],
    })
    expect(judged([], labels).events).toMatchObject([
      { kind: 'missed', start: 0, end: 50, labels: labels.slice(0, 3) },
      { kind: 'missed', labels: [labels[3]] },
    ])
  })

  test('leave out labels without an assessed row', () => {
    expect(judged([detection(5, 6, 1)], [window(20, 22), window(30, 32)], [20, 21, 22])).toMatchObject({
      windows: 1,
      events: [{ kind: 'false alarm' }, { kind: 'missed', start: 30 }],
    })
    expect(judged([detection(5, 6, 1)], [window(20, 22)], [20, 21, 22])).toMatchObject({
      windows: 0,
      events: [{ kind: 'detection' }],
    })
    // A detection across a hole shares no assessed row with what lies in it.
    expect(judged([detection(10, 30, 1)], [window(20, 22), window(40, 41)], [20, 21, 22])).toMatchObject({
      windows: 1,
      events: [{ kind: 'false alarm' }, { kind: 'missed' }],
    })
  })

  test('of very many the highest and the longest missed get a chart', () => {
    const windows = Array.from({ length: 300 }, (_, i) => window(10_000 + i * 301, 10_000 + i * 301 + i))
    const { events } = judged(
      Array.from({ length: 500 }, (_, i) => detection(i * 10, i * 10 + 1, i)),
      windows,
      [],
      110_000,
    )
    const chosen = [...worthAChart(events, 200)]
    expect(chosen).toHaveLength(200)
    expect(Math.min(...chosen.filter((event) => event.kind === 'false alarm').map((event) => event.peak))).toBe(400)
    expect(Math.min(...chosen.filter((event) => event.kind === 'missed').map((event) => event.end - event.start))).toBe(
      200,
    )
    expect(
      worthAChart(
        events.filter((event) => event.kind === 'missed'),
        200,
      ).size,
    ).toBe(200)
  })

  test('are seen with their surroundings, and never beyond the data', () => {
    expect(around({ start: 100, end: 200 }, { start: 50, end: 10_000, stepMs: 1 })).toEqual({ start: 50, end: 300 })
  })
})

describe('a line on paper', () => {
  test('keeps a spike of one sample among 100,000', () => {
    const times = Float64Array.from({ length: 100_000 }, (_, i) => i)
    const values = new Float64Array(100_000)
    values[54_321] = 1
    const path = trace({ times, values }, { start: 0, end: 99_999 }, { low: 0, high: 1 }, { width: 100, height: 50 })
    // Up by the whole height and down again, in quarters of a unit; everything else is flat.
    expect(path).toMatch(/-200/)
    expect(path.length).toBeLessThan(1000)
  })

  test('breaks where values are missing, and shows a point that stands alone', () => {
    const path = trace(
      { times: Float64Array.of(0, 1, 2, 3, 4), values: Float64Array.of(0, NaN, 1, NaN, 0) },
      { start: 0, end: 4 },
      { low: 0, high: 1 },
      { width: 10, height: 10 },
    )
    expect(path).toBe('M0 40h0M20 0h0M40 40h0')
    expect(extent({ times: Float64Array.of(0), values: Float64Array.of(NaN) })).toBeNull()
  })
})

describe('a histogram', () => {
  test('counts every assessed score once, labelled and unlabelled apart', () => {
    const scores = Float64Array.from({ length: 1000 }, (_, i) => (i === 5 ? NaN : i % 100))
    const flags = Uint8Array.from({ length: 1000 }, (_, i) => (i >= 900 ? 1 : 0))
    const found = histogramOf(scores, flags, 50)!
    const sum = (list: number[]) => list.reduce((a, b) => a + b, 0)
    expect([sum(found.normal), sum(found.labelled)]).toEqual([899, 100])
  })

  test('does not let one huge score press the rest into one bar', () => {
    const found = histogramOf(
      Float64Array.from({ length: 10_000 }, (_, i) => (i === 7 ? 1e9 : i / 10_000)),
      null,
      0.9,
    )!
    expect(found.to).toBeLessThan(10)
    expect(found.above).toBe(1)
    expect(histogramOf(Float64Array.of(NaN), null, null)).toBeNull()
    expect(histogramOf(Float64Array.of(3, 3, 3), null, null)!.normal[0]).toBe(3)
  })
})

test('values in markup are text, lists of markup are not', () => {
  expect(html`<p title="${'"a" & <b>'}">${[html`<i>${'<'}</i>`, null, false, 0]}</p>`.text).toBe(
    '<p title="&quot;a&quot; &amp; &lt;b&gt;"><i>&lt;</i>0</p>',
  )
})

test('numbers, shares and lengths read naturally', () => {
  expect([0, 1.5, 123456.789, 1e-9, -2.25, NaN].map((n) => number(n))).toEqual([
    '0',
    '1.5',
    '123457',
    '1.00e−9',
    '−2.25',
    '–',
  ])
  expect(
    [percent(1, 3), percent(1, 10_000), percent(9999, 10_000), percent(5, 5), percent(0, 5), percent(1, 0)].map(
      (text) => text.replace('\u00a0', ' '),
    ),
  ).toEqual(['33.3 %', 'under 0.1 %', 'over 99.9 %', '100 %', '0.0 %', '–'])
  expect([duration(5), duration(1500), duration(90_000), duration(3_600_000), duration(93_784_000)]).toEqual([
    '5 ms',
    '1.5 s',
    '1 min 30 s',
    '1 h',
    '1 d 2 h',
  ])
})

test('ticks lie at round times of the zone', () => {
  const start = Date.UTC(2026, 0, 1, 10, 7)
  expect(ticksOf(clockOf('Asia/Kolkata'), start, start + 3 * 3_600_000, 7).map((tick) => tick.text)).toEqual([
    '16:00',
    '16:30',
    '17:00',
    '17:30',
    '18:00',
    '18:30',
  ])
})

test('a measure is written as it is read: one event, a long time in hours, nothing measured without a unit', () => {
  const written = [
    { value: 1, unit: 'events' },
    { value: 2, unit: 'events' },
    { value: 30, unit: 's' },
    { value: -69000, unit: 's' },
    { value: null, unit: 's' },
  ].map(shown)
  expect(written).toEqual(['1 event', '2 events', '30 s', '−19 h 10 min', number(null, 4)])
})
