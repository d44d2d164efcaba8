import { expect, test } from 'vitest'
import { isoMs, isoTime } from '../../../src-main/shared/importing/iso-time.ts'
import { timeSentence } from '../../../src-renderer/views/import/time-sentence.ts'
import { fileOf, preview } from '../../formats/importers/table-file.ts'

test('times between milliseconds come back as they were, and noise of a clock is none', () => {
  for (const ms of [0, 0.0391, 2799.6094, -0.5, 1_700_000_000_123, 1_700_000_000_123.25]) expect(isoMs(isoTime(ms))).toBeCloseTo(ms, 3) // prettier-ignore
  expect(isoTime(1_700_000_000_123.0002)).toBe('2023-11-14T22:13:20.123Z')
  expect(isoTime(999.99999)).toBe('1970-01-01T00:00:01.000Z')
})

test('the step of a vibration is told in microseconds', async () => {
  const lines = Array.from({ length: 500 }, (_, k) => `${(k / 25_600).toFixed(7)},${Math.sin(k).toFixed(4)}\n`)
  expect(timeSentence(await preview(fileOf(`time [s],acc [g]\n${lines.join('')}`))).text).toContain('one every 39.1 µs')
})
