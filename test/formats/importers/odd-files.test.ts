import { describe, expect, test } from 'vitest'
import { at, fileOf, messages, preview, read } from './table-file.ts'

const start = at('2024-03-01T00:00:00Z')
const minutes = (i: number) => `${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}`
const iso = (i: number) => `2024-03-01 ${minutes(i)}:00`
const lines = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => `${line(i)}\n`).join('')

async function shapeOf(content: string) {
  const { recipe } = await preview(fileOf(content))
  const { series } = await read(fileOf(content))
  return {
    recipe,
    channels: series.channels,
    times: Array.from(series.times.subarray(0, 3)),
    values: series.values.map((v) => Array.from(v.subarray(0, 3))),
  }
}
const everyMinute = [start, start + 60_000, start + 120_000]

describe('a header', () => {
  test('without the delimiter in which every row ends keeps its names in their places', async () => {
    const { times, channels, values } = await shapeOf('time,a,b\n' + lines(9, (i) => `${iso(i)},${i},${10 * i},`))
    expect(times).toEqual(everyMinute)
    expect(channels.map((c) => c.name)).toEqual(['a', 'b'])
    expect(values).toEqual([
      [0, 1, 2],
      [0, 10, 20],
    ])
  })

  test('that numbers its names by itself never gives two columns one name', async () => {
    const { channels, values } = await shapeOf(
      'time,a,a (2),a\n' + lines(9, (i) => `${iso(i)},${i},${10 * i},${-i - 1}`),
    )
    expect(channels.map((c) => c.name)).toEqual(['a', 'a (2)', 'a (3)'])
    expect(values[2]).toEqual([-1, -2, -3])
  })

  test.each([
    ['commas', '# logger 7\n# time,flow,level\n', (i: number) => `${iso(i)},${i},7.5`],
    ['blanks', '# elapsed flow level\n', (i: number) => `${i * 60} ${i} 7.5`],
  ])('written as a comment is read, cut at %s', async (_, head, line) => {
    const { recipe, channels } = await shapeOf(head + lines(9, line))
    expect(recipe.time).toMatchObject({ kind: 'column', column: head.includes('elapsed') ? 'elapsed' : 'time' })
    expect(channels.map((c) => c.name)).toEqual(['flow', 'level'])
  })

  test('with a line of units below it', async () => {
    const { channels, times } = await shapeOf(
      'time,temp,flow,state\n,[degC],m3/h,\n' + lines(9, (i) => `${iso(i)},${i},2,ready`),
    )
    expect(channels).toEqual([
      { name: 'temp', unit: '°C' },
      { name: 'flow', unit: 'm³/h' },
    ])
    expect(times).toEqual(everyMinute)
    const { report } = await read(fileOf('time,a\n,bar\n' + lines(9, (i) => `${iso(i)},${i === 4 ? 'x' : i}`)))
    expect(report.columns[0].firstNotNumber).toEqual({ line: 7, value: 'x' })
  })

  test('with a line end in a quoted name', async () => {
    expect((await shapeOf('time,"temp\n[°C]"\n' + lines(9, (i) => `${iso(i)},${i}`))).channels).toEqual([
      { name: 'temp', unit: '°C' },
    ])
  })
})

describe('the cut', () => {
  test('is not made at the blank between date and time, whatever the other columns hold', async () => {
    const { recipe, values } = await shapeOf(
      'time,pump,valve\n' + lines(9, (i) => `${iso(i)},${i % 2 ? 'ON' : 'OFF'},${i % 3 ? 'true' : 'false'}`),
    )
    expect(recipe.delimiter).toBe(',')
    expect(values).toEqual([
      [0, 1, 0],
      [0, 1, 1],
    ])
  })

  test('holds through line ends in quotes', async () => {
    const { times, values } = await shapeOf(
      'time,comment,temp\n' + lines(9, (i) => `${iso(i)},"one\ntwo, with ""marks""",${i}`),
    )
    expect(times).toEqual(everyMinute)
    expect(values).toEqual([[0, 1, 2]])
  })

  test('leaves one column of decimal commas whole', async () => {
    expect((await shapeOf('a\n' + lines(9, (i) => `2${i},50`))).values).toEqual([[20.5, 21.5, 22.5]])
  })
})

