import { describe, expect, test } from 'vitest'
import { guessTimes } from '../../../../src-main/formats/importers/times/grammar.ts'
import { timeReader } from '../../../../src-main/formats/importers/times/time-reader.ts'
import { processorMs } from '../../../processor-time.ts'
import { fileOf, preview } from '../table-file.ts'

/** What texts of one column are read as. */
function readAs(texts: string[]): (string | null)[] {
  const guess = guessTimes(texts)
  if (!guess) return texts.map(() => null)
  const reader = timeReader(guess.format, '.')
  return texts.map((text) => {
    const bytes = Buffer.from(text)
    const ms = reader.read(bytes, 0, bytes.length)
    return Number.isNaN(ms) ? null : new Date(ms).toISOString().slice(0, -1)
  })
}

describe('a time is read by its grammar:', () => {
  test.each([
    ['2024-W09', '2024-02-26T00:00:00.000'],
    ['2020-W53-7', '2021-01-03T00:00:00.000'],
    ['2025011900', '2025-01-19T00:00:00.000'],
    ['20250119:0015', '2025-01-19T00:15:00.000'],
    ['20240102103000.5', '2024-01-02T10:30:00.500'],
    ['31.03.2024 24:00:00', '2024-04-01T00:00:00.000'],
    ['9/25/2017 6:00:00.000 PM', '2017-09-25T18:00:00.000'],
    ['9/25/2017 12:30 AM', '2017-09-25T00:30:00.000'],
    ['25/03/2004 18.00.00', '2004-03-25T18:00:00.000'],
    ['2024/05/02 06:00:00:250', '2024-05-02T06:00:00.250'],
    ['2020-06-01T12:00:00.0/2020-06-01T12:01:00.0', '2020-06-01T12:00:00.000'],
    ['23-Nov-23 3:56:11 PM', '2023-11-23T15:56:11.000'],
    ['25.11.23 12:05a', '2023-11-25T00:05:00.000'],
    ['25.11.23 1:10p', '2023-11-25T13:10:00.000'],
    ['2018-032 1205', '2018-02-01T12:05:00.000'],
    ['02.01.2024, 10:30', '2024-01-02T10:30:00.000'],
    ['\t09/20/2024 08:32:34.558', '2024-09-20T08:32:34.558'],
    ['Mon 03 Jun 2024 10:00', '2024-06-03T10:00:00.000'],
    ['March 5, 2024 10:00:01', '2024-03-05T10:00:01.000'],
    ['1. März 2024 10:00', '2024-03-01T10:00:00.000'],
    ['15-août-2023 14h30', '2023-08-15T14:30:00.000'],
    ['3 ene 2024 08:00', '2024-01-03T08:00:00.000'],
    ['3 maggio 2024 08:00', '2024-05-03T08:00:00.000'],
    ['3 mrt 2024 08:00', '2024-03-03T08:00:00.000'],
    ['3 dezembro 2024 08:00', '2024-12-03T08:00:00.000'],
    ['2024:05:02 06:00:05', '2024-05-02T06:00:05.000'],
    ['März 2024', '2024-03-01T00:00:00.000'],
    ['3 de julio de 2024 08:00:00', '2024-07-03T08:00:00.000'],
    ['3 août 2024 à 08:00', '2024-08-03T08:00:00.000'],
    ['20. Februar 2024, 08:00 Uhr', '2024-02-20T08:00:00.000'],
    ['2024年05月02日 06时00分05秒', '2024-05-02T06:00:05.000'],
    ['2024年5月2日6時05分', '2024-05-02T06:05:00.000'],
    ['2024년 5월 2일 06:00', '2024-05-02T06:00:00.000'],
    ['Mon Feb  5 09:00:10 2024', '2024-02-05T09:00:10.000'],
    ['Mon Feb 05 2024 09:00:10 GMT+0100 (Central European Standard Time)', '2024-02-05T08:00:10.000'],
    ['01.01.2024 00:00 - 01.01.2024 01:00', '2024-01-01T00:00:00.000'],
    ['02/01/2024 10:15 to 02/01/2024 10:30', '2024-01-02T10:15:00.000'],
    ['2024-05-02 06:00:00 CEST', '2024-05-02T04:00:00.000'],
    ['2024-05-02 06:00:00-0700', '2024-05-02T13:00:00.000'],
    ['2024-10-27T02:30:00+02:00[Europe/Berlin]', '2024-10-27T00:30:00.000'],
  ])('%s', (text, expected) => expect(readAs([text])).toEqual([expected]))

  test.each(['1.5', '192.168.1.2', 'pump 3', '31.02.2024 10:00', '2024-13-01', '12345', '10 - 20', 'valve 3 to 4'])(
    '%s is none',
    (text) => expect(readAs([text])).toEqual([null]),
  )
})

test('day and month are told apart by any row of the column, and by nothing else where one is', () => {
  expect(readAs(['06/01/14 00', '06/01/14 23', '13/01/14 00'])[0]).toBe('2014-01-06T00:00:00.000')
  expect(readAs(['06/01/14 00', '06/13/14 00'])[0]).toBe('2014-06-01T00:00:00.000')
  expect(guessTimes(['03/04/2024 00:00', '03/04/2024 01:00'])).toMatchObject({ ambiguous: true, monthFirst: false })
  expect(guessTimes(['03.04.2024 00:00'])).toMatchObject({ ambiguous: false, format: '%d.%m.%Y %H:%M' })
})

test('two ways to write it in one column are read, each row by the one that fits, and counted', () => {
  const texts = ['07/26/2022 04:00:00', '07/26/22 4:00:00 PM', '07/27/2022 05:00:00']
  expect(readAs(texts)).toEqual(['2022-07-26T04:00:00.000', '2022-07-26T16:00:00.000', '2022-07-27T05:00:00.000'])
})

test('words that are no zone cost their row and no time', () => {
  const reader = timeReader('iso', '.')
  const began = processorMs()
  for (let i = 0; i < 50_000; i++) {
    const bytes = Buffer.from(`2024-01-01 00:00:00 nozone${i}`)
    expect(reader.read(bytes, 0, bytes.length)).toBeNaN()
  }
  expect(processorMs() - began).toBeLessThan(20_000)
})

test.each([
  ['%H%M', '930', 9.5],
  ['%H%M', '5', 5 / 60],
  ['%I:%M %p', '12:30 pm', 12.5],
])('%s reads %s', (format, text, hours) => {
  const bytes = Buffer.from(text)
  expect(timeReader(format, '.').read(bytes, 0, bytes.length)).toBeCloseTo(hours * 3_600_000)
})

test('of the times of a stretch its beginning is that of the row', async () => {
  const clock = (i: number, s: number) => `2025-03-04 10:${String(i).padStart(2, '0')}:${String(s).padStart(2, '0')}`
  const rows = Array.from({ length: 40 }, (_, i) => [clock(i, 17), i + 2, clock(i, 59), i, clock(i, 0)].join())
  const seen = await preview(fileOf(`Max Time,Max,Stop Time,Average,Start Time\n${rows.join('\n')}\n`))
  expect(seen.recipe.time).toMatchObject({ kind: 'column', column: 'Start Time' })
})
