import { describe, expect, test } from 'vitest'
import { fileOf, messages, read } from '../table-file.ts'

const minute = (i: number) => `${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}`
const lines = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => `${line(i)}\n`).join('')
const plain = (i: number) => `2024-03-01 ${minute(i)}:00,${20 + i},${i / 2}`
const channelsOf = async (text: string) => (await read(fileOf(text))).series.channels

describe('the table begins where rows of values begin, whatever stands above it:', () => {
  test.each([
    [
      'keys and values with quotes and JSON',
      '[Settings]\nOperator,"A, B"\n{"steps":[{"a":1,"b":"x,y"},"2024-01-01"]}\nStarted: 2024-01-01\n[Data]\ntime,temp,flow\n',
    ],
    ['more commas than the table has', 'Model,X1\nCH,Name,Range,Unit,,,\nCH1,temp,50V,V,1,2,3\ntime,temp,flow\n'],
    ['comments, the last of them the header', '# logger 7\n# from 2024\n# time,temp,flow\n'],
    ['marks before the words', '~made by hand\n~\n~time,temp,flow\n'],
    ['types and row counts', '#NAMES\ntime,temp,flow\n#TYPES\ndate,D,D\n#ROWS,30\n'],
  ])('%s', async (_, head) => {
    const { series } = await read(fileOf(head + lines(30, plain)))
    expect(series.times).toHaveLength(30)
    expect(series.times[0]).toBe(Date.parse('2024-03-01T00:00:00Z'))
    expect(series.channels.map((channel) => channel.name)).toEqual(['temp', 'flow'])
  })
})

describe('lines of a header are told apart by what they hold:', () => {
  test('names, units, statistics', async () =>
    expect(await channelsOf('"TS","T_Max","P_Avg"\n"TS","Deg C","kPa"\n"","Max","Avg"\n' + lines(30, plain))).toEqual([
      { name: 'T_Max', unit: '°C' },
      { name: 'P_Avg', unit: 'kPa' },
    ]))
  test('tags, descriptions, units: a description is no unit', async () =>
    expect(await channelsOf(',TI1.PV,FI2.PV\n,Reactor temp,Feed flow\n,degC,m3/h\n' + lines(30, plain))).toEqual([
      { name: 'TI1.PV', unit: '°C' },
      { name: 'FI2.PV', unit: 'm³/h' },
    ]))
  test('names that repeat are completed by the line below', async () =>
    expect(await channelsOf(',Site 1,Site 1\nwhen,temp (°C),temp (°C)\n,,quality\n' + lines(30, plain))).toEqual([
      { name: 'Site 1 temp', unit: '°C' },
      { name: 'Site 1 temp (°C) quality', unit: null },
    ]))
  test('formats of columns are neither names nor units', async () =>
    expect(await channelsOf('datetime,a,b\n20d,14n,10s\n' + lines(30, plain))).toEqual([
      { name: 'a', unit: null },
      { name: 'b', unit: null },
    ]))
  test('numbers, such as codes of elements', async () =>
    expect(
      await channelsOf(
        '94255,2018,1000,7008\n' +
          lines(60, (i) => `1,${Math.floor(i / 60) * 100 + (i % 60)},${i / 100},${-20 + i / 10}`),
      ),
    ).toEqual([
      { name: '1000', unit: null },
      { name: '7008', unit: null },
    ]))
})

