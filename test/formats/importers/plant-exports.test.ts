import { describe, expect, test } from 'vitest'
import { isData, isImportable } from '../../../src-main/shared/importing/importable.ts'
import { fileOf, messages, preview, read } from './table-file.ts'

const two = (n: number) => String(n).padStart(2, '0')
const lines = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => `${line(i)}\n`).join('')
const clock = (i: number) => `10:${two(i)}:00`
const stamp = (i: number) => `2024-03-13 ${clock(i)}`
const channelsOf = async (text: string, name?: string) => (await read(fileOf(text, name))).series.channels
const names = async (text: string, name?: string) => (await channelsOf(text, name)).map((channel) => channel.name)
const firstTime = async (text: string) => new Date((await read(fileOf(text))).series.times[0]).toISOString()

describe('names', () => {
  test('of columns without a header count the columns of the file', async () => {
    expect(await names(lines(30, (i) => `${stamp(i)},${i % 7}.5,${i % 5}.25`))).toEqual(['channel 2', 'channel 3'])
  })

  test('over several lines of a cell are one name', async () => {
    expect(await channelsOf(`"Date\nTime","Feed\nflow (m3/h)"\n${lines(30, (i) => `${stamp(i)},${i % 7}`)}`)).toEqual([
      { name: 'Feed flow', unit: 'm³/h' },
    ])
  })

  test('above the times of a value name the value', async () => {
    const row = (i: number) => `${stamp(i)},${i % 7}.5,,${stamp(i)},${i % 5}.25`
    expect(await names(`FI101.PV,,,TI102.PV,\n${lines(30, row)}`)).toEqual(['FI101.PV', 'TI102.PV'])
  })

  test('that say unit, bounds and rate behind bars are split', async () => {
    const head = '"Clock"|"ms"|0|0|1,"RPM"|"1/min"|0|9000|10,"Speed"|"km/h"|0.0|150.0|10\n'
    expect(await channelsOf(head + lines(30, (i) => `${5000 + i * 100},${i % 7},${i % 5}`))).toEqual([
      { name: 'RPM', unit: 'rpm' },
      { name: 'Speed', unit: 'km/h' },
    ])
  })

  test('behind a word for them and a comment mark lack the word', async () => {
    const row = (i: number) => `2024-03-13 ${clock(i)} ${200 + (i % 3)} ${i * 7}`
    expect(await names(`#Software: X\n#Fields: date time status bytes\n${lines(30, row)}`)).toEqual(['status', 'bytes'])
    const rows = lines(30, (i) => `${i / 100},${i % 7},${i % 5}`)
    expect(await names(`;Rate, 100,Hz\n; Headers, time,Ax,Ay\n${rows}`)).toEqual(['Ax', 'Ay'])
  })

  test('stand below a line of types with brackets', async () => {
    const head = 'DATETIME[YYYY/MM/DD],INDEX,LONG[DEC.0],FLOAT[DEC.3]\nTIME,INDEX,D100,D102\n'
    const row = (i: number) => `${stamp(i)},${i + 1},${i * 3},${i % 5}.25`
    expect(await names(head + lines(30, row))).toContain('D100')
  })

  test('of a group hold beside names that come again below it', async () => {
    const head = 'Time,Boiler 1,,Boiler 2\n,Flow,Temperature,Flow\n,m3/h,°C,m3/h\n'
    const found = await channelsOf(head + lines(30, (i) => `${stamp(i)},${i % 7},${i % 5},${i % 3}`))
    expect(found.map(({ name }) => name)).toEqual(['Boiler 1 Flow', 'Temperature', 'Boiler 2 Flow'])
  })

  test('are no keys of settings, and no comment that says something of a column', async () => {
    const head = 'Version:\t5\nTitle:\tTime - Input\nX-Axis Delta:\t0.001\n'
    expect(await names(head + lines(30, (i) => `${i + 1}\t${(i * 0.001).toFixed(6)}\t${i % 7}.5`), 'x.txt')).toEqual([
      'channel 3',
    ])
    const said = '# NULL VALUE -99.9999\n# COLUMN 1: Date\n# COLUMN 2: Time\n# COLUMN 3: Sea Level\n# COLUMN 4: Use in analysis\n' // prettier-ignore
    const { series } = await read(
      fileOf(
        said + lines(30, (i) => `2024/03/13 ${clock(i)}   ${i === 5 ? '-99.9999' : `${i % 7}.1234`}   1`),
        'x.txt',
      ),
    )
    expect(series.channels[0].name).toBe('Sea Level')
    expect(series.values[0][5]).toBeNaN()
  })

  test('that end in min beside max measure no minutes', async () => {
    const row = (i: number) => `${stamp(i)},${i % 7},${(i % 7) + 1},${(i % 7) + 2}`
    expect(await channelsOf(`Time,Temp (Min),Temp (Avg),Temp (Max)\n${lines(30, row)}`)).toEqual(
      ['Min', 'Avg', 'Max'].map((what) => ({ name: `Temp (${what})`, unit: null })),
    )
  })

  test('have the unit that stands in a column behind the values, or below a blank line', async () => {
    const found = [
      { name: 'Temp', unit: '°C' },
      { name: 'Press', unit: 'bar' },
    ]
    const row = (i: number) => `${stamp(i)},${i % 7}.5,°C,${i % 5}.25,bar`
    expect(await channelsOf(`Time,Temp,Unit,Press,Unit\n${lines(30, row)}`)).toEqual(found)
    const plain = (i: number) => `${stamp(i)},${i % 7}.5,${i % 5}.25`
    expect(await channelsOf(`Time,Temp,Press\n\n,(degC),(bar)\n${lines(30, plain)}`)).toEqual(found)
  })

  test('that come again keep their unit', async () => {
    const row = (i: number) => `${stamp(i)},${i % 7},${stamp(i)},${i % 5}`
    expect(await channelsOf(`Time,Current [A],Time,Current [A]\n${lines(30, row)}`)).toEqual([
      { name: 'Current', unit: 'A' },
      { name: 'Current (2)', unit: 'A' },
    ])
  })
})

