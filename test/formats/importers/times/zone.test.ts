import { expect, test } from 'vitest'
import { offsetSpans, zonedToUtc } from '../../../../src-main/formats/importers/times/zone.ts'

const hour = 3_600_000
const at = (iso: string) => Date.parse(iso)

test('offsets change at the moments when clocks are set', () => {
  expect(offsetSpans('Europe/Berlin', at('2023-01-01T00:00:00Z'), at('2024-01-01T00:00:00Z'))).toEqual([
    { start: -Infinity, end: at('2023-03-26T01:00:00Z'), offset: hour },
    { start: at('2023-03-26T01:00:00Z'), end: at('2023-10-29T01:00:00Z'), offset: 2 * hour },
    { start: at('2023-10-29T01:00:00Z'), end: Infinity, offset: hour },
  ])
  expect(offsetSpans('Asia/Kolkata', at('2023-01-01T00:00:00Z'), at('2024-01-01T00:00:00Z'))).toHaveLength(1)
})

test('a year of hours in a zone comes back unchanged through the wall clock', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata']) {
    const utc = Float64Array.from({ length: 24 * 366 * 2 }, (_, i) => at('2023-06-01T00:00:00Z') + (i * hour) / 2)
    const spans = offsetSpans(zone, utc[0], utc.at(-1)!)
    const local = utc.map((t) => t + spans.find((span) => t < span.end)!.offset)
    expect(zonedToUtc(local, null, zone).utc).toEqual(utc)
  }
})

test('missing times stay missing', () => {
  expect(zonedToUtc(Float64Array.of(NaN, 0, NaN), null, 'Europe/Berlin').utc).toEqual(Float64Array.of(NaN, -hour, NaN))
})