describe('headers of text that is laid out with blanks', () => {
  test('names with blanks, parted by two', async () => {
    const text = `% Model: cooling\n% Date: Mar 5 2024, 11:20\n% t (s)    T (degC), Point: 1   p (Pa)\n${lines(30, (i) => `${i * 0.5}   ${20 + i}   ${1000 + i}`)}`
    const { series, recipe } = await read(fileOf(text))
    expect(recipe.time).toMatchObject({ column: 't (s)' })
    expect(series.times).toHaveLength(30)
    expect(series.channels).toEqual([
      { name: 'T (degC), Point: 1', unit: null },
      { name: 'p', unit: 'Pa' },
    ])
  })
  test('units below the columns they belong to, and a line that only draws', async () =>
    expect(
      await channelsOf(
        '  Date      Time      Flow     Level\n                      l/s      m\n----------------------------------\n' +
          lines(
            30,
            (i) => `2024-03-01  ${minute(i)}:00  ${(20 + i).toFixed(2).padStart(7)}  ${(i / 2).toFixed(3).padStart(6)}`,
          ),
      ),
    ).toEqual([
      { name: 'Flow', unit: 'l/s' },
      { name: 'Level', unit: 'm' },
    ]))
  test('bars between columns, as databases print them', async () =>
    expect(
      await channelsOf(
        '         ts          | temp \n---------------------+------\n' +
          lines(30, (i) => ` 2024-03-01 ${minute(i)}:00 | ${i}.5 `) +
          '(30 rows)\n',
      ),
    ).toEqual([{ name: 'temp', unit: null }]))
})

test('a key and its value above the names are no names', async () =>
  expect(
    await channelsOf(
      `Station;Boiler 3;;\nName;T_in;T_out;p\nUnit;°C;°C;bar\n${lines(30, (i) => `2024-03-01 ${minute(i)}:00;${i};${i};2`)}`,
    ),
  ).toEqual([
    { name: 'T_in', unit: '°C' },
    { name: 'T_out', unit: '°C' },
    { name: 'p', unit: 'bar' },
  ]))

test('a well log names its curves in a section of its own', async () => {
  const text = `~VERSION INFORMATION\n VERS.  2.0 : CWLS LOG ASCII STANDARD\n~CURVE INFORMATION\n TIME.S   : Time\n HKLD.N   : Hookload\n SPP.PSI  : Pressure\n~ASCII LOG DATA\n${lines(30, (i) => `${i}.0  ${100 + i}  ${i === 3 ? '-999.25' : 2500 + i}`)}`
  const { series } = await read(fileOf(text))
  expect(series.channels).toEqual([
    { name: 'HKLD', unit: 'N' },
    { name: 'SPP', unit: 'psi' },
  ])
  expect(series.times[29]).toBe(29_000)
  expect(series.values[1][3]).toBeNaN()
})

test('a time that is spread over columns', async () => {
  const { series, recipe } = await read(
    fileOf('Year,Month,Day,Hour,Minute,temp\n' + lines(30, (i) => `2024,3,1,0,${i},${i}`)),
  )
  expect(recipe.time).toMatchObject({ column: 'Year', more: ['Month', 'Day', 'Hour', 'Minute'] })
  expect(series.times[29]).toBe(Date.parse('2024-03-01T00:29:00Z'))
  expect(series.channels.map((channel) => channel.name)).toEqual(['temp'])
  const doy = await read(fileOf('year,doy,hhmm,temp\n' + lines(30, (i) => `2024,61,${i < 29 ? i : 2400},${i}`)))
  expect(doy.series.times[29]).toBe(Date.parse('2024-03-02T00:00:00Z'))
})

test('the date above the table belongs to times of day in it, the zone to all', async () => {
  const text =
    'Start date: 2024-05-02\nTime zone: Europe/Berlin\n\nTime,temp\n' +
    lines(30, (i) => `06:${String(i).padStart(2, '0')}:00,${i}`)
  const { series, report } = await read(fileOf(text))
  expect(series.times[0]).toBe(Date.parse('2024-05-02T04:00:00Z'))
  expect(report.zone).toBe('Europe/Berlin')
})

test('start and step of a LabVIEW measurement file', async () => {
  const text =
    'LabVIEW Measurement\t\nSeparator\tTab\nDecimal_Separator\t,\nX_Columns\tNo\nDate\t2024/02/19\nTime\t09:51:39,5\n***End_of_Header***\t\n\t\nChannels\t2\t\t\nDate\t2024/02/19\t2024/02/19\t\nTime\t09:51:40,25\t09:51:40,25\t\nX0\t0,0E+0\t0,0E+0\t\nDelta_X\t1,0E-1\t1,0E-1\t\n***End_of_Header***\t\t\t\nX_Value\tForce\tSpeed\tComment\n' +
    lines(20, (i) => `\t${i},5\t1,${i}`)
  const { series, report } = await read(fileOf(text, 'a.lvm'))
  expect(series.times[1]).toBe(Date.parse('2024-02-19T09:51:40.350Z'))
  expect(series.channels.map((channel) => channel.name)).toEqual(['X_Value', 'Force', 'Speed'])
  expect(report.time).toBe('absolute')
})