describe('times', () => {
  test.each([
    [(i: number) => `DT#2024-03-13-${clock(i)}`, '2024-03-13T10:00:00.000Z'],
    [(i: number) => `13.3.2024 klo 10.${two(i)}`, '2024-03-13T10:00:00.000Z'],
    [(i: number) => `13. 3. 2024 ${clock(i)}`, '2024-03-13T10:00:00.000Z'],
    [(i: number) => `13/3/2024 2:${two(i)}:00 μμ`, '2024-03-13T14:00:00.000Z'],
    [(i: number) => `13/03/2024 ${clock(i)};250`, '2024-03-13T10:00:00.250Z'],
  ])('as controllers and other languages write them: %#', async (write, first) => {
    expect(await firstTime(`Time\tFlow\n${lines(30, (i) => `${write(i)}\t${i % 7}`)}`)).toBe(first)
  })

  test('since the start in words, or as controllers without a clock count them', async () => {
    const spoken = await read(fileOf(`run_time,rpm\n${lines(30, (i) => `01h ${two(i)}m,${i % 7}`)}`))
    expect(spoken.series.times[29]).toBe(3_600_000 + 29 * 60_000)
    const counted = await read(fileOf(`uptime_ms,adc\n${lines(30, (i) => `${i * 20},${i % 7}`)}`))
    expect(counted.series.times[29]).toBe(580)
  })

  test('since the start as constants of controllers', async () => {
    const row = (i: number) => `T#${i >> 1}m${(i % 2) * 30}s250ms;${i % 7}`
    const { series } = await read(fileOf(`Time;Speed\n${lines(30, row)}`))
    expect([series.times[0], series.times[29] - series.times[0]]).toEqual([250, 29 * 30_000])
  })

  test('counted a second time beside a date are no channel, unless nothing else is there', async () => {
    const row = (i: number) => `${1710324000000 + i * 60_000},${stamp(i)},${i % 7}`
    expect(await names(`stamp,time,temp\n${lines(30, row)}`)).toEqual(['temp'])
  })

  test('since the start where the clock begins at zero and the file at another time of day', async () => {
    const rows = lines(30, (i) => `0:${two(i)}:00\t${i % 7}.5\t${i % 5}.25`)
    const elapsed = await preview(fileOf(`Date\t13/03/2024\nTime\t10:00:00\n\nTime\tA1\tA2\n${rows}`))
    expect(elapsed.recipe.time).toMatchObject({ column: 'Time', format: 'duration' })
    const midnight = await preview(fileOf(`Date\t13/03/2024\nTime\t00:00:00\n\nTime\tA1\tA2\n${rows}`))
    expect(midnight.recipe.time).toMatchObject({ prefix: '2024-03-13' })
  })

  test('as minutes since midnight beside a date', async () => {
    const row = (i: number) => `2024-03-${13 + Math.floor(i / 24)},${(i % 24) * 60},${i}`
    const { series } = await read(fileOf(`Date,Min,Power\n${lines(48, row)}`))
    expect([series.channels.length, series.times[47] - series.times[0]]).toEqual([1, 47 * 3_600_000])
  })

  test('as twelfths of a year without a name', async () => {
    const row = (i: number) => ` ${(1990 + (i + 0.5) / 12).toFixed(4)};${7000 + i}; 0`
    expect(await firstTime(lines(36, row))).toMatch(/^1990-01-16/)
  })

  test('whose unit nobody says are asked for', async () => {
    const row = (i: number) => `${i * 32},${1_000_000 + i * 4000},${(i * 7) % 11}`
    const { recipe, problems } = await preview(fileOf(`loop,time,gyro\n${lines(40, row)}`))
    expect(recipe.time).toMatchObject({ column: 'time' })
    expect(problems.flatMap(({ choices }) => choices ?? []).map(({ name }) => name)).toEqual([
      'Seconds',
      'Milliseconds',
      'Microseconds',
    ])
  })

  test.each([
    [12, 1],
    [0, 0],
  ])('that go back by an hour on a Sunday night are said, from row %i on', async (back, times) => {
    const wall = (i: number) => Date.UTC(2024, 9, 27) + (i - (back > 0 && i >= back ? 4 : 0)) * 900_000
    const row = (i: number) => `${new Date(wall(i)).toISOString().slice(0, 16).replace('T', ' ')},${i}`
    const { report } = await read(fileOf(`time,power\n${lines(40, row)}`))
    const said = messages(report.problems).filter((text) => /2024-10-27 03:00 the clock goes back/.test(text))
    expect(said).toHaveLength(times)
  })

  test('that say AM or PM in a column of their own, and fractions of a second in another', async () => {
    const half = (i: number) => `3/13/2024,${((i + 9) % 12) + 1}:00:00,${i < 2 ? 'AM' : 'PM'},${i}`
    expect((await read(fileOf(`Date,Time,AM/PM,Temp\n${lines(12, half)}`))).series.times.at(-1)).toBe(
      Date.parse('2024-03-13T21:00:00Z'),
    )
    const row = (i: number) => `${i},03/13/2024,10:00:${two(i >> 2)},0.${['00', '25', '50', '75'][i % 4]}0,${i % 7}.5`
    const { series } = await read(fileOf(`Index,Date,Time,Fractional Seconds,Reading\n${lines(40, row)}`))
    expect([series.channels.length, series.times[39] - series.times[0]]).toEqual([1, 9750])
  })

  test('whose zone is said twice, behind a blank, are read with tabs', async () => {
    const row = (i: number) => `${stamp(i)} +0200 CEST\t${i % 7}.5`
    expect(await firstTime(`Time\tTemp\n${lines(30, row)}`)).toBe('2024-03-13T08:00:00.000Z')
  })

  test('of two parts since a start may be hours or minutes, which is asked', async () => {
    const { problems } = await preview(fileOf(`Elapsed,Temp\n${lines(60, (i) => `00:${two(i)},${i % 7}.5`)}`))
    expect(problems.flatMap(({ choices }) => choices ?? []).map(({ name }) => name)).toEqual([
      'Hours and minutes',
      'Minutes and seconds',
    ])
  })

  test('in year, month and day behind codes of a station', async () => {
    const row = (i: number) => `"249180010","ŁEBA","2024","03","${two(i + 1)}",${i % 7}.5,"",${i % 5}.25`
    expect(await firstTime(lines(28, row))).toBe('2024-03-01T00:00:00.000Z')
  })
})

