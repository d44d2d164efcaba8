import { expect, test } from 'vitest'
import { fileOf, preview } from '../table-file.ts'

const rows = (n: number) => Array.from({ length: n }, (_, i) => `2024-03-04 ${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')};${i};${i * 2}`) // prettier-ignore

test('the preview shows the lines as they are, with what each is taken for', async () => {
  const text = ['Boiler house', '', 'when;T;p', ';°C;bar', ...rows(100), 'Total;;9900'].join('\r\n')
  const { lines, lastTime } = await preview(fileOf(text))
  expect(lines!.slice(0, 5).map(({ line, use }) => `${line} ${use}`)).toEqual([
    '1 above',
    '2 above',
    '3 header',
    '4 units',
    '5 row',
  ])
  expect(lines![0].text).toBe('Boiler house')
  expect(lines!.at(-1)).toMatchObject({ line: 105, text: 'Total;;9900', use: 'left out' })
  expect(lastTime).toBe(Date.parse('2024-03-04T01:39:00Z'))
})

test('of a long file the last lines have no number, and the last time is theirs', async () => {
  const text = `when;a\n${Array.from({ length: 90_000 }, (_, i) => `${new Date(1.7e12 + i * 60_000).toISOString()};${i}`).join('\n')}\n`
  const { lines, lastTime } = await preview(fileOf(text))
  expect(lines!.at(-1)!.line).toBeNull()
  expect(lastTime).toBe(1.7e12 + 89_999 * 60_000)
})

test('a line of units that was marked by hand holds units, whatever is in it', async () => {
  const path = fileOf(['when;a;b', 'x;Widgets;Gadgets', ...rows(30)].join('\n'))
  const { recipe, lines } = await preview(path, { skipLines: 0, header: true, headerLines: 2, unitLine: true })
  expect(lines![1].use).toBe('units')
  expect(recipe.channels.map(({ name }) => name)).toEqual(['a', 'b'])
})

test('a label column that marks most rows is asked about', async () => {
  const text = `when,a,anomaly\n${rows(60)
    .map((row, i) => `${row.split(';')[0]},${i},${i % 10 === 0 ? 0 : 1}`)
    .join('\n')}\n`
  const path = fileOf(text)
  const { problems, recipe } = await preview(path)
  expect(recipe.labelColumns).toEqual(['anomaly'])
  const question = problems.find((problem) => problem.choices)!
  expect(question.message).toContain('marks 90 % of the rows')
  for (const { change } of question.choices!)
    expect((await preview(path, change)).problems.filter((problem) => problem.choices)).toEqual([])
  expect((await preview(path, question.choices![1].change)).recipe.labelColumns).toEqual([])
})

test('day or month first is a question with both readings where the file does not say it', async () => {
  const text = `when,a\n${Array.from({ length: 40 }, (_, i) => `03/04/2024 10:${String(i).padStart(2, '0')},${i}`).join('\n')}\n`
  const path = fileOf(text)
  const { problems } = await preview(path)
  const choices = problems.find((problem) => problem.choices)!.choices!
  expect(choices.map(({ name }) => name)).toEqual([
    'Day first: 03/04/2024 is 3 April 2024',
    'Month first: 03/04/2024 is 4 March 2024',
  ])
  const answered = await preview(path, choices[1].change)
  expect(answered.problems.filter((problem) => problem.choices)).toEqual([])
  expect(answered.rows[0][0]).toBe('2024-03-04T10:00:00.000Z')
})

test('the mark of the units stands where they are, below a line of descriptions too', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `2024-04-03 10:${String(i).padStart(2, '0')},${i},${i}`)
  const { lines, recipe } = await preview(
    fileOf(`,FIC1.PV,TI2.PV\n,Feed flow,Reactor temp\n,m3/h,degC\n${rows.join('\n')}\n`),
  )
  expect(lines!.slice(0, 4).map(({ use }) => use)).toEqual(['header', 'header', 'units', 'row'])
  expect(recipe.channels.map(({ unit }) => unit)).toEqual(['m³/h', '°C'])
})

test('below the last row that was chosen, the lines that are left out are shown', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `2024-04-03 10:${String(i).padStart(2, '0')},${i}`)
  const path = fileOf(`time,level\n${rows.join('\n')}\n`)
  const { lines, rowEstimate } = await preview(path, { endLine: 51 })
  expect(lines!.slice(-5).map(({ line, use }) => `${line} ${use}`)).toEqual([
    '51 row',
    '52 left out',
    '53 left out',
    '54 left out',
    '55 left out',
  ])
  expect(rowEstimate).toBe(50)
})
