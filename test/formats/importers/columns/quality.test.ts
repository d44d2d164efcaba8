import { expect, test } from 'vitest'
import { fileOf, messages, preview, read } from '../table-file.ts'

const time = (i: number) => `2025-03-04 10:${String(i).padStart(2, '0')}:00`
const table = (header: string, row: (i: number) => string) =>
  fileOf(`${header}\n${Array.from({ length: 40 }, (_, i) => `${time(i)},${row(i)}\n`).join('')}`)
const missing = (values: ArrayLike<number>) =>
  Array.from(values).flatMap((value, i) => (Number.isNaN(value) ? [i] : []))

test('bad readings are missing where a column beside each value says how good it is', async () => {
  const word = (i: number, bad: number) => (i === bad ? 'Bad' : i === 20 ? 'Uncertain' : 'Good')
  const { series, report } = await read(
    table('Time,Flow (m3/h),Flow Quality,Level,Level Quality', (i) => `${i},${word(i, 3)},${2 * i},${word(i, 5)}`),
  )
  expect(series.channels).toEqual([
    { name: 'Flow', unit: 'm³/h' },
    { name: 'Level', unit: null },
  ])
  expect(missing(series.values[0])).toEqual([3])
  expect(missing(series.values[1])).toEqual([5])
  expect(report.rows).toBe(40)
  expect(report.columns.map((column) => column.missing)).toEqual([1, 1])
  expect(messages(report.problems)).toContain(
    'Column "Flow" has 1 reading that "Flow Quality" calls bad, which is read as missing.',
  )
})

test('OPC numbers count by their upper bits, and an empty reading is no bad one', async () => {
  const { series, report } = await read(
    table('Time,A.Value,A.Status,B.Value,B.Status', (i) =>
      [i === 7 ? '' : i, i === 7 ? 0 : 192, i, i === 8 ? 24 : i === 9 ? 64 : 216].join(),
    ),
  )
  expect(missing(series.values[0])).toEqual([7])
  expect(missing(series.values[1])).toEqual([8])
  expect(messages(report.problems)).toEqual([
    'Column "B.Value" has 1 reading that "B.Status" calls bad, which is read as missing.',
  ])
})

test('one column of quality without a name of its own counts for the value before it, or for none of several', async () => {
  const bare = table('Time,Flow,Valid', (i) => `${i},${i === 4 ? 'false' : 'true'}`)
  expect(missing((await read(bare)).series.values[0])).toEqual([4])
  const several = table('Time,Flow,Level,Quality', (i) => `${i},${i},${i === 4 ? 'Bad' : 'Good'}`)
  expect((await preview(several)).recipe.channels.every(({ quality }) => quality === undefined)).toBe(true)
})

test('the state of a machine is no quality of its values', async () => {
  const { recipe } = await preview(table('Time,Speed,Status', (i) => `${i},${i % 3 === 0 ? 'Fault' : 'OK'}`))
  expect(recipe.channels[0].quality).toBeUndefined()
})

test('a person may have the readings as they stand', async () => {
  const file = table('Time,Flow,Quality', (i) => `${i},${i === 4 ? 'Bad' : 'Good'}`)
  const { recipe } = await preview(file)
  const channels = recipe.channels.map(({ quality: _, ...channel }) => channel)
  expect(missing((await read(file, { channels })).series.values[0])).toEqual([])
})

test('of one row per value, bad readings are missing, and the column that calls them so is used', async () => {
  const rows = Array.from({ length: 20 }, (_, i) =>
    ['A', 'B'].map((tag) => `${tag},${time(i)},${i},${tag === 'B' && i === 6 ? 24 : 192}\n`).join(''),
  )
  const file = fileOf(`TagName,DateTime,Value,QualityDetail\n${rows.join('')}`)
  const { recipe, series, report } = await read(file)
  expect(recipe.long).toMatchObject({ values: 'Value', quality: 'QualityDetail' })
  expect(series.values.map(missing)).toEqual([[], [6]])
  expect(messages(report.problems)).toEqual([
    'Column "Value" has 1 reading that "QualityDetail" calls bad, which is read as missing.',
  ])
})

test('a column of states beside each value says how good it is, and so do single letters', async () => {
  const repeated = table('Time,Flow,Status,Level,Status', (i) => `${i},${i === 4 ? 'BAD' : 'OK'},${i},OK`)
  expect(missing((await read(repeated)).series.values[0])).toEqual([4])
  const letters = table('Time,Flow,Flow Quality', (i) => `${i},${i === 4 ? 'B' : i === 5 ? 'P' : 'G'}`)
  expect(missing((await read(letters)).series.values[0])).toEqual([4])
})
