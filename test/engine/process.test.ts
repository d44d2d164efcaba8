import { fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

test('an engine whose app is gone ends without waiting for what its native threads are at', async () => {
  const engine = fork(resolve(import.meta.dirname, '../../dist/engine.js'), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  await once(engine, 'message')
  const ended = once(engine, 'exit')
  engine.disconnect()
  expect(await ended).toEqual([null, 'SIGKILL'])
})
