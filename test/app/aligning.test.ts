import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RealApp } from './real-app.ts'

const begin = Date.UTC(2026, 0, 1)
const minute = 60_000

/** A ramp of 1 a second, every `stepS` seconds, from `from` s on. */
const ramp = (from: number, rows: number, stepS: number, fault: [number, number]) =>
  Array.from({ length: rows }, (_, i) => {
    const second = from + i * stepS
    return [
      new Date(begin + second * 1000).toISOString(),
      second,
      100 - second,
      Number(second >= fault[0] && second <= fault[1]),
    ].join(',')
  })

describe('datasets on one clock', () => {
  const studio = new RealApp()
  const list = () => studio.call('datasets.list', {})
  const by = (stepMs: number, rows: 'inner' | 'outer') => ({ stepMs, how: 'linear' as const, rows })
  const align = async (name: string, alignment: ReturnType<typeof by>) => {
    const datasets = (await list()).slice(0, 2).map(({ id }) => id)
    const { job } = await studio.call('datasets.align', { name, datasets, alignment })
    expect(await studio.ended(job)).toMatchObject({ status: 'done' })
    return (await list()).find((one) => one.name === name)!
  }

  beforeAll(async () => {
    await studio.call('project.create', { file: null, name: 'Clocks' })
    const write = (name: string, heads: string, rows: string[]) => {
      writeFileSync(join(studio.folder, name), [heads, ...rows].join('\n'))
      return studio.imported(join(studio.folder, name), name.slice(0, -4))
    }
    await write('pump.csv', 'time,flow [l/s],temperature,anomaly', ramp(0, 1200, 1, [100, 160]))
    await write('valve.csv', 'time,temperature,opening,anomaly', ramp(600, 200, 7, [700, 721]))
  })
  afterAll(() => studio.app.close())

  test('become one more, side by side, with the labels of both; they stay as they are', async () => {
    const before = await list()
    const made = await align('both', by(minute, 'outer'))
    expect(made).toMatchObject({
      rows: 34,
      start: begin,
      stepMs: minute,
      status: 'ready',
      sourceFile: 'both.csv',
      report: {
        aligned: { ...by(minute, 'outer'), datasets: [{ name: 'pump', file: 'pump.csv' }, { name: 'valve' }] },
      },
    })
    expect(made.channels.map(({ name, unit, missing }) => [name, unit, missing])).toEqual([
      ['flow', 'l/s', 14],
      ['temperature', null, 14],
      ['temperature valve', null, 10],
      ['opening', null, 10],
    ])
    // A ramp stays a straight line on the other clock.
    const series = made.channels.map((channel) => channel.series)
    const at = (second: number) => studio.call('view.at', { dataset: made.id, series, time: begin + second * 1000 })
    expect((await at(900)).values).toEqual([900, -800, 900, -800])
    expect((await at(1500)).values).toEqual([null, null, 1500, -1400])
    const [set] = await studio.call('labels.sets', { dataset: made.id })
    const labels = await studio.call('labels.list', { set: set.id })
    expect(labels.map(({ start, end }) => [(start - begin) / 1000, (end - begin) / 1000])).toEqual([
      [100, 160],
      // Rows of the valve are seven seconds apart.
      [705, 719],
    ])
    expect((await list()).slice(0, 2)).toEqual(before)
    await studio.call('datasets.remove', { dataset: made.id })
    expect(await list()).toEqual(before)
  })

  test('of the time that all cover: labels beyond it are left out', async () => {
    const made = await align('inner', by(10_000, 'inner'))
    expect([made.start - begin, made.end - begin]).toEqual([600_000, 1_190_000])
    expect(made.labelCount).toBe(1)
  })

  test('what cannot be is said before anything is made', async () => {
    const before = await list()
    const datasets = before.slice(0, 2).map(({ id }) => id)
    const asked = (stepMs: number) =>
      studio.call('datasets.align', { name: 'fine', datasets, alignment: by(stepMs, 'outer') })
    await expect(asked(0.01)).rejects.toThrow('at most 50,000,000 are possible. Take a longer step.')
    expect(await list()).toEqual(before)
  })
})