describe('cells', () => {
  test('with their unit, a currency or % in them', async () => {
    const { series } = await read(
      fileOf('time,temp,valve,cost\n' + lines(30, (i) => `2024-03-01 ${minute(i)},${i}.5 °C,${i}%,$0.${10 + i}`)),
    )
    expect(series.channels.map((channel) => channel.unit)).toEqual(['°C', '%', '$'])
    expect(series.values.map((v) => v[3])).toEqual([3.5, 3, 0.13])
  })
  test('that are codes of missing values, with their number', async () => {
    const { series, report } = await read(
      fileOf('time,temp\n' + lines(60, (i) => `2024-03-01 ${minute(i)},${i % 20 === 7 ? -9999.9 : 20 + i / 10}`)),
    )
    expect(series.values[0][7]).toBeNaN()
    expect(messages(report.problems)).toContain('Column "temp" holds -9999.9 in 3 cells, which is read as missing.')
  })
  test('that are mostly a mark for no reading leave the column numeric', async () => {
    const { series } = await read(
      fileOf('valid,gust,tmpf\n' + lines(40, (i) => `2024-03-01 ${minute(i)},${i % 5 ? 'M' : 10 + i},${i}`)),
    )
    expect(series.channels.map((channel) => channel.name)).toEqual(['gust', 'tmpf'])
  })
  test('that are tags like numbers stay the tags they are', async () => {
    const { series } = await read(
      fileOf(
        'tag,time,value\n' +
          lines(
            50,
            (i) => `${['007', '7', '1E3', '1000', '314E59'][i % 5]},2024-03-01 ${minute(Math.floor(i / 5))},${i % 5}`,
          ),
      ),
    )
    expect(series.channels.map((channel) => channel.name)).toEqual(['007', '7', '1E3', '1000', '314E59'])
  })
})

test('machines below each other that share their times have a channel each', async () => {
  const { series } = await read(
    fileOf(
      'Turbine,Time,P,Ws\n' + lines(60, (i) => `T${1 + (i % 2)},2024-03-01 ${minute(Math.floor(i / 2))},${i},${2 * i}`),
    ),
  )
  expect(series.times).toHaveLength(30)
  expect(series.channels.map((channel) => channel.name)).toEqual(['P T1', 'Ws T1', 'P T2', 'Ws T2'])
})

test('a footer and headers that come again are no rows, which is said', async () => {
  const { report } = await read(
    fileOf('time,a,b\n' + lines(30, plain) + 'time,a,b\n' + lines(30, (i) => plain(i + 30)) + 'Total,99,9\n'),
  )
  expect(report.rows).toBe(60)
  expect(messages(report.problems).join()).toMatch(/header comes again 1 time.*1 row has no usable time.*"Total"/)
})

test('no sentence about a file holds the words of a library', async () => {
  const files = [
    '',
    'a,b\n',
    'x'.repeat(100),
    '{"a": 1}',
    'time,a\nnever,1\n',
    '"'.repeat(1000),
    ','.repeat(5000),
    'a;b\n1;2;3\n4;5;6;7\n',
    '\0\0\0',
  ]
  for (const file of files) {
    const said = await read(fileOf(file)).then(
      ({ report }) => messages(report.problems).join(' '),
      (error: Error) => error.message,
    )
    expect(said).not.toMatch(/duckdb|sql|exception|typeerror|undefined|null\b|\bat .*:\d+/i)
  }
})

