import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { createApp } from '../../src-main/app/create-app.ts'
import { forkEngine } from '../../src-main/serve/fork-engine.ts'
import { deadly, killWithin, type KillPoint } from './kill-within.ts'
import { workerOn, type Told, type Work } from './work-on-app.ts'

export interface Order {
  folder: string
  project: string
  work: Work
  /** Who is killed, and where; null — from outside. */
  who: 'app' | 'engine'
  point: KillPoint | null
  library: string | null
  seed: number
}

// One line each, at once, or a kill from within would take what was acknowledged with it.
const tell = (told: Told) => writeSync(1, `${JSON.stringify(told)}\n`)

async function work(order: Order): Promise<void> {
  const random = seededRandom(order.seed)
  let killed = false
  const app = createApp({
    kind: 'serve',
    version: '0',
    dataFolder: join(order.folder, 'data'),
    projectsFolder: order.folder,
    author: 'ada',
    startEngine: () => {
      // The first engine only: the next one has to do what it could not.
      const env = order.who === 'engine' && order.point && !killed ? deadly(order.point, order.library) : {}
      Object.assign(process.env, env)
      const engine = forkEngine(join(import.meta.dirname, '../../src-main/engine/process.ts'))
      for (const name of Object.keys(env)) delete process.env[name]
      killed = true
      let left = order.who === 'app' && order.point?.at === 'message' ? order.point.n : Infinity
      engine.onMessage(() => {
        if (--left === 0) process.kill(process.pid, 'SIGKILL')
      })
      return engine
    },
  })
  const { open, edit, doing } = workerOn(app, order, random, tell)

  const dieAt = order.who === 'app' ? order.point : null
  // Bringing an old file up to date is the first thing that an opening does.
  if (dieAt && order.work === 'migrate') killWithin(dieAt)
  await open()
  for (let i = 0; i < 3; i++) await edit()
  if (dieAt && order.work !== 'migrate') killWithin(dieAt)

  // An engine that died is one job; the next has to go well.
  let lost = 0
  for (let round = 0; round < (order.who === 'engine' ? 3 : 8); round++) {
    const done = await doing[order.work](round).catch((error: { code?: string }) => {
      if (error.code !== 'engine-crashed') throw error
      return false
    })
    if (!done && ++lost > 1) throw new Error(`${order.work} did not recover after the engine had died.`)
  }
  await app.close()
  tell({ done: true })
}

if (process.argv[1] === import.meta.filename) await work(JSON.parse(process.argv[2]) as Order)
