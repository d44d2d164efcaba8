import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listAlarms, raiseAlarm } from '../../../src-main/db/watch/alarms.ts'
import { closeProject, openProject } from '../../../src-main/db/file/open.ts'
import { ask, quietApp } from '../../../src-main/cli/quiet-app.ts'
import { floodsIn, severityOf } from '../../../src-main/shared/watch/alarms.ts'
import { machine, minute, start } from '../../cli/watch/machine.ts'

describe('alarms of a project', () => {
  let plant: Awaited<ReturnType<typeof machine>>
  let app: Awaited<ReturnType<typeof quietApp>>

  beforeEach(async () => {
    plant = await machine({ days: 1 })
    const db = openProject(plant.project, { role: 'app' })
    for (const at of [100, 200, 300])
      raiseAlarm(db, {
        dataset: 1,
        run: 1,
        monitor: null,
        start: start + at * minute,
        end: start + (at + 5) * minute,
        ended: true,
        peak: 9,
        peakTime: start + (at + 2) * minute,
        threshold: 4,
        returns: at === 200 ? 4 : 0,
        channels: [{ name: 'flow', share: 1, direction: 'too low' }],
      })
    closeProject(db)
    app = await quietApp()
    await ask(app, 'project.open', { file: app.admit(plant.project).token })
  })
  afterEach(async () => {
    await app.close()
    plant.remove()
  })

  const labels = async () => {
    const [set] = await ask(app, 'labels.sets', { dataset: 1 })
    const classes = await ask(app, 'labels.classes', {})
    const list = await ask(app, 'labels.list', { set: set.id })
    return list.map((one) => ({ ...one, class: classes.find(({ id }) => id === one.class)!.name }))
  }

  describe('answering an alarm', () => {
    test('confirmed is a label of an anomaly on the channels that drive it, false one of normal, and taken back none', async () => {
      await ask(app, 'alarms.answer', { alarms: [1], state: 'confirmed' })
      await ask(app, 'alarms.answer', { alarms: [2], state: 'false' })
      const flow = (await ask(app, 'datasets.list', {}))[0].channels.find(({ name }) => name === 'flow')!
      expect(await labels()).toMatchObject([
        {
          class: 'anomaly',
          channels: [flow.id],
          start: start + 100 * minute,
          end: start + 105 * minute,
          status: 'accepted',
        },
        { class: 'normal', channels: [], start: start + 200 * minute },
      ])
      // Answered twice it is one label; another answer takes the first one's label along.
      await ask(app, 'alarms.answer', { alarms: [1], state: 'confirmed' })
      await ask(app, 'alarms.answer', { alarms: [2], state: 'not interesting' })
      expect((await labels()).map((one) => one.class)).toEqual(['anomaly'])
      await ask(app, 'alarms.answer', { alarms: [1], state: 'new' })
      expect(await labels()).toEqual([])
    })

    test('shelved comes back as new when its time has come', async () => {
      await expect(ask(app, 'alarms.answer', { alarms: [1], state: 'shelved' })).rejects.toThrow('Say until when')
      await ask(app, 'alarms.answer', { alarms: [1], state: 'shelved', until: Date.now() + 60_000 })
      await ask(app, 'alarms.answer', { alarms: [2], state: 'shelved', until: Date.now() - 1 })
      expect((await ask(app, 'alarms.list', {})).map(({ id, state }) => [id, state])).toEqual([
        [3, 'new'],
        [2, 'new'],
        [1, 'shelved'],
      ])
      expect(await ask(app, 'alarms.list', { states: ['shelved'] })).toHaveLength(1)
      const ids = async (query: object) => (await ask(app, 'alarms.list', query)).map(({ id }) => id)
      expect(await ids({ limit: 1 })).toEqual([3])
      expect(await ids({ ids: [1, 3] })).toEqual([3, 1])
      expect(await ids({ monitor: null })).toEqual([3, 2, 1])
      expect(await ids({ monitor: 1 })).toEqual([])
      expect(await ask(app, 'alarms.total', { states: ['new'] })).toBe(2)
      expect(await ask(app, 'alarms.total', { dataset: 2 })).toBe(0)
    })

    test('is counted on the board', async () => {
      await ask(app, 'alarms.answer', { alarms: [3], state: 'confirmed' })
      expect(await ask(app, 'alarms.counts', {})).toEqual([
        { dataset: 1, all: 3, new: 2, open: 0, standing: 0, chattering: 1, confirmed: 1, false: 0, floods: 0 },
      ])
    })
  })

  test('alarms go with the run that raised them', async () => {
    await ask(app, 'runs.remove', { run: 1 })
    await app.close()
    const db = openProject(plant.project, { role: 'app' })
    expect(listAlarms(db, { dataset: null })).toEqual([])
    closeProject(db)
  })
})

test('more than ten alarms within ten minutes are one flood', () => {
  const every = (n: number, ms: number, from = 0) => Array.from({ length: n }, (_, i) => from + i * ms)
  expect(floodsIn(every(10, 1000))).toBe(0)
  expect(floodsIn(every(11, 1000))).toBe(1)
  expect(floodsIn([...every(30, 1000), ...every(12, 2000, 3_600_000)])).toBe(2)
  expect(floodsIn(every(100, 61_000))).toBe(0)
})

test('severity follows how far the score rose above the threshold', () => {
  expect([1.1, 2, 4].map((peak) => severityOf(peak, 1))).toEqual(['low', 'medium', 'high'])
})
