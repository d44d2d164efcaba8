import { expect, test } from 'vitest'
import { fileOf, messages, preview, read } from '../table-file.ts'

const two = (n: number) => String(n).padStart(2, '0')
const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('')
const stamp = (i: number) => `2024-03-13 10:${two(i)}:00`
const channels = async (text: string) => (await read(fileOf(text))).series.channels

test('words in lines of their own announce the lines of names and of units', async () => {
  const head = '*DEVICE\nM145\n*CHANNEL\nTIME;Air;Humidity\n*UNIT\n;°C;%\n*DATA\n'
  expect(await channels(head + rows(30, (i) => `${stamp(i)};2${i % 7}.5;4${i % 5}.5`))).toEqual([
    { name: 'Air', unit: '°C' },
    { name: 'Humidity', unit: '%' },
  ])
})

test('and so do words in the column of the time', async () => {
  const head = 'Interval=\t0.1 s\nChannelTitle=\tPressure\tFlow\nRange=\t200 mmHg\t10 V\nUnitName=\tmmHg\tl/s\n'
  expect(await channels(head + rows(30, (i) => `${(i / 10).toFixed(1)}\t${i % 7}\t${i % 5}`))).toEqual([
    { name: 'Pressure', unit: 'mmHg' },
    { name: 'Flow', unit: 'l/s' },
  ])
})

test('names behind a comment mark right above the rows are not those of a line further up', async () => {
  const head = 'Linux 5.15 (host) \t03/13/2024 \t_x86_64_\n\n#   Time  PID  usr  sys  Load\n'
  const text = head + rows(30, (i) => ` ${1709287200 + i * 10}  1201  ${i % 7}.50  0.5${i % 3}  ${i % 5}.10`)
  expect((await channels(text)).map(({ name }) => name)).toEqual(['PID', 'usr', 'sys', 'Load'])
})

test('names over every second column hold for both, where each has a unit', async () => {
  const text = `Absorption\t\tConductivity\t\nml\tmAU\tml\tmS/cm\n${rows(30, (i) => `${i / 2}\t${i % 7}\t${i / 2}\t${i % 5}`)}`
  expect(await channels(text)).toEqual([
    { name: 'Absorption', unit: 'ml' },
    { name: 'Absorption (2)', unit: 'mAU' },
    { name: 'Conductivity', unit: 'ml' },
    { name: 'Conductivity (2)', unit: 'mS/cm' },
  ])
})

test('bars part names, or end their line, above rows that blanks part', async () => {
  const row = (i: number) => `  ${60370 + i / 4}   1${i % 7}.5   0.0${1 + (i % 3)}  ${i % 5}`
  const barred = '|  mjd  |  mag  |  err  |  n  |\n| double | double | double | int |\n|  days  |  |  |  |\n'
  expect((await channels(barred + rows(30, row))).map(({ name }) => name)).toEqual(['mag', 'err', 'n'])
  const titled = '\\\\name = "7"\n'
  expect((await channels(titled + barred + rows(30, row))).map(({ name }) => name)).toEqual(['mag', 'err', 'n'])
  const ended = ' Format      EXCHANGE-2     |\n Station    North Field     |\nDATE  TIME  X  Y   |\n'
  const dated = (i: number) => `${stamp(i)} 1${i % 7}.50 2${i % 5}.25`
  expect((await channels(ended + rows(30, dated))).map(({ name }) => name)).toEqual(['X', 'Y'])
})

test('a line below the names that counts the rows of each column is no row', async () => {
  const { series } = await read(fileOf(`min,CH1,CH2,\n,30,30,\n${rows(30, (i) => `${i / 2},${i % 7},${i % 5},`)}`))
  expect([series.times.length, series.times[1], series.channels.map(({ name }) => name)]).toEqual([
    30,
    30_000,
    ['CH1', 'CH2'],
  ])
})

test('a row of times above rows of values is turned', async () => {
  const numbers = (f: (i: number) => number) => Array.from({ length: 40 }, (_, i) => f(i)).join()
  const text = `Cycle,${numbers((i) => i + 1)}\nTime [s],${numbers((i) => i * 30)}\nA1,${numbers((i) => i % 7)}\nA2,${numbers((i) => i % 5)}\n`
  const { series } = await read(fileOf(text))
  expect([series.times.length, series.times[1]]).toEqual([40, 30_000])
  expect(series.channels.map(({ name }) => name)).toContain('A2')
})

test('a row of totals without a time of day does not get the date above the table', async () => {
  const quarter = (i: number) => `${two(Math.floor(i / 4))}:${two((i % 4) * 15)}`
  const text = `Plant 7;01.03.2024;\nClock;Power [kW];Yield [kWh]\n${rows(96, (i) => `${quarter(i)};${i % 7},5;${i % 5}`)};120,3;7\n`
  const { series, report } = await read(fileOf(text))
  expect([series.times.length, new Date(series.times[95]).toISOString()]).toEqual([96, '2024-03-01T23:45:00.000Z'])
  expect(messages(report.problems).join()).toContain('1 row')
})