describe('numbers', () => {
  test.each([
    ['"1,20#.5"', ','],
    ["1'20#.5", ';'],
    ['1.20#,5', ';'],
    ['1\u00a020#,5', ';'],
  ])('with digits in groups: %s', async (cell, delimiter) => {
    const content = `time${delimiter}flow\n` + lines(9, (i) => `${iso(i)}${delimiter}${cell.replace('#', String(i))}`)
    expect((await shapeOf(content)).values).toEqual([[1200.5, 1201.5, 1202.5]])
    expect((await preview(fileOf(content))).rows[1][1]).toBe('1201.5')
    expect(messages((await preview(fileOf(content))).problems)).toEqual([
      `Column "flow" groups digits: "${cell.replace('#', '0').replaceAll('"', '')}" is read as 1200.5.`,
    ])
  })

  test('words of switches become 1 and 0, which is said, and are shown so', async () => {
    const { problems, rows } = await preview(
      fileOf('time,pump\n' + lines(9, (i) => `${iso(i)},${i === 1 ? 'running' : 'Stopped'}`)),
    )
    expect(messages(problems)).toEqual([
      'Column "pump" holds words such as "Stopped", which are read as 1 (on, true, yes, open, running, active) and 0.',
    ])
    expect(rows.slice(0, 2).map((row) => row[1])).toEqual(['0', '1'])
  })

  test('that are missing in the words of spreadsheets', async () => {
    const { report } = await read(fileOf('time,a\n' + lines(12, (i) => `${iso(i)},${['#N/A', '-', 'NULL'][i] ?? i}`)))
    expect(report.columns[0]).toMatchObject({ missing: 3, notNumbers: 0 })
  })

  test('that cannot be read in a row without a time are not counted as missing values of the data', async () => {
    const { report } = await read(fileOf('time,a\n' + lines(9, (i) => `${iso(i)},${i}`) + 'Total,many\n'))
    expect(report).toMatchObject({ rows: 9, missingTimes: 1, columns: [{ missing: 0, notNumbers: 1 }] })
  })
})

describe('times', () => {
  test('of day alone give the step, and begin anew at midnight', async () => {
    const { recipe } = await shapeOf('Time,a\n' + lines(9, (i) => `${minutes((1438 + i) % 1440)}:00,${i}`))
    expect(recipe.time).toEqual({ kind: 'steps', start: 23 * 3_600_000 + 58 * 60_000, stepMs: 60_000 })
  })

  test('of day alone that are uneven stand where they are, beyond midnight too, and get a sentence', async () => {
    const file = fileOf(
      'Time,a\n' + lines(9, (i) => `${i < 4 ? `23:59:5${i}` : `00:00:${i === 8 ? 59 : `0${i}`}`},${i}`),
    )
    const { problems } = await preview(file)
    expect(messages(problems)[0]).toBe(
      '"Time" holds times of day without a date, 1 s to 52 s apart: they are shown from 1970-01-01, and where the clock begins anew the next day follows.',
    )
    const { series } = await read(file)
    const midnight = 86_400_000
    expect(Array.from(series.times.slice(2, 6))).toEqual([-8000, -7000, 4000, 5000].map((ms) => midnight + ms))
    expect(series.times[8]).toBe(midnight + 59_000)
  })

  test.each([
    ['Time [min]', 60_000],
    ['elapsed_h', 3_600_000],
    ['time (days)', 86_400_000],
    ['Time [ms]', 1],
  ])('that count from a start, by the unit in "%s"', async (name, unit) => {
    expect((await shapeOf(`${name},a\n` + lines(9, (i) => `${i},${i}`))).times).toEqual([0, unit, 2 * unit])
  })

  test.each(['tijd,a\n', ''])(
    'that count from 1970 in a first column that is not named after them: %j',
    async (head) => {
      const { times, channels } = await shapeOf(head + lines(9, (i) => `${start / 1000 + 60 * i},${i}`))
      expect(times).toEqual(everyMinute)
      expect(channels).toHaveLength(1)
    },
  )

  test.each([
    ['the compact form of ISO 8601', 'time,a\n', (i: number) => `20240301T00${String(i).padStart(2, '0')}00Z,${i}`],
    ['GMT', 'time,a\n', (i: number) => `${iso(i)} GMT,${i}`],
    [
      'a date and a time of day of digits alone',
      'Date,Time,a\n',
      (i: number) => `20240301,00${String(i).padStart(2, '0')}00,${i}`,
    ],
  ])('in %s', async (_, head, line) => {
    expect((await shapeOf(head + lines(9, line))).times).toEqual(everyMinute)
  })

  test('counted from 1970 are the same in every zone', async () => {
    const path = fileOf('epoch,v\n1704067200,1\n1704067201,2\n1704067202,3\n')
    const { recipe, guesses } = await preview(path)
    expect(guesses.find(({ field }) => field === 'zone')!.reason).toBe('Such a count is the same in every zone.')
    const { series } = await read(path, { time: { ...recipe.time, zone: 'Europe/Berlin' } as typeof recipe.time })
    expect(series.times[0]).toBe(Date.parse('2024-01-01T00:00:00Z'))
  })
  test('of which a row does not fit are not said to fit', async () => {
    const { guesses } = await preview(fileOf('time,v\n31.01.2024 10:00:00,1\nnoon,2\n31.01.2024 10:00:02,3\n'))
    expect(guesses.find(({ field }) => field === 'format')!.reason).toBe('Of the first rows, 1 does not fit it.')
  })
  test('with a Z are UTC, whatever zone is chosen', async () => {
    const path = fileOf('time,a\n' + lines(9, (i) => `20240301T00${String(i).padStart(2, '0')}00Z,${i}`))
    const { recipe } = await preview(path)
    const { series } = await read(path, { time: { ...recipe.time, zone: 'Europe/Berlin' } as typeof recipe.time })
    expect(series.times[0]).toBe(start)
  })

  test('in which day and month could be swapped are read so that the days follow each other', async () => {
    const { recipe, problems } = await preview(
      fileOf(
        'time,a\n' + lines(96, (i) => `03/0${1 + Math.floor(i / 12)}/2024 ${String(i % 12).padStart(2, '0')}:00,${i}`),
      ),
    )
    expect(recipe.time).toMatchObject({ format: '%m/%d/%Y %H:%M' })
    expect(messages(problems)).toEqual([
      'In "time" day and month could be swapped: the first lines fit both. Month first is assumed, since the days then follow each other.',
    ])
  })

  test('that cannot be read get a sentence, since rows would be a second apart', async () => {
    const { problems } = await preview(fileOf('time,a\n' + lines(9, (i) => `2024-W09-5T${minutes(i)},${i}`)))
    expect(problems[0]).toEqual({
      severity: 'warning',
      message:
        '"time" is named like a time, and "2024-W09-5T00:00" is in no format that is known here: rows are taken one second apart. If a pattern fits, choose the column and type the pattern.',
    })
  })
})

