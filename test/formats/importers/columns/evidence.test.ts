import { describe, expect, test } from 'vitest'
import { fileOf, messages, preview, read } from '../table-file.ts'

const two = (n: number) => String(n).padStart(2, '0')
const lines = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => `${line(i)}\n`).join('')
const minute = (i: number) => `2024-03-01 ${two(Math.floor(i / 60))}:${two(i % 60)}:00`
const channelsOf = async (text: string) => (await read(fileOf(text))).series.channels

describe('a unit', () => {
  test.each([
    ['C1 in V', { name: 'C1', unit: 'V' }],
    ['Air temperature in degrees C', { name: 'Air temperature', unit: '°C' }],
    ['reads/s', { name: 'reads/s', unit: null }],
    ['Test_Time/s', { name: 'Test_Time', unit: 's' }],
    ['I/mA', { name: 'I', unit: 'mA' }],
  ])('of "%s"', async (name, channel) => {
    expect(await channelsOf(`when,${name}\n` + lines(30, (i) => `${minute(i)},${i % 7}`))).toEqual([channel])
  })

  test('alone as a name of the first column is that of the time', async () => {
    const { recipe } = await preview(fileOf('in s,C1 in V\n' + lines(30, (i) => `${-3e-4 + i * 1e-5},${i % 7}`)))
    expect(recipe.time).toMatchObject({ kind: 'column', format: 'epoch-s' })
  })
})

describe('decimal commas of three digits', () => {
  test('in a row a day are no thousands', async () => {
    const head = `Giorno;${Array.from({ length: 24 }, (_, h) => `${two(h)}:00-${two(h + 1)}:00`).join(';')}\n`
    const { series } = await read(
      fileOf(
        head +
          lines(5, (d) => `1${d}/03/2024;${Array.from({ length: 24 }, (_, h) => `${1 + d},${100 + h}`).join(';')}`),
      ),
    )
    expect(Array.from(series.values[0].subarray(0, 2))).toEqual([1.1, 1.101])
  })

  test('in quotes are decimals where one begins with 0', async () => {
    const { series } = await read(fileOf('when,a\n' + lines(30, (i) => `${minute(i)},"${i},125"`)))
    expect(series.values[0][3]).toBe(3.125)
  })
})

describe('labels', () => {
  const rows = (n: number) => lines(n, (i) => `${minute(i)},${i % 7},${i > 40 && i < 45 ? 1 : 0}`)
  test('in columns whose names end so', async () => {
    for (const name of ['SepsisLabel', 'pump_label', 'valve_anomaly'])
      expect((await preview(fileOf(`when,a,${name}\n` + rows(60)))).recipe.labelColumns).toEqual([name])
  })

  test('are asked for in a column called y, and taken once that is answered', async () => {
    const file = fileOf('when,a,y\n' + rows(60))
    const [question] = (await preview(file)).problems.filter(({ choices }) => choices)
    expect(question.message).toContain('"y" is 0 in most rows')
    for (const { change } of question.choices!) {
      const answered = await preview(file, change)
      expect(answered.problems.filter(({ choices }) => choices)).toEqual([])
      expect(answered.recipe.labelColumns).toEqual(change.labelColumns)
    }
    // A measured y is no label.
    const measured = await preview(fileOf('when,x,y\n' + lines(60, (i) => `${minute(i)},${i % 7},${i % 5}`)))
    expect(measured.problems.filter(({ choices }) => choices)).toEqual([])
  })

  test('that stand in few rows are few, whatever is empty', async () => {
    const { problems } = await preview(
      fileOf('when,a,label\n' + lines(60, (i) => `${minute(i)},${i % 7},${i === 9 ? 'anomaly' : ''}`)),
    )
    expect(messages(problems).filter((text) => text.includes('marks'))).toEqual([])
  })

  test('of a table with one row per value are not read, which is a warning', async () => {
    const { problems } = await preview(
      fileOf('when,tag,value,label\n' + lines(60, (i) => `${minute(i >> 1)},${'ab'[i % 2]},${i},${i % 30 ? 0 : 1}`)),
    )
    expect(problems).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        message: expect.stringContaining('"label" are not read') as string,
      }),
    )
  })
})

describe('several series in one table', () => {
  test('numbers that come once at each time name what was measured', async () => {
    expect(
      await channelsOf('when,MMSI,speed\n' + lines(60, (i) => `${minute(i >> 1)},${219000001 + (i % 2)},${i}`)),
    ).toEqual(
      [
        { name: 'speed 219000001', unit: null },
        { name: 'speed 219000002', unit: null },
      ].map(({ name }) => ({ name: name.replace('speed ', ''), unit: null })),
    )
  })

  test('a count of the rows of one time names nothing', async () => {
    expect(
      (await channelsOf('when,n,speed\n' + lines(60, (i) => `${minute(i >> 1)},${i % 2},${i}`))).map(
        ({ name }) => name,
      ),
    ).toContain('speed')
  })

  test('where not each is there at each time it is asked, and either answer is read', async () => {
    const file = fileOf(
      'when,unit no,speed,power\n' +
        lines(
          90,
          (i) => `${minute(Math.floor(i / 3) * 2 + (i % 7 === 0 ? 1 : 0))},${[4711, 815, 977][i % 3]},${i},${i * 2}`,
        ),
    )
    const [question] = (await preview(file)).problems.filter(({ choices }) => choices)
    expect(question.message).toContain('"unit no" tells them apart')
    const [one, each] = question.choices!
    expect((await preview(file, one.change)).problems.filter(({ choices }) => choices)).toEqual([])
    expect((await read(file, each.change)).series.channels).toHaveLength(6)
  })
})

test('words of which most say that all is normal are asked for', async () => {
  const { problems } = await preview(
    fileOf(
      'when,a,machine_status\n' +
        lines(90, (i) => `${minute(i)},${i % 7},${i === 50 ? 'BROKEN' : i > 50 && i < 55 ? 'RECOVERING' : 'NORMAL'}`),
    ),
  )
  const [question] = problems.filter(({ choices }) => choices)
  expect(question.message).toContain('"machine_status" says in most rows that all is normal')
  expect(question.choices![1].change).toEqual({ labelColumns: ['machine_status'] })
})
