import { describe, expect, test } from 'vitest'
import { at, fileOf, messages, preview, read } from '../table-file.ts'

const lines = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => `${line(i)}\n`).join('')
const minute = (i: number) => `${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}`

test('names in two lines are joined where neither line says all, and a clock may end in "a" and "p"', async () => {
  const clock = (i: number) => `${((i + 11) % 12) + 1}:00${i < 12 ? 'a' : 'p'}`
  const text =
    '\t\tRoom\tHi\tRoom\t\n  Day\tClock\tTemp\tTemp\tHum\tDoor\n' +
    lines(24, (i) => `23.04.21\t${clock(i)}\t${i}\t${i + 1}\t${40 + i}\tleft`)
  const { series } = await read(fileOf(text, 'station.txt'))
  expect(series.channels.map(({ name }) => name)).toEqual(['Room Temp', 'Hi Temp', 'Room Hum'])
  expect(Array.from(series.times)).toEqual(
    Array.from({ length: 24 }, (_, i) => at('2021-04-23T00:00:00Z') + i * 3_600_000),
  )
})

test('when almost all rows repeat their time, part of it was not read: a warning', async () => {
  const days = (n: number) => fileOf(`day,level\n${lines(60, (i) => `2024-03-0${1 + Math.floor(i / n)},${i}`)}`)
  const { report } = await read(days(30))
  expect(report.problems).toEqual([
    {
      severity: 'warning',
      message:
        '58 rows have the same time as the row before, of 60 in all: what tells them apart may stand in another column, such as the time of day. All are kept; choose the time columns if so.',
    },
  ])
  const machines = await read(fileOf(`time,level,a\n${lines(60, (i) => `2024-03-01 ${minute(i % 20)},${i},${-i}`)}`))
  expect(machines.report.problems).toContainEqual({ severity: 'warning', message: expect.stringContaining('One row per value') }) // prettier-ignore
  const few = await read(fileOf(`day,level\n${lines(9, (i) => `2024-03-0${1 + Math.floor(i / 2)},${i}`)}`))
  expect(few.report.problems).toMatchObject([{ severity: 'note' }])
})

describe('beside decimal commas thousands are parted by', () => {
  test.each([
    ['a plain blank', ' '],
    ['a blank that does not break', '\u00a0'],
    ['a narrow one', '\u202f'],
    ['a thin one', '\u2009'],
  ])('%s', async (_, blank) => {
    const text = `when;flow (m3/h);power\n${lines(40, (i) => `2024-03-01 ${minute(i)};${i === 7 ? `-1${blank}234${blank}567,5` : `${i},5`};${i},0${i === 3 ? ' kW' : ''}`)}`
    const { series, report } = await read(fileOf(text))
    expect(series.channels.map(({ name }) => name)).toEqual(['flow', 'power'])
    expect(Array.from(series.values[0].subarray(6, 9))).toEqual([6.5, -1234567.5, 8.5])
    expect(series.values[1][3]).toBe(3)
    expect(report.columns.map(({ notNumbers }) => notNumbers)).toEqual([0, 0])
  })
})

test('two numbers beside each other are no number', async () => {
  const text = `when;flow\n${lines(40, (i) => `2024-03-01 ${minute(i)};${i === 7 ? '12 34,5' : `${i},5`}`)}`
  const { report } = await read(fileOf(text))
  expect(report.columns[0]).toMatchObject({ notNumbers: 1, firstNotNumber: { line: 9, value: '12 34,5' } })
})

test('words of labels are compared without their blanks', async () => {
  const word = (i: number) => (i < 30 ? 'Nor mal' : i < 35 ? 'A ttack' : 'Attack')
  const { labels, report } = await read(
    fileOf(`when,flow,attack\n${lines(40, (i) => `2024-03-01 ${minute(i)},${i},${word(i)}`)}`),
  )
  expect(labels.get('attack')?.indexOf(1)).toBe(30)
  expect(labels.get('attack')?.reduce((sum, flag) => sum + flag)).toBe(10)
  expect(report.problems).toEqual([])
})

test('a long table stays one where some of its values are words', async () => {
  const value = (i: number) => (i === 8 ? 'unavailable' : i === 13 ? 'unknown' : String(i))
  const text = `entity_id,state,last_changed\n${lines(60, (i) => `${i % 2 ? 'pump' : 'boiler'},${value(i)},2024-03-01T00:${minute(Math.floor(i / 2)).slice(3)}:0${i % 2}.5Z`)}`
  const found = await preview(fileOf(text))
  expect(found.recipe.long).toMatchObject({ names: 'entity_id', values: 'state' })
  const { series, report } = await read(fileOf(text))
  expect(series.channels.map(({ name }) => name)).toEqual(['boiler', 'pump'])
  expect(Array.from(series.values[0].subarray(6, 12))).toEqual([6, 6, NaN, NaN, 10, 10])
  expect(messages(report.problems)[0]).toBe(
    '2 values are not numbers and end what was held before, the first in line 10: "unavailable".',
  )
})

test('of a column of states is said which they are, and how many rows each has', async () => {
  const state = (i: number) => (i < 30 ? 'NORMAL' : i < 33 ? 'BROKEN' : i < 38 ? 'RECOVERING' : '')
  const text = `when,flow,machine,remark\n${lines(40, (i) => `2024-03-01 ${minute(i)},${i},${state(i)},seen by ${i}`)}`
  expect(messages((await preview(fileOf(text))).problems)).toEqual([
    '"machine" says in most rows that all is normal, and something else in the rest: it may say which rows are anomalies.',
    'Column "machine" holds text of 3 kinds, so it is not taken as a channel; of 40 rows looked at: "NORMAL" 30, "RECOVERING" 5, "BROKEN" 3.',
    'Column "remark" holds text, such as "seen by 0", so it is not taken as a channel.',
  ])
})