test('a second column of dates without marks is no channel, nor is one number of a meter', async () => {
  const row = (i: number) => `202403130${i % 10}${two(i)},202403130${i % 10}${two(i)},${i}`
  const { series } = await read(fileOf(`TIMESTAMP_START,TIMESTAMP_END,x\n${rows(10, row)}`))
  expect(series.channels.map(({ name }) => name)).toEqual(['x'])
  const meter = (i: number) => `10001234567,${i}.5,${['Import', 'Export'][i % 2]} (kW),${stamp(Math.floor(i / 2))}`
  const long = await read(fileOf(`Meter,Reading,Kind,Read Time\n${rows(60, meter)}`))
  expect(long.series.channels).toHaveLength(2)
})

test('a unit behind the last blank is one as a whole, and one per second stays what it is', async () => {
  const seen = await preview(
    fileOf(`time,Nitrate mg/l,Shear rate (1/s)\n${rows(20, (i) => `${stamp(i)},${i},${i % 5}`)}`),
  )
  expect(seen.recipe.channels.map(({ name, unit }) => [name, unit])).toEqual([
    ['Nitrate', 'mg/l'],
    ['Shear rate', '1/s'],
  ])
})

test('a row of totals below times of day is left out, and said, also where no date is', async () => {
  const quarter = (i: number) => `${two(Math.floor(i / 4))}:${two((i % 4) * 15)}`
  const { series, report } = await read(
    fileOf(`Clock;Power\n${rows(40, (i) => `${quarter(i)};${i % 7},5`)}Total;345,6\n`),
  )
  expect(series.times).toHaveLength(40)
  expect(messages(report.problems).join()).toContain('1 row has no usable time')
})

test('an import says which states it leaves out, and nothing of what judges the values', async () => {
  const row = (i: number) => `${stamp(i)},${i % 7}.5,${i === 3 ? 'Bad' : 'Good'},${['auto', 'manual'][i % 2]}`
  const { report } = await read(fileOf(`time,flow,flow quality,mode\n${rows(40, row)}`))
  const said = messages(report.problems)
  expect(said).toContain(
    'Column "mode" holds text of 2 kinds, so it is not taken as a channel; of 40 rows looked at: "auto" 20, "manual" 20.',
  )
  expect(said.join()).not.toContain('"flow quality" holds text')
})

test('a count of the rows by its name in another language is no channel', async () => {
  const found = await channels(`번호,time,x\n${rows(20, (i) => `${i + 1},${stamp(i)},${i % 7}`)}`)
  expect(found.map(({ name }) => name)).toEqual(['x'])
})

test('times that stand before each channel, with what it is above and its unit below', async () => {
  const head =
    '03L 906,,X,R4,\n,,G085,F0,\n,,Engine speed,,Air mass,\nMarker,TIME,Field 1,TIME,Field 2\n,STAMP, /min,STAMP, mg/l\n'
  const row = (i: number) => `,${i * 0.5},${1500 + (i % 7)},${i * 0.5 + 0.2},${i % 5}`
  const found = (await channels(head + rows(30, row))).filter(({ name }) => name !== 'Marker')
  expect(found).toEqual([
    { name: 'Engine speed Field 1', unit: 'rpm' },
    { name: 'Air mass Field 2', unit: 'mg/l' },
  ])
})

test('of a line of symbols and a line of units the units are taken', async () => {
  const text = `Latest\nTime\tForce\tPosition\nt\tF\tx\ns\tN\tm\n${rows(30, (i) => `${i / 50}\t${i % 7}\t${i % 5}`)}`
  expect(await channels(text)).toEqual([
    { name: 'Force', unit: 'N' },
    { name: 'Position', unit: 'm' },
  ])
})

test('runs beside each other keep their own times', async () => {
  const row = (i: number) => `${i / 20};${i % 7};${i < 25 ? `${i / 20};${i % 5}` : ';'}`
  const { series, report } = await read(
    fileOf(`Time (s) Run #1;Force (N) Run #1;Time (s) Run #2;Force (N) Run #2\n${rows(30, row)}`),
  )
  expect([report.time, series.times[1], series.channels.length]).toEqual(['elapsed', 50, 2])
})

test('a word for each unit does not name what was measured, where another column does', async () => {
  const row = (i: number) =>
    `sensor.${i % 2 ? 'power,W' : 'outdoor,°C'},2024-03-13 ${two(Math.floor(i / 2))}:00,${i},${i + 1}`
  const found = await channels(`statistic_id,unit,start,min,max\n${rows(48, row)}`)
  expect(found.map(({ name }) => name)).toContain('min sensor.power')
})
