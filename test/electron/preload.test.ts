import { expect, test, vi } from 'vitest'
import { eventChannel } from '../../src-main/electron/channels.ts'
import { contract, type Bridge } from '../../src-main/shared/contract.ts'
import * as fake from './fake-electron.ts'

vi.mock('electron', () => import('./fake-electron.ts'))

test('preload gives the page three functions and lets only the names of the contract through', async () => {
  const { preloadArguments } = await import('../../src-main/electron/ipc.ts')
  process.argv.push(...preloadArguments)
  await import('../../src-main/electron/preload.ts')
  const bridge = fake.exposed.anomalyStudio as Bridge
  expect(Object.keys(fake.exposed)).toEqual(['anomalyStudio'])
  expect(Object.keys(bridge).sort()).toEqual(['call', 'dropped', 'on'])

  const names = Object.keys(contract) as (keyof typeof contract)[]
  for (const name of names) await bridge.call(name, {})
  expect(fake.ipcRenderer.invoked.map((args) => args[1])).toEqual(names)

  const unknown = 'app.quit' as keyof typeof contract
  expect(await bridge.call(unknown, {})).toEqual({
    ok: false,
    error: { code: 'bad-input', message: 'There is no call "app.quit".' },
  })
  expect(fake.ipcRenderer.invoked.length).toBe(names.length)

  const heard: unknown[] = []
  const stop = bridge.on((name, payload) => heard.push([name, payload]))
  fake.ipcRenderer.emit(eventChannel, { sender: 'never passed on' }, 'labels.changed', { dataset: 1 })
  fake.ipcRenderer.emit(eventChannel, {}, 'secret.event', {})
  stop()
  fake.ipcRenderer.emit(eventChannel, {}, 'labels.changed', { dataset: 2 })
  expect(heard).toEqual([['labels.changed', { dataset: 1 }]])

  await bridge.dropped(Object.assign(new File([], 'a.csv'), { path: '/data/a.csv' }))
  expect(fake.ipcRenderer.invoked.at(-1)).toEqual(['anomaly-studio:admit', '/data/a.csv'])
})
