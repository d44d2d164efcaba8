import { expect, test } from 'vitest'
import { at, fileOf, read } from '../table-file.ts'

const lines = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('')
const clock = (i: number) => `2025-03-04 10:${String(i).padStart(2, '0')}:00`
const channelsOf = async (content: string) => (await read(fileOf(content))).series.channels

test('settings as wide as the table, with values in them, are no rows and no names', async () => {
  const file = fileOf(
    `Model,X54\nInterval,1e-06\nRange,1,1\nUnit,V,V\n\nTIME,CH1,CH2\n${lines(40, (i) => `${i * 0.5},${i},${2 * i}`)}`,
  )
  const { series, report } = await read(file)
  expect(series.channels.map(({ name }) => name)).toEqual(['CH1', 'CH2'])
  expect(series.times[1] - series.times[0]).toBe(500)
  expect([report.rows, report.rejectedLines, report.missingTimes]).toEqual([40, 0, 0])
})

test('keys and values directly above the names end the header', async () => {
  expect(
    await channelsOf(
      `Operator\tSmith\nFactor\t0.001\nLevel\tmV\nTime (min)\tIntensity\n${lines(40, (i) => `${i}\t${i}`)}`,
    ),
  ).toEqual([{ name: 'Intensity', unit: null }])
  expect(
    await channelsOf(`place,Basel,Basel\nunit,°C,mm\ntimestamp,T air,Rain\n${lines(20, (i) => `${clock(i)},${i},0`)}`),
  ).toEqual([
    { name: 'T air', unit: '°C' },
    { name: 'Rain', unit: 'mm' },
  ])
})

test('a table of channels above the rows, with the time column empty, is none of its rows', async () => {
  const { series, report } = await read(
    fileOf(
      `Started:,${clock(0)}\nChannel,Name,Kind,Range\n101,,Type K,\n102,,DC,Auto\n\nScan,Time,101 (C),102 (VDC)\n${lines(30, (i) => `${i + 1},${clock(i)},${i},1`)}`,
    ),
  )
  expect(series.channels).toEqual([
    { name: '101', unit: '°C' },
    { name: '102', unit: 'V' },
  ])
  expect([series.times[0], report.rows]).toEqual([at('2025-03-04T10:00:00Z'), 30])
})

test('no row goes with the head: one with a word for its time is counted', async () => {
  const row = (i: number) => `${clock(i)},${i},${i}\n`
  const { report } = await read(
    fileOf(`time,a,b\n${row(0)}${row(1)}restart,0,0\n\n${lines(30, (i) => row(i + 2).trim())}`),
  )
  expect([report.rows, report.missingTimes]).toEqual([32, 1])
})

test('a first row with a word for its time costs no name', async () => {
  const rows = lines(30, (i) => `${clock(i)},${i},${i}`)
  const { series, report } = await read(fileOf(`time,flow,level\nstart,0,0\n${rows}`))
  expect(series.channels.map(({ name }) => name)).toEqual(['flow', 'level'])
  expect([report.rows, report.missingTimes]).toEqual([30, 1])
})

test('channels by number under a word, with their units below, are names', async () => {
  expect(await channelsOf(`x-axis,1,2\nsecond,Volt,Volt\n${lines(40, (i) => `${i * 0.25},1,2`)}`)).toEqual([
    { name: '1', unit: 'V' },
    { name: '2', unit: 'V' },
  ])
})

test('a title holds for the columns behind it where their names come again', async () => {
  const pairs = lines(20, (i) => `${clock(i)},${i},${clock(i + 1)},${i}`)
  expect(await channelsOf(`Pump 1,,Pump 2,\nTime,Flow,Time,Flow\n${pairs}`)).toEqual([
    { name: 'Pump 1 Flow', unit: null },
    { name: 'Pump 2 Flow', unit: null },
  ])
  expect(
    await channelsOf(`Ch.,CH1,,CH2,\nTime,Min,Max,Min,Max\n${lines(20, (i) => `${clock(i)},1,2,3,4`)}`),
  ).toMatchObject([{ name: 'CH1 Min' }, { name: 'CH1 Max' }, { name: 'CH2 Min' }, { name: 'CH2 Max' }])
})

test('units behind a comment mark below the names are units', async () => {
  expect(await channelsOf(`\tPt\tT\tVf\tIm\n\t#\ts\tV\tA\n${lines(30, (i) => `\t${i}\t${i * 0.5}\t1\t2`)}`)).toEqual([
    { name: 'Vf', unit: 'V' },
    { name: 'Im', unit: 'A' },
  ])
})

test('names may be numbered in lines of their own', async () => {
  const file = fileOf(
    `Run\t2\nSig1\tTime (min)\nSig2\tTemp (°C)\nSig3\tWeight (mg)\nStart\n${lines(30, (i) => `${i * 0.5}\t${i}\t${9 - i}`)}`,
  )
  const { series } = await read(file)
  expect(series.channels).toEqual([
    { name: 'Temp', unit: '°C' },
    { name: 'Weight', unit: 'mg' },
  ])
  expect([series.times[29], series.values[1][29]]).toEqual([14.5 * 60_000, -20])
})

test('a first row of seconds since 1970 and a second one of rows per second say when the others were', async () => {
  const { series } = await read(fileOf(`1714629600.0, 1714629600.0\n4.0, 4.0\n${lines(30, (i) => `${i % 5},${-i}`)}`))
  expect([series.times.length, series.times[0], series.times[1] - series.times[0]]).toEqual([30, 1714629600000, 250])
  expect(series.values.map((values) => values[29])).toEqual([4, -29])
  const stamped = lines(32, (i) => `${1714629600 + i},${1714629600 + i}`)
  expect((await read(fileOf(stamped))).report.rows).toBe(32)
})

test('a zone of winter and summer in the name of the time holds through both', async () => {
  const row = (i: number) => `2025-0${1 + 6 * (i % 2)}-${String(1 + (i >> 1)).padStart(2, '0')} 12:00,${i}`
  const { series } = await read(fileOf(`Time (CET/CEST),Price\n${lines(20, row)}`))
  expect([series.times[0], series.times[10]]).toEqual([at('2025-01-01T11:00:00Z'), at('2025-07-01T10:00:00Z')])
})

test.each([
  ['# site timezone: +02:00\n# logger timezone: UTC\n', '2025-03-04T10:00:00Z'],
  ['Place,12,Local Timezone,-7,Data Timezone,0,Level,5\n', '2025-03-04T10:00:00Z'],
  ['# timezone: +02:00\n# viewer time zone: UTC\n', '2025-03-04T08:00:00Z'],
])('of several zones above the table the one of the data counts: %j', async (above, first) => {
  const { series } = await read(fileOf(`${above}time,flow,level\n${lines(30, (i) => `${clock(i)},${i},${2 * i}`)}`))
  expect(series.times[0]).toBe(at(first))
})