test('a column of words that is made a channel holds their places, and counts other words', async () => {
  const words = ['idle', 'run', 'idle', 'wash']
  const rows = Array.from(
    { length: 80 },
    (_, i) => `2024-01-01 00:${String(i % 60).padStart(2, '0')}:${i < 60 ? '00' : '30'},${i},${words[i % 4]}`,
  )
  const path = fileOf(`time,a,mode\n${rows.join('\n')}\n`)
  const guessed = await preview(path)
  expect(guessed.recipe.channels.find(({ column }) => column === 'mode')).toMatchObject({ include: false })
  const channels = guessed.recipe.channels.map((channel) => ({ ...channel, include: true }))
  const shown = await preview(path, { channels })
  expect(shown.recipe.channels[1].states).toEqual(['idle', 'run', 'wash'])
  expect(shown.rows.slice(0, 4).map((row) => row[2])).toEqual(['0', '1', '0', '2'])
  expect(messages(guessed.problems).join()).toContain('"mode" holds text of 3 kinds, so it is not taken as a channel')
  expect(messages(shown.problems).join()).toContain('"idle" is 0, "run" is 1, "wash" is 2')
  expect(messages(shown.problems).join()).not.toContain('not taken')
  // The next file has a word more.
  const next = fileOf(`time,a,mode\n${[...rows, '2024-01-01 02:00:00,1,broken'].join('\n')}\n`)
  const { series, report } = await read(next, shown.recipe)
  expect(Array.from(series.values[1].slice(0, 3)).every((state) => [0, 1, 2].includes(state))).toBe(true)
  expect(series.values[1].at(-1)).toBeNaN()
  expect(report.columns[1]).toMatchObject({ notNumbers: 1, firstNotNumber: { line: 82, value: 'broken' } })
})

const two = (i: number) => String(i).padStart(2, '0')

test('decimal commas are found in quotes between commas, and beside units', async () => {
  const quoted = await read(fileOf(`"Zeit","T (°C)"\n${lines(30, (i) => `"01.03.2024 10:${two(i)}:00","${i},5"`)}`))
  expect(quoted.series.values[0][3]).toBe(3.5)
  const dressed = await read(fileOf(`Zeit;E\n${lines(30, (i) => `01.03.2024 10:${two(i)}:00;1.2${10 + i},50 kWh`)}`))
  expect(dressed.series.values[0][3]).toBe(1213.5)
  expect(dressed.series.channels[0].unit).toBe('kWh')
  const groups = await read(fileOf(`time,load\n${lines(30, (i) => `2024-03-01 10:${two(i)}:00,"1,2${10 + i}"`)}`))
  expect(groups.series.values[0][3]).toBe(1213)
})

test('the minus of typographers is a minus', async () => {
  const { series, report } = await read(
    fileOf(`time,dp\n${lines(30, (i) => `2024-03-01 10:${two(i)}:00,\u2212${i}.5`)}`),
  )
  expect(series.values[0][3]).toBe(-3.5)
  expect(report.columns[0].notNumbers).toBe(0)
})

test('99 is a code where it comes again and again far outside of what is measured', async () => {
  const waves = (code: (i: number) => boolean) =>
    `time,WVHT\n${lines(60, (i) => `2024-03-01 10:${two(i)}:00,${code(i) ? '99.00' : `2.${i}`}`)}`
  expect((await read(fileOf(waves((i) => i % 6 > 0)))).recipe.channels[0].missing).toEqual([99])
  expect((await read(fileOf(waves((i) => i === 30)))).recipe.channels[0].missing).toBeUndefined()
})

test('a sign may stand apart from its number, or behind it', async () => {
  const text = `when;level;balance\n${lines(40, (i) => `2024-03-01 ${minute(i)};${i === 7 ? '-' : '+'}   ${i},5;${i},25${i === 7 ? '-' : ''}`)}`
  const { series } = await read(fileOf(text))
  expect(series.channels.map(({ name }) => name)).toEqual(['level', 'balance'])
  expect(series.values.map((values) => Array.from(values.subarray(6, 8)))).toEqual([
    [6.5, -7.5],
    [6.25, -7.25],
  ])
})

test('a column that holds nothing but 999.0, 9999 or -999.9 was not measured; one of zeros was', async () => {
  const text = `when,a,b,c,d\n${lines(40, (i) => `2024-03-01 ${minute(i)},999.0,9999,-999.9,0`)}`
  const { report } = await read(fileOf(text))
  expect(report.columns.map(({ missing }) => missing)).toEqual([40, 40, 40, 0])
  expect(messages(report.problems)).toContain('Column "a" holds 999 in 40 cells, which is read as missing.')
})

test('what is said of a sensor behind its unit belongs to the name', async () => {
  const text = `when,"Temp, °C (LGR S/N: 1, LBL: air)","RH, % (LGR S/N: 1)"\n${lines(20, (i) => `2024-03-01 ${minute(i)},${i},50`)}`
  expect((await read(fileOf(text))).series.channels).toEqual([
    { name: 'Temp (LGR S/N: 1, LBL: air)', unit: '°C' },
    { name: 'RH (LGR S/N: 1)', unit: '%' },
  ])
})