describe('rows', () => {
  test('of one name each without a header leave out what never changes', async () => {
    const row = (i: number) => `${['F1', 'T1'][i % 2]}|0|2024/03/13|${clock(i >> 1)}|1|${(i * 7) % 11}.5|192`
    expect(await names(lines(60, row))).toEqual(['F1', 'T1'])
  })

  test('take a unit that nobody knows from a column of units', async () => {
    const row = (i: number) => `${['Vel', 'Env'][i % 2]},${stamp(i >> 1)},${(i * 7) % 11}.5,${['mm/s', 'gE'][i % 2]}`
    expect((await channelsOf(`Point,Time,Value,Units\n${lines(60, row)}`)).map(({ unit }) => unit)).toEqual([
      'mm/s',
      'gE',
    ])
  })

  test('whose commas part cells and decimals are put together, and said', async () => {
    const row = (i: number) => `${stamp(i)},${i},5,1,0${i}`
    const { series, report } = await read(fileOf(`Time,Temp,Press\n${lines(30, row)}`))
    expect(series.channels.map(({ name }) => name)).toEqual(['Temp', 'Press'])
    expect([series.values[0][29], series.values[1][29]]).toEqual([29.5, 1.029])
    expect(messages(report.problems).join()).toContain('put together')
  })

  test('with cells that a spreadsheet keeps as text in quotes once more are read', async () => {
    const row = (i: number) => `"=""${stamp(i)}""","${i}.5"`
    expect(await firstTime(`"Time","Value"\n${lines(30, row)}`)).toBe('2024-03-13T10:00:00.000Z')
  })

  test('of numbers with exponents of Fortran, and with G for good behind them, are read', async () => {
    const row = (i: number) => `${(i / 2).toFixed(1)}D+00  ${i}.25D+02  ${i}.5D-01`
    const { series } = await read(fileOf(`TIME(S) TEMP PRES\n${lines(30, row)}`, 'x.dat'))
    expect(series.times[29] - series.times[0]).toBe(14_500)
    expect([series.values[0][29], series.values[1][29]]).toEqual([2925, 2.95])
    const good = await read(fileOf(`Time,Flow\n${lines(30, (i) => `${stamp(i)},${i}.5 ${i === 8 ? 'B' : 'G'}`)}`))
    expect([good.series.values[0][29], good.series.values[0][8]]).toEqual([29.5, NaN])
  })

  test('in larger and smaller units of one kind are all given in that of the channel, which is said', async () => {
    const power = (i: number) => (i % 2 ? `${1000 + i} W` : `1.${two(i)} kW`)
    const text = `Time,Power\n${lines(31, (i) => `${stamp(i)},${power(i)}`)}`
    const { series } = await read(fileOf(text))
    expect(series.channels[0].unit).toBe('kW')
    expect([series.values[0][1], series.values[0][30]]).toEqual([1.001, 1.3])
    expect(messages((await preview(fileOf(text))).problems).join()).toContain('all are given in kW')
  })

  test('of digits that are grouped by blanks beside decimal points are read', async () => {
    const { series } = await read(fileOf(`Time;Energy\n${lines(30, (i) => `${stamp(i)};1 2${two(i)}.5`)}`))
    expect(series.values[0][29]).toBe(1229.5)
  })

  test('of one time that name different values are one', async () => {
    const row = (i: number) => `${stamp(i >> 1)} Room ${['temp', 'hum'][i % 2]}: ${i}.5`
    const { series } = await read(fileOf(lines(60, row), 'x.log'))
    expect([series.times.length, series.values[0][1], series.values[1][1]]).toEqual([30, 2.5, 3.5])
  })

  test('narrower than two lines of words above them have no names', async () => {
    const head = '"Sample"\t"Channel"\t"Start"\n"S1"\t"UV 254"\t"3/13/2024 10:00"\n'
    expect(await names(head + lines(30, (i) => `${(i / 8).toFixed(4)}\t${i % 7}.5`), 'x.arw')).toEqual(['channel 2'])
  })

  test('behind sections that identify their channels have their names', async () => {
    const head =
      '[Channel 1]\n  Identification  =PRESSURE\n  Range =15 m\n[Channel 2]\n  Identification  =TEMPERATURE\n[Data]\n'
    const row = (i: number) => `2024/03/13 ${clock(i)}.0     ${1000 + (i % 7)}.5    ${i % 5}.25`
    expect(await names(`${head}30\n${lines(30, row)}`, 'x.mon')).toEqual(['PRESSURE', 'TEMPERATURE'])
  })

  test.each([
    [
      'a rule between them',
      (i: number) => `*** ${i + 1}. row ***\n time: ${stamp(i)}\n temp: ${i}.5\n  rpm: ${i * 3}\n`,
    ],
    [
      'names before a bar',
      (i: number) => `-[ RECORD ${i + 1} ]---\ntime | ${stamp(i)}\ntemp | ${i}.5\nrpm  | ${i * 3}\n`,
    ],
    ['a blank line between them', (i: number) => `time: ${stamp(i)}\ntemp: ${i}.5\nrpm: ${i * 3}\n\n`],
  ])('have a line for each value and %s', async (_, record) => {
    const { series } = await read(fileOf(Array.from({ length: 30 }, (_, i) => record(i)).join(''), 'x.txt'))
    expect(series.channels.map(({ name }) => name)).toEqual(['temp', 'rpm'])
    expect([series.times.length, series.values[0][29], series.values[1][29]]).toEqual([30, 29.5, 87])
  })
})

