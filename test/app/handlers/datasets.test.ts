import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openStudio } from './studio.ts'

let studio: Awaited<ReturnType<typeof openStudio>>
beforeEach(async () => void (studio = await openStudio()))
afterEach(() => studio.close())

describe('datasets.*', () => {
  test('lists what the project holds', async () => {
    const [pump, fan] = await studio.call('datasets.list', {})
    expect(pump).toMatchObject({
      name: 'pump',
      sourceFile: 'pump.csv',
      rows: 10_000,
      stepMs: 1000,
      zone: 'UTC',
      status: 'ready',
      labelCount: 0,
      gaps: [],
    })
    expect(pump.channels.map(({ name, unit }) => [name, unit])).toEqual([
      ['channel 0', '°C'],
      ['channel 1', null],
    ])
    expect(fan.rows).toBe(100)
  })

  test('changes name and zone, tells the page, and keeps it', async () => {
    studio.heard()
    expect(await studio.call('datasets.change', { dataset: 1, name: 'Pump 7', zone: 'Europe/Berlin' })).toMatchObject({
      name: 'Pump 7',
      zone: 'Europe/Berlin',
    })
    expect(studio.heard()).toEqual(['datasets.changed'])
    await studio.call('project.close', {})
    await studio.open()
    expect((await studio.call('datasets.list', {}))[0]).toMatchObject({ name: 'Pump 7', zone: 'Europe/Berlin' })
  })

  test('are what they were where the engine dies while two are joined', async () => {
    const { job } = await studio.call('datasets.join', { dataset: 1, other: 2, how: 'append' })
    const state = async () => (await studio.call('jobs.list', {})).find(({ id }) => id === job)
    await vi.waitFor(async () => expect((await state())?.status).toBe('failed'), 60_000)
    expect((await studio.call('datasets.list', {})).map(({ name }) => name)).toEqual(['pump', 'fan'])
  })

  test('changes a channel, and can take its unit away', async () => {
    const [{ channels }] = await studio.call('datasets.list', {})
    const changed = await studio.call('datasets.changeChannel', {
      channel: channels[0].id,
      name: 'Inlet',
      unit: null,
      description: 'before the valve',
    })
    expect(changed.channels[0]).toMatchObject({ name: 'Inlet', unit: null, description: 'before the valve' })
    expect(
      (await studio.call('datasets.changeChannel', { channel: channels[0].id, unit: 'bar' })).channels[0],
    ).toMatchObject({ name: 'Inlet', unit: 'bar' })
  })

  test('refuses what cannot be, in a sentence', async () => {
    const [{ channels }] = await studio.call('datasets.list', {})
    await expect(studio.call('datasets.change', { dataset: 1, zone: 'Middle/Earth' })).rejects.toThrow(
      'There is no time zone named "Middle/Earth".',
    )
    await expect(studio.call('datasets.change', { dataset: 9, name: 'x' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(studio.call('datasets.changeChannel', { channel: channels[0].id, name: 'channel 1' })).rejects.toThrow(
      'already has a channel named "channel 1"',
    )
    await expect(studio.call('datasets.remove', { dataset: 9 })).rejects.toThrow(
      'That dataset is not in the project any more.',
    )
    await studio.call('project.close', {})
    await expect(studio.call('datasets.list', {})).rejects.toMatchObject({ code: 'no-project' })
  })

  test('removes a dataset with its labels', async () => {
    await studio.call('datasets.remove', { dataset: 1 })
    expect((await studio.call('datasets.list', {})).map(({ name }) => name)).toEqual(['fan'])
    expect(await studio.call('labels.sets', { dataset: 1 })).toEqual([])
  })
})
