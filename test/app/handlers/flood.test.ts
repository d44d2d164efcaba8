import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { raiseAlarm } from '../../../src-main/db/watch/alarms.ts'
import { closeProject, openProject } from '../../../src-main/db/file/open.ts'
import { ask, quietApp } from '../../../src-main/cli/quiet-app.ts'
import { printer } from '../../../src-main/cli/watch/print.ts'
import type { CallInput, CallName, EventName } from '../../../src-main/shared/contract.ts'
import { Alarms } from '../../../src-renderer/state/runs/alarms.svelte.ts'
import { machine, minute, start } from '../../cli/watch/machine.ts'

let plant: Awaited<ReturnType<typeof machine>>
let app: Awaited<ReturnType<typeof quietApp>>

/** 60 alarms within ten minutes, and one a day before. */
beforeAll(async () => {
  plant = await machine({ days: 1 })
  const db = openProject(plant.project, { role: 'app' })
  for (const at of [0, ...Array.from({ length: 60 }, (_, i) => start + 1440 * minute + i * 9000)])
    raiseAlarm(db, {
      dataset: 1,
      run: 1,
      monitor: null,
      start: at || start,
      end: (at || start) + 5000,
      ended: true,
      peak: 9,
      peakTime: at || start,
      threshold: 4,
      returns: 0,
      channels: [{ name: 'flow', share: 1, direction: 'too low' }],
    })
  closeProject(db)
  app = await quietApp()
  await ask(app, 'project.open', { file: app.admit(plant.project).token })
})
afterAll(async () => {
  await app.close()
  plant.remove()
})

test('a look that raised a flood prints 50 alarms, and how many more and what helps', async () => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    const { round } = await printer(app, false)
    const raised = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
    const looked = { read: [], changed: [], troubles: [], unfinished: false }
    await round({ ...looked, raised: raised(2, 52) }, false)
    expect(said.mock.calls.filter(([line]) => line.startsWith('ALARM '))).toHaveLength(50)
    expect(said).toHaveBeenCalledTimes(50)
    said.mockClear()
    await round({ ...looked, raised: raised(2, 62) }, false)
    expect(said).toHaveBeenCalledTimes(51)
    expect(said.mock.lastCall![0]).toMatch(/^… and 10 alarms more\. .*"drift" .*--on-delay .*"calibrate"/)
  } finally {
    said.mockRestore()
  }
})

test('all of the chosen alarms are answered at once, listed or not, and no others', async () => {
  const said: string[] = []
  const around = {
    api: {
      call: <N extends CallName>(name: N, input: CallInput<N>) =>
        // The page lists ten here, so that most are not in the list.
        ask(app, name, name === 'alarms.list' ? ({ limit: 10, ...input } as CallInput<N>) : input),
      on: (name: EventName, listener: () => void) => app.on((told) => void (told === name && listener())),
    },
    notices: { attempt: (call: () => unknown) => call() },
    announcer: { say: (text: string) => void said.push(text) },
  }
  await ask(app, 'alarms.answer', { alarms: [1], state: 'confirmed' })
  const alarms = new Alarms(around as never)
  await alarms.refresh()
  expect([alarms.shown.length, alarms.total, alarms.floods]).toEqual([10, 60, 1])
  await alarms.answerAll('not interesting')
  expect([alarms.shown.length, alarms.total]).toEqual([0, 0])
  expect(said).toEqual(['60 alarms: not interesting'])
  expect(await ask(app, 'alarms.total', { states: ['not interesting'] })).toBe(60)
  expect((await ask(app, 'alarms.list', { states: ['confirmed'] })).map(({ id }) => id)).toEqual([1])
})
