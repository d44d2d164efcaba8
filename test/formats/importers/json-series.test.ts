import { describe, expect, test } from 'vitest'
import { fileOf, read } from './table-file.ts'

const n = 20
const steps = Array.from({ length: n }, (_, i) => i)
const seconds = (i: number) => 1_709_287_200 + 60 * i
const iso = (i: number) => new Date(seconds(i) * 1000).toISOString()
const json = async (value: unknown, name = 'answer.json') => {
  const { series } = await read(fileOf(typeof value === 'string' ? value : JSON.stringify(value), name))
  return {
    first: series.times.length === 0 ? '' : new Date(series.times[0]).toISOString(),
    rows: series.times.length,
    channels: series.channels,
    values: series.values.map((one) => [one[0], one[1]]),
  }
}

describe('series in JSON', () => {
  test('as arrays beside each other, one of them of times', async () => {
    const answer = await json({
      place: 'x',
      hourly: { time: steps.map((i) => iso(i).slice(0, 16)), temp: steps, none: [1, 2] },
    })
    expect(answer).toMatchObject({ first: iso(0), rows: n, channels: [{ name: 'temp' }], values: [[0, 1]] })
  })

  test('as objects whose keys are times, with a value or with several', async () => {
    const dps = Object.fromEntries(steps.map((i) => [String(seconds(i)), i + 0.5]))
    expect(await json([{ metric: 'cpu', tags: { host: 'a' }, dps }])).toMatchObject({
      first: iso(0),
      rows: n,
      values: [[0.5, 1.5]],
    })
    const days = Object.fromEntries(steps.map((i) => [iso(i), { open: String(i), close: String(-i - 1) }]))
    expect(await json({ about: { x: 'y' }, series: days })).toMatchObject({
      rows: n,
      channels: [{ name: 'open' }, { name: 'close' }],
      values: [
        [0, 1],
        [-1, -2],
      ],
    })
  })

  test('as pairs with the value first', async () => {
    const of = (target: string, by: number) => ({ target, datapoints: steps.map((i) => [i * by, seconds(i)]) })
    expect(await json([of('cpu', 1), of('mem', 10)])).toMatchObject({
      first: iso(0),
      channels: [{ name: 'cpu' }, { name: 'mem' }],
      values: [
        [0, 1],
        [0, 10],
      ],
    })
  })

  test('as a series a line', async () => {
    const line = (host: string, by: number) =>
      JSON.stringify({
        metric: { host },
        values: steps.map((i) => i * by),
        timestamps: steps.map((i) => seconds(i) * 1000),
      })
    expect(await json(`${line('a', 1)}\n${line('b', 3)}\n`, 'export.jsonl')).toMatchObject({
      first: iso(0),
      rows: n,
      channels: [{ name: 'a' }, { name: 'b' }],
      values: [
        [0, 1],
        [0, 3],
      ],
    })
  })

  test('as rows whose names, start and step are said beside them', async () => {
    const answer = await json({
      meta: { start: seconds(0), step: 60, legend: ['in', 'out'] },
      data: steps.map((i) => [i, i * 2]),
    })
    expect(answer).toMatchObject({
      first: iso(0),
      channels: [{ name: 'in' }, { name: 'out' }],
      values: [
        [0, 1],
        [0, 2],
      ],
    })
  })

  test('as arrays of objects of which only the first says whose they are', async () => {
    const of = (entity: string, by: number) =>
      steps.map((i) => ({ ...(i === 0 ? { entity_id: entity } : {}), state: String(i * by), last_changed: iso(i) }))
    expect(await json([of('sensor.a', 1), of('sensor.b', 2)])).toMatchObject({
      first: iso(0),
      rows: n,
      channels: [{ name: 'sensor.a' }, { name: 'sensor.b' }],
    })
  })

  test('as sensor measurement lists, whose base name, time and unit hold until they are said anew', async () => {
    const list = steps.map((i) => ({
      ...(i === 0 ? { bn: 'dev:1:', bt: seconds(0), bu: 'Cel' } : { t: i * 60 }),
      n: 'temp',
      v: 20 + i,
    }))
    expect(await json(list)).toMatchObject({
      first: iso(0),
      rows: n,
      channels: [{ name: 'dev:1:temp', unit: '°C' }],
      values: [[20, 21]],
    })
  })

  test('an array of rows that hold small arrays stays a table', async () => {
    const rows = steps.map((i) => ({ time: iso(i), tags: ['a', 'b'], temp: i }))
    expect(await json(rows)).toMatchObject({ first: iso(0), rows: n, channels: [{ name: 'temp' }] })
  })
})
