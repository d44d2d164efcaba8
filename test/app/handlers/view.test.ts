import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Dataset } from '../../../src-main/shared/project.ts'
import { openStudio } from './studio.ts'

let studio: Awaited<ReturnType<typeof openStudio>>
let pump: Dataset
beforeAll(async () => {
  studio = await openStudio()
  pump = (await studio.call('datasets.list', {}))[0]
})
afterAll(() => studio.close())

describe('view.*', () => {
  test('reads lanes in the order asked for, with what the screen can show', async () => {
    const series = pump.channels.map((channel) => channel.series).reverse()
    const lanes = await studio.call('view.read', {
      dataset: pump.id,
      series,
      start: pump.start,
      end: pump.end,
      width: 200,
    })
    expect(lanes.map((lane) => lane.series)).toEqual(series)
    for (const lane of lanes) {
      expect(lane.raw).toBe(false)
      expect(lane.times.length).toBeLessThanOrEqual(4 * 200 + 8)
      expect(lane.times.length).toBe(lane.values.length)
    }
    const [exact] = await studio.call('view.read', {
      dataset: pump.id,
      series,
      start: pump.start,
      end: pump.start + 5000,
      width: 200,
    })
    expect(exact).toMatchObject({ raw: true, times: { length: 7 } })
  })

  test('reads the row under the cursor', async () => {
    const series = pump.channels.map((channel) => channel.series)
    expect(await studio.call('view.at', { dataset: pump.id, series, time: pump.start + 500_300 })).toEqual({
      row: 500,
      time: pump.start + 500_000,
      values: [Math.sin(5), pump.start + 500_000],
    })
  })

  test('refuses series and datasets that are not there', async () => {
    await expect(studio.call('view.read', { dataset: 9, series: [], start: 0, end: 1, width: 10 })).rejects.toThrow(
      'That dataset is not in the project any more.',
    )
    await expect(
      studio.call('view.read', { dataset: pump.id, series: [999], start: pump.start, end: pump.end, width: 10 }),
    ).rejects.toMatchObject({ code: 'not-found' })
    await expect(studio.call('view.at', { dataset: pump.id, series: [999], time: 0 })).rejects.toMatchObject({
      code: 'not-found',
    })
    const fan = (await studio.call('datasets.list', {}))[1]
    await expect(
      studio.call('view.read', {
        dataset: pump.id,
        series: [fan.channels[0].series],
        start: pump.start,
        end: pump.end,
        width: 10,
      }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})
