import { expect, test } from 'vitest'
import { at, fileOf, messages, preview, read } from '../table-file.ts'

const lines = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => `${line(i)}\n`).join('')
const minute = (i: number) =>
  `2024-03-01 ${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}`
const temperatures = `Time,T1 (°C),T2 (°C)\n${lines(40, (i) => `${minute(i)},${i},${i / 2}`)}`
const pressures = `Time,P1,P2\n,bar,bar\n${lines(30, (i) => `${minute(i)},${i / 10},5`)}`
const levels = `Time,L1,L2,L3\n${lines(20, (i) => `${minute(i)},${i},${i},${i}`)}`
const file = () =>
  fileOf(`Table: temperatures\n${temperatures}\nTable: pressures\n${pressures}\nTable: levels\n${levels}`)

test('tables with different columns below each other are a question, and each is read by its answer', async () => {
  const found = await preview(file())
  const question = found.problems.find((problem) => problem.choices)
  expect(question?.message).toContain('The file holds 3 tables with different columns')
  expect(question?.choices?.map(({ name }) => name)).toEqual([
    'From line 2: Time, T1 (°C), T2 (°C) (40 rows)',
    'From line 45: Time, P1, P2 (30 rows)',
    'From line 79: Time, L1, L2, L3 (20 rows)',
  ])
  const names = [
    ['T1', 'T2'],
    ['P1', 'P2'],
    ['L1', 'L2', 'L3'],
  ]
  for (const [i, { change }] of question!.choices!.entries()) {
    const { series, report, recipe } = await read(file(), change)
    expect(series.channels.map(({ name }) => name)).toEqual(names[i])
    expect(report).toMatchObject({ rows: [40, 30, 20][i], rejectedLines: 0, missingTimes: 0 })
    expect(series.times.at(-1)).toBe(at(`${minute([39, 29, 19][i]).replace(' ', 'T')}:00Z`))
    expect(recipe.endLine).toBe([42, 76, undefined][i])
    expect((await preview(file(), change)).problems.some((problem) => problem.choices)).toBe(false)
  }
  expect((await read(file(), question!.choices![1].change)).series.channels[0].unit).toBe('bar')
})

test('one of them is read without an answer, whole, and what is left out is said', async () => {
  const { report, recipe } = await read(file())
  expect(report.rejectedLines).toBe(0)
  expect(recipe.channels.filter(({ include }) => include).length).toBeGreaterThan(1)
  const found = await preview(file())
  const chosen = await preview(file(), found.problems.find((problem) => problem.choices)!.choices![0].change)
  expect(chosen).toMatchObject({ rowEstimate: 40, lastTime: at('2024-03-01T00:39:00Z') })
  expect(chosen.lines?.findLast(({ use }) => use === 'row')).toMatchObject({ line: 42 })
  expect(chosen.lines?.at(-1)).toMatchObject({ line: 47, use: 'left out' })
})

test.each([
  ['a list of channels above the table', `CH,Name,Range\n${lines(8, (i) => `CH${i},temp ${i},50V`)}\n${temperatures}`],
  ['a list of limits above the table', `Name,Low,High\n${lines(8, (i) => `T${i},${i},${i + 5}`)}\n${temperatures}`],
  ['the same header again', `${temperatures}${temperatures.replaceAll('2024-03-01', '2024-03-02')}`],
])('no question: %s', async (_, text) => {
  const found = await preview(fileOf(text))
  expect(messages(found.problems.filter((problem) => problem.choices))).toEqual([])
})

test.each(['ragged,line,with,too,many', 'written,by,hand,here', 'too,few,here'])(
  'a line of words among the rows is no table of its own: %s',
  async (line) => {
    const row = (i: number) => `2025-03-04 10:${10 + i}:00,${i},${2 * i},0`
    const rows = Array.from({ length: 40 }, (_, i) => row(i))
    // A row without a time ends no table either.
    rows[25] = ',1,2,0'
    const file = fileOf(['time,a,b,c', ...rows.slice(0, 20), line, ...rows.slice(20)].join('\n'))
    const { recipe } = await preview(file)
    expect(recipe.endLine).toBeUndefined()
    const { series } = await read(file)
    expect(series.times).toHaveLength(39)
  },
)

test('a second table far behind the first lines is offered, with the line where it begins', async () => {
  const clock = (i: number) => new Date(at('2025-03-04T00:00:00Z') + 1000 * i).toISOString()
  const part = (header: string, count: number, row: (i: number) => string) =>
    `${header}\n${Array.from({ length: count }, (_, i) => `${clock(i)},${row(i)}\n`).join('')}`
  const first = part('Time,Flow,Temp', 40_000, (i) => `${i % 50},20`)
  const file = fileOf(`${first}\nMachine 2\n${part('Time,A,B,C', 300, (i) => `${i},1,2`)}`)
  const { recipe, problems, rowEstimate } = await preview(file)
  expect(recipe.endLine).toBe(40_001)
  expect(rowEstimate).toBeGreaterThan(38_000)
  expect(messages(problems)).toEqual([
    expect.stringContaining('another table with different columns from line 40,004 on'),
  ])
  expect((await read(file)).report).toMatchObject({ rows: 40_000, rejectedLines: 0 })
  const [, second] = problems[0].choices!
  const chosen = await preview(file, second.change)
  expect(chosen.lines?.find(({ use }) => use === 'header')).toMatchObject({ line: 40_004, text: 'Time,A,B,C' })
  const { series, report } = await read(file, second.change)
  expect(series.channels.map(({ name }) => name)).toEqual(['A', 'B', 'C'])
  expect([report.rows, report.rejectedLines, series.values[0][299]]).toEqual([300, 0, 299])
})

test('a long file whose rows end in one delimiter more is one table', async () => {
  const row = (i: number) => `2025-03-04 ${String(Math.floor(i / 3600) % 24).padStart(2, '0')}:00:00,${i % 50},20`
  const rows = Array.from({ length: 45_000 }, (_, i) => `${row(i)}${i > 44_000 ? ',' : ''}\n`).join('')
  expect((await preview(fileOf(`Time,Flow,Temp\n${rows}`))).recipe.endLine).toBeUndefined()
})
test.each([
  ['two names', 'Time,A,B', 'Time,C,D'],
  ['one name beside values that have the same', 'Time,flow,temp', 'Time,flow,pressure'],
])('a header that names the time begins another table without a blank line: other are %s', async (_, one, other) => {
  const part = (header: string) => `${header}\n${lines(20, (i) => `${minute(i)},${i},${i / 2}`)}`
  const { problems } = await preview(fileOf(part(one) + part(other)))
  const question = problems.find((problem) => problem.choices)
  expect(question?.choices).toHaveLength(2)
  const { series } = await read(fileOf(part(one) + part(other)), question!.choices![1].change)
  expect(series.channels.map(({ name }) => name)).toEqual(other.split(',').slice(1))
})
