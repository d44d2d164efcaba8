import { describe, expect, test } from 'vitest'
import { fileOf, preview, read } from './table-file.ts'

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
    [(i: number) => `13/3/2024 2:${two(i)}:00 μμ`, '2024-03-13T14:00:00.000Z'],
    [(i: number) => `13/03/2024 ${clock(i)};250`, '2024-03-13T10:00:00.250Z'],
  ])('as controllers and other languages write them: %#', async (write, first) => {
    expect(await firstTime(`Time\tFlow\n${lines(30, (i) => `${write(i)}\t${i % 7}`)}`)).toBe(first)
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

  test.each([
    [
      'a rule between them',
      (i: number) => `*** ${i + 1}. row ***\n time: ${stamp(i)}\n temp: ${i}.5\n  rpm: ${i * 3}\n`,
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
