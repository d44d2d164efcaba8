import { expect, test } from 'vitest'
import { fileOf, messages, preview, read } from '../table-file.ts'

const rows = (count: number, value: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `2025-03-04 10:${String(i).padStart(2, '0')}:00,${value(i)}\n`).join('')

test('tables below each other whose headers name another channel are a channel each', async () => {
  const names = ['TI-101 (°C)', 'PI-102 (bar)', 'FI-103']
  const file = fileOf(names.map((name, k) => `Time,${name}\n${rows(30 - k, (i) => String(100 * k + i))}`).join('\n'))
  const { recipe } = await preview(file)
  expect(recipe).toMatchObject({ importer: 'long', long: { values: 'TI-101 (°C)' } })
  const { series, report } = await read(file)
  expect(series.channels).toEqual([
    { name: 'TI-101', unit: '°C' },
    { name: 'PI-102', unit: 'bar' },
    { name: 'FI-103', unit: null },
  ])
  expect(series.values.map((values) => [values[0], values[27], values.length])).toEqual([
    [0, 27, 30],
    [100, 127, 30],
    [200, 227, 30],
  ])
  expect(messages(report.problems)).toEqual([
    'Several tables stand below each other, and each is a channel; 2 lines name the next one and are no rows.',
  ])
})

test('a line above each header may name the block, with several values in it', async () => {
  const file = fileOf(
    ['Pump 1', 'Pump 2']
      .map((name, k) => `Machine: ${name}\nTime,Flow,Power\n${rows(20, (i) => `${k},${i}`)}`)
      .join('\n'),
  )
  const { series } = await read(file)
  expect(series.channels.map(({ name }) => name)).toEqual([
    'Flow Pump 1',
    'Power Pump 1',
    'Flow Pump 2',
    'Power Pump 2',
  ])
  expect(series.values.map((values) => values[5])).toEqual([0, 5, 1, 5])
})

test('every line of a stack is a row, a header, or said to be left out', async () => {
  const table = (name: string, torn = '') => `Time,${name}\n${rows(10, String)}${torn}${rows(10, String)}`
  const { report } = await read(fileOf(table('A') + table('B', '2025-03-04 11:00:00\nsoon,4\n') + table('C')))
  expect(report).toMatchObject({ rejectedLines: 1, missingTimes: 1 })
})

test('the same header again, without another name, goes on with the same channels', async () => {
  const table = `Time,A,B\n${rows(10, (i) => `${i},${i}`)}`
  expect((await preview(fileOf(table + table))).recipe.importer).toBe('delimited')
})

test.each(['--', '2024-0', '"17', '*** restart ***', 'Logger started again'])(
  'the same header again below "%s" goes on with the same channels where time goes on',
  async (line) => {
    const table = (from: number) =>
      `Time,A,B\n${rows(20, (i) => `${i},${i}`).replaceAll('2025-03-04', `2025-03-0${from}`)}`
    const file = fileOf(`Export of plant 7\nmade by nobody\n\n${table(4)}${line}\n${table(5)}`)
    const { series } = await read(file)
    expect(series.channels.map(({ name }) => name)).toEqual(['A', 'B'])
    expect(series.times).toHaveLength(40)
  },
)

test('tables that follow each other in time are a channel each where a line of one kind names them', async () => {
  const table = (k: number) =>
    `Machine: Pump ${k}\nTime,A,B\n${rows(20, (i) => `${i},${i}`).replaceAll('03-04', `03-0${k}`)}`
  const { series } = await read(fileOf(table(1) + table(2)))
  expect(series.channels.map(({ name }) => name)).toEqual(['A Pump 1', 'B Pump 1', 'A Pump 2', 'B Pump 2'])
})

test('a row that is cut off within a quoted cell, with the header again behind it, costs itself alone', async () => {
  const row = (i: number) => `"2025-03-04 10:${String(i).padStart(2, '0')}:00","${i}","${i}"\n`
  const table = (from: number) => `"Time","A","B"\n${Array.from({ length: 20 }, (_, i) => row(from + i)).join('')}`
  const { series, report } = await read(fileOf(`made by nobody\n\n${table(0)}"20\n${table(20)}`))
  expect(series.channels.map(({ name }) => name)).toEqual(['A', 'B'])
  expect(series.times).toHaveLength(40)
  expect(report.rejectedLines).toBe(1)
})

test('a title that only says the day goes on with the same channels', async () => {
  const table = (day: number) =>
    `Data for period starting: 2025-03-0${day} 00:00\nTime,Usage\n${rows(20, String).replaceAll('03-04', `03-0${day}`)}`
  const { series } = await read(fileOf(table(4) + table(5)))
  expect([series.channels.map(({ name }) => name), series.times.length]).toEqual([['Usage'], 40])
})
