import { expect, test } from 'vitest'
import { durationMs, durationText } from '../../src-main/shared/duration.ts'

test('a duration is written so that it is read as the same', () => {
  for (const [ms, text] of [
    [90_000, '90s'],
    [600_000, '10min'],
    [86_400_000, '1d'],
    [250, '250ms'],
    [0.5, '0.5ms'],
  ] as const) {
    expect(durationText(ms)).toBe(text)
    expect(durationMs(text)).toBe(ms)
  }
})