test('rows whose clock was wrong are named', async () => {
  const { report } = await read(
    fileOf(
      'time,a\n' +
        lines(60, (i) => `${i === 30 ? '2107-02-07' : i === 40 ? '1970-01-01' : '2024-03-01'} ${minute(i)}:00,${i}`),
    ),
  )
  expect(messages(report.problems).join()).toContain(
    '2 rows lie far from all others in time: row 31 (2107-02-07T00:30:00Z), row 41 (1970-01-01T00:40:00Z).',
  )
})

describe('what stands above the rows and looks like one is none:', () => {
  test('a period', async () =>
    expect(
      await channelsOf(
        `Report;Pumps;;\nPeriod;01.03.2024 00:00;to;01.03.2024 01:00\n\nWhen;In [m3/h];Out [m3/h];Level [%]\n${lines(30, (i) => `01.03.2024 ${minute(i)};${i},5;${i};50`)}`,
      ),
    ).toEqual([
      { name: 'In', unit: 'm³/h' },
      { name: 'Out', unit: 'm³/h' },
      { name: 'Level', unit: '%' },
    ]))
  test('rates of sampling', async () => {
    const { series } = await read(
      fileOf(`Time 1 - default\tForce\ns\tkN\n10 Hz\t10 Hz\n\n${lines(30, (i) => `${i / 10}\t${i}`)}`),
    )
    expect(series.times[29]).toBe(2900)
    expect(series.channels).toEqual([{ name: 'Force', unit: 'kN' }])
  })
  test('the same words above every part: a recorder that was started again', async () => {
    const part = (from: number) => `Logger start\nSerial: 4711\ntime,temp,flow\n${lines(20, (i) => plain(from + i))}`
    const { series, report } = await read(fileOf(part(0) + part(30) + part(60)))
    expect(series.channels.map(({ name }) => name)).toEqual(['temp', 'flow'])
    expect(report.rows).toBe(60)
  })
})

test('tabs part cells whose times hold a blank, though other columns hold text', async () =>
  expect(
    await channelsOf(
      `When\tFlow (l/s)\tPump 1\tNote\n${lines(30, (i) => `01.03.2024 ${minute(i)}\t${i},5\t${i % 2 ? 'VRAI' : 'FAUX'}\tin order`)}`,
    ),
  ).toEqual([
    { name: 'Flow', unit: 'l/s' },
    { name: 'Pump 1', unit: null },
  ]))

test('cells that are written so that a spreadsheet leaves them alone', async () => {
  const { series } = await read(fileOf(`time,a,b\n${lines(30, (i) => `="2024-03-01 ${minute(i)}:00",="${i}.5",${i}`)}`))
  expect(series.times[1]).toBe(Date.parse('2024-03-01T00:01:00Z'))
  expect(series.values[0][3]).toBe(3.5)
})

test('months without days begin on the first', async () => {
  const spread = await read(
    fileOf(
      `   yyyy  mm   tmax    rain\n              degC      mm\n${lines(48, (i) => `   ${2010 + Math.floor(i / 12)}  ${String((i % 12) + 1).padStart(2)}  ${(i / 2).toFixed(1).padStart(5)}  ${i.toFixed(1).padStart(6)}`)}`,
    ),
  )
  expect(spread.series.times[13]).toBe(Date.parse('2011-02-01T00:00:00Z'))
  expect(spread.series.channels).toEqual([
    { name: 'tmax', unit: '°C' },
    { name: 'rain', unit: 'mm' },
  ])
  const texts = await read(
    fileOf(
      `month,a\n${lines(24, (i) => `${2010 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')},${i}`)}`,
    ),
  )
  expect(texts.series.times[13]).toBe(Date.parse('2011-02-01T00:00:00Z'))
})

test.each([
  ['datenum', 738_581],
  ['JD', 2_460_370.5],
  ['MJD', 60_370],
])('days that are counted as %s', async (name, from) => {
  const { recipe, report } = await read(fileOf(`${name},a\n${lines(30, (i) => `${(from + i / 8).toFixed(4)},${i}`)}`))
  expect(recipe.time).toMatchObject({ column: name })
  expect(report.time).toBe('absolute')
})
