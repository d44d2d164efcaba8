import { expect, test } from 'vitest'
import { fileOf, messages, preview, read } from '../table-file.ts'

const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('')

test('lines that say one thing of each pair of columns name them, and the unit of their times', async () => {
  const heads =
    'File\tscope.svdx\n\nName\tfPos\tName\tfVel\nData-Type\tREAL\tData-Type\tREAL\nSampleTime[ms]\t10\tSampleTime[ms]\t10\nUnit\tmm\tUnit\tmm/s\nOffset\t0\tOffset\t0\n\n'
  const { series, report } = await read(
    fileOf(heads + rows(40, (i) => `${i * 10}\t${i}.5\t${i * 10}\t-${i}`), 'scope.txt'),
  )
  expect(series.channels).toEqual([
    { name: 'fPos', unit: 'mm' },
    { name: 'fVel', unit: 'mm/s' },
  ])
  expect([report.time, series.times.length, series.times[39]]).toEqual(['elapsed', 40, 390])
  expect([series.values[0][1], series.values[1][39]]).toEqual([1.5, -39])
})

test('lines that say one thing of every column, parted from the rows, name them', async () => {
  const heads = 'Label,Load of A,Net of A\nId,m1,m2\nStatistic,Average,Sum\nPeriod,300,300\nUnit,%,kB\n,,\n'
  const { series } = await read(
    fileOf(heads + rows(30, (i) => `2024/03/01 10:${String(i).padStart(2, '0')}:00,${i},${i * 2}`)),
  )
  expect(series.channels).toEqual([
    { name: 'Load of A', unit: '%' },
    { name: 'Net of A', unit: 'kB' },
  ])
})

test('a few results above the rows, as wide as they are, are none of them', async () => {
  const above =
    '"Results"\n"","Maximum Load","Modulus"\n"","(N)","(MPa)"\n"1","1234.5","2100.3"\n\n"Time","Extension","Load"\n"(s)","(mm)","(N)"\n'
  const { series } = await read(fileOf(above + rows(40, (i) => `"${i / 10}","${i}.25","${i * 3}"`)))
  expect([series.times.length, series.times[39]]).toEqual([40, 3900])
  expect(series.channels).toEqual([
    { name: 'Extension', unit: 'mm' },
    { name: 'Load', unit: 'N' },
  ])
})

test('a second line of names below names that repeat holds no units', async () => {
  const text =
    ',temp,temp,hum\nsensor,A,B,A\ntime,,,\n' +
    rows(30, (i) => `2024-03-01 10:00:${String(i).padStart(2, '0')},${i},${i * 2},${i * 3}`)
  const { series } = await read(fileOf(text))
  expect(series.channels.map(({ name, unit }) => [name, unit])).toEqual([
    ['temp A', null],
    ['temp B', null],
    ['hum A', null],
  ])
})

test('a comma before milliseconds, which parts them from the time, costs no name', async () => {
  const { series } = await read(
    fileOf(
      'time,temp,rpm\n' +
        rows(
          30,
          (i) =>
            `2024-03-01 10:00:${String(i).padStart(2, '0')},${String((i * 7) % 1000).padStart(3, '0')},${i}.5,${i * 10}`,
        ),
    ),
  )
  expect(series.channels.map(({ name }) => name)).toEqual(['temp', 'rpm'])
  expect(new Date(series.times[29]).toISOString()).toBe('2024-03-01T10:00:29.203Z')
})

test('a report with the time of its beginning in each header, in a 12-hour clock between blanks', async () => {
  const header = (clock: string) => `${clock}     CPU     %user    %idle\n`
  const row = (i: number) =>
    `${String(i % 12 || 12).padStart(2, '0')}:10:01 ${i < 12 ? 'AM' : 'PM'}     all     ${i}.25    ${90 - i}.5`
  const text =
    header('12:00:01 AM') +
    rows(12, row) +
    '\n' +
    header('12:00:01 PM') +
    rows(12, (i) => row(i + 12)) +
    'Average:     all     3.10    91.90\n'
  const { series, report } = await read(fileOf(text, 'report.txt'))
  expect(series.channels.map(({ name }) => name)).toEqual(['%user', '%idle'])
  expect([series.times.length, series.times[23] - series.times[0]]).toEqual([24, 23 * 3_600_000])
  expect(messages(report.problems).join()).toContain('Average:')
})

test('one series over several columns, as many numbers as the lines above say, is named', async () => {
  const table = rows(50, (i) => Array.from({ length: 6 }, (_, k) => 100 + ((i * 6 + k) % 37)).join('\t'))
  const said = async (above: string) =>
    messages((await preview(fileOf(`${above}\n${table}`, 'record.txt'))).problems).join()
  expect(await said('TIMESERIES XX_ABC, 300 samples, 20 sps')).toContain('they are read as one series of 300')
  const asItStands = await preview(fileOf(`XX_ABC, 300 samples, 20 sps\n${table}`, 'record.txt'), {
    inside: ['a column for each place in a line'],
  })
  expect(messages(asItStands.problems).join()).toContain('300 samples, and it has 50 rows of 6 numbers')
  expect(await said('Recorder XX, 12 samples a second')).not.toContain('one series')
})
