import { expect, test } from 'vitest'
import { durationMs, holdsDurations } from '../../../../src-main/formats/importers/times/duration.ts'
import { fileOf, read } from '../table-file.ts'

test.each([
  ['0:00:01', 1],
  ['26:10:00.500', 94_200.5],
  ['1d 02:10:00,25', 94_200.25],
  ['2 days 00:00:01', 172_801],
  ['1.02:10:00', 94_200],
  ['1-02:10:00', 94_200],
])('%s is a time since the start', (text, seconds) => expect(durationMs(text)).toBe(seconds * 1000))

test.each(['10:61:00', '12:30', 'soon', '', '2024-01-02 10:00:00'])('"%s" is none', (text) =>
  expect(durationMs(text)).toBeNaN(),
)

test('times of day are no times since a start, unless a name, days or more than a day say so', () => {
  expect(holdsDurations('Time', ['10:00:00', '10:00:01'])).toBe(false)
  expect(holdsDurations('Test time', ['00:00:00', '00:00:01'])).toBe(true)
  expect(holdsDurations('Time', ['23:59:59', '24:00:01'])).toBe(true)
  expect(holdsDurations('Test time', ['00:00:05', '00:00:01'])).toBe(false)
})

test('a cycler counts hours beyond a day', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i}:30:00,${3 + i / 100}\n`).join('')
  const { recipe, report, series } = await read(fileOf(`Total Time,Voltage(V)\n${rows}`))
  expect(recipe.time).toMatchObject({ column: 'Total Time', format: 'duration' })
  expect(report.time).toBe('elapsed')
  expect(series.times[59]).toBe((59 * 60 + 30) * 60_000)
})