describe('JSON', () => {
  const z = (i: number) => `2024-03-13T${clock(i)}Z`
  const of = <T>(make: (i: number) => T) => Array.from({ length: 30 }, (_, i) => make(i))
  const frames = [
    { FrameType: 'DataSetHeader', Version: 'v2.0' },
    { TableName: 'Properties', Columns: [{ ColumnName: 'Key' }, { ColumnName: 'Value' }], Rows: [['a', 'b']] },
    { TableName: 'Result', Columns: [{ ColumnName: 'Timestamp' }, { ColumnName: 'Temp' }], Rows: of((i) => [z(i), i / 2]) },
  ] // prettier-ignore
  const series = {
    timestamps: of(z),
    properties: [
      { name: 'temp', values: of((i) => i / 2) },
      { name: 'rpm', values: of((i) => i * 3) },
    ],
  }
  const traces = {
    data: [
      { x: of(stamp), y: of((i) => i / 2), name: 'temp' },
      { x: of(stamp), y: of((i) => i), name: 'flow' },
    ],
  }
  const hits = { hits: { hits: of((i) => ({ _source: { '@timestamp': z(i), temp: i / 2 } })) } }
  const components = { value: [{ components: ['id', 'time', 'result'], 'dataArray@count': 30, dataArray: of((i) => [i * 2, z(i), i / 2]) }] } // prettier-ignore
  test.each([
    ['frames with tables that have names', JSON.stringify(frames), ['Temp']],
    ['times beside series with names', JSON.stringify(series), ['temp', 'rpm']],
    ['traces of charts', JSON.stringify(traces), ['temp', 'flow']],
    ['a time whose name begins with a sign', JSON.stringify(hits), ['_source.temp']],
    ['rows beside the components of each', JSON.stringify(components), ['result']],
    ['values beside an index of moments', JSON.stringify({ columns: ['temp'], index: of((i) => 1710324000000 + i * 60_000), data: of((i) => [i / 2]) }), ['temp']],
    ['points of charts', JSON.stringify({ series: ['a', 'b'].map((name) => ({ name, data: of((i) => ({ x: 1710324000000 + i * 60_000, y: i })) })) }), ['a', 'b']],
    ['objects one after the other', of((i) => JSON.stringify({ ts: z(i), temp: i, sub: { rpm: i * 3 } }, null, 2)).join('\n'), ['temp', 'sub.rpm']],
  ])('%s', async (_, text, wanted) => {
    const found = await names(text, 'x.json')
    expect(found.filter((name) => !/(^|\.)id$/.test(name))).toEqual(wanted)
  }) // prettier-ignore
})

test.each([
  ['Time Stamp,ID,Extended,Dir,Bus,LEN,D1,D2\n100,1A0,false,Rx,0,2,0A,FF\n', /log of a CAN bus/],
  ['    -1\n    58\nRun 1\nNONE\n', /universal file of vibration/],
  ['\0'.repeat(257) + 'ustar' + '\0'.repeat(300), /TAR archive/],
])('what is no table is refused by its name: %#', async (text, sentence) => {
  await expect(preview(fileOf(text, 'x.dat'))).rejects.toThrow(sentence)
})

test('JSON is shown among files, and is none of a folder that are imported together', () => {
  expect(['a.json', 'a.csv', 'a.doc'].map(isImportable)).toEqual([true, true, false])
  expect(['a.json', 'a.jsonl', 'a.csv', 'a.doc'].map(isData)).toEqual([false, true, true, false])
})