test('labels written as words are labels', async () => {
  const { labels } = await read(
    fileOf('time,a,Normal/Attack\n' + lines(9, (i) => `${iso(i)},${i},${i === 4 ? 'Attack' : 'Normal'}`)),
  )
  expect(Array.from(labels.get('Normal/Attack')!)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0])
})

test.each([
  [
    'JSON',
    '{"time": "2024-03-01", "a": 1}\n',
    'This is JSON that is no table: export it as CSV or Parquet, or as JSON lines with one object per line.',
  ],
  [
    'a web page',
    '<!DOCTYPE html>\n<table>\n',
    'This is a web page or XML, whatever its name: export it as CSV or Parquet.',
  ],
])('%s is called what it is', async (_, content, sentence) => {
  await expect(preview(fileOf(content))).rejects.toMatchObject({ code: 'bad-input', message: sentence })
})

test('many columns of which the same is to be said get one sentence', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `s${i}`)
  const content = `time,${names.join(',')}\n` + lines(9, (i) => `${iso(i)},${names.map(() => '1').join(',')}`)
  const { report } = await read(fileOf(content))
  expect(messages(report.problems)).toEqual(['40 columns ("s0", "s1", "s2" …) always have the same value.'])
})

test('tabs part the cells where time and name hold blanks too', async () => {
  const content =
    'time\tflow 1\n' + lines(40, (i) => `2024-01-01 00:${String(i).padStart(2, '0')}:00\t${i === 7 ? '' : i + 0.5}`)
  const { series } = await read(fileOf(content))
  expect(series.channels.map((c) => c.name)).toEqual(['flow 1'])
  expect(series.times).toHaveLength(40)
  expect([...series.values[0].subarray(6, 9)]).toEqual([6.5, NaN, 8.5])
})

test('even times of day without a date are a step, which is said', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `7,00:${String(10 + i).padStart(2, '0')}:00,${i}.5`).join('\n')
  const seen = await preview(fileOf(`line,clock,flow\n${rows}\n`))
  expect(seen.recipe.time).toEqual({ kind: 'steps', start: 600_000, stepMs: 60_000 })
  expect(messages(seen.problems)).toContain(
    '"clock" holds times of day without a date, 60 s apart: rows follow at that step from the first of them on 1970-01-01; set the start.',
  )
})
