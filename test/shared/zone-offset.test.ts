import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isUtc, zoneOffset } from '../../src-main/shared/zone-offset.ts'
import { processorMs } from '../processor-time.ts'

const hour = 3_600_000
const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca']

/** What a clock in the zone shows, by another way than the reader's: the text of a language that writes it like ISO 8601. */
function shown(zone: string, time: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(time)
}

describe('the offset of a zone', () => {
  test('is that of the wall clock at any instant, in any order of questions', () => {
    const readers = new Map(zones.map((zone) => [zone, zoneOffset(zone)]))
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(1950, 0), max: Date.UTC(2037, 0) }),
        (zone, time) => {
          const local = new Date(time + readers.get(zone)!(time)).toISOString()
          expect(local.slice(0, 19).replace('T', ' ')).toBe(shown(zone, time))
        },
      ),
      { numRuns: 500 },
    )
  })

  test('changes at the very millisecond at which the clocks are set', () => {
    const berlin = zoneOffset('Europe/Berlin')
    const spring = Date.parse('2024-03-31T01:00:00Z')
    expect([berlin(spring - 1), berlin(spring), berlin(spring + 1)]).toEqual([hour, 2 * hour, 2 * hour])
    const autumn = Date.parse('2024-10-27T01:00:00Z')
    expect([berlin(autumn - 1), berlin(autumn)]).toEqual([2 * hour, hour])
    // Backwards, and from one day into the next.
    expect([berlin(spring), berlin(spring - 1), berlin(spring - 25 * hour)]).toEqual([2 * hour, hour, hour])
  })

  test('is known for times long ago, which were not set by full quarters of an hour', () => {
    expect(zoneOffset('Europe/Berlin')(Date.UTC(1880, 0))).toBe(53 * 60_000 + 28_000)
  })

  test('is nothing in UTC, whatever it is called, and an error in a zone that is none', () => {
    expect(['UTC', 'Etc/UTC', 'GMT', 'zulu'].map(isUtc)).toEqual([true, true, true, true])
    expect(zoneOffset('UTC')(Date.now())).toBe(0)
    expect(() => zoneOffset('Mars/Olympus')).toThrow(RangeError)
  })

  test('is quick enough for millions of rows, dense or sparse', () => {
    const offset = zoneOffset('America/New_York')
    for (const step of [1000, 900_000]) {
      const began = processorMs()
      let sum = 0
      for (let row = 0; row < 1_000_000; row++) sum += offset(row * step)
      expect(sum).toBeLessThan(0)
      expect(processorMs() - began).toBeLessThan(10_000)
    }
  })
})
