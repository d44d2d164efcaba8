import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import type { Campaign } from './campaign.ts'
import type { Order } from './jobs-child.ts'
import { preloaded, type KillPoint } from './kill-within.ts'
import { works, type Told } from './work-on-app.ts'
import { lookAt, makeProject } from './worked-project.ts'

/** A whole app with its engine, either of them killed from within or outside in each kind of its work: what was acknowledged is there, once. */
export const jobsCampaign: Campaign = {
  id: 'jobs',
  what: 'The app or its engine killed at the n-th write, message or half a frame of the log, or from outside, in every kind of job',
  async attempt(seed, folder) {
    const random = seededRandom(seed)
    const project = join(folder, 'killed.anomaly')
    const work = works[random.below(works.length)]
    makeProject(project, work === 'migrate')
    const alone = work === 'undo' || work === 'restore' || work === 'migrate' || work === 'copy'
    const who = alone || random.below(2) === 0 ? 'app' : 'engine'
    const library = preloaded('kill-at-frame', folder)
    const order: Order = { folder, project, work, who, point: pointOf(random.below, alone, library), library, seed }
    const what = `${work}: ${who} killed ${order.point ? `at ${order.point.at} ${order.point.n}` : 'from outside'}`
    const { told, signal, complaint, group } = await run(order, 50 + random.below(1500))
    const wrong: string[] = []
    if (!(await gone(group))) wrong.push('the engine outlives the app')
    if (signal === null && told.at(-1)?.done !== true) wrong.push(complaint || 'the app ended before its work was done')
    wrong.push(...(await lookAt(order, told, signal !== null)))
    return wrong.length > 0
      ? { kind: 'failed', what, said: wrong.join('; '), file: project }
      : { kind: 'right', what, said: '' }
  },
}

function pointOf(below: (n: number) => number, alone: boolean, library: string | null): KillPoint | null {
  const kinds = ['write', ...(alone ? [] : ['message']), ...(library ? ['frame'] : []), null] as const
  const at = kinds[below(kinds.length)] as KillPoint['at'] | null
  return at && { at, n: 1 + below(at === 'write' ? 80 : at === 'message' ? 20 : 60) }
}

/** Answers what the child told before its end. A kill from outside takes its engine along, as a power cut would. */
function run(
  order: Order,
  afterMs: number,
): Promise<{ told: Told[]; signal: string | null; complaint: string; group: number }> {
  return new Promise((done) => {
    const env = { ...process.env }
    if (order.who === 'app' && order.point?.at === 'frame')
      Object.assign(env, { LD_PRELOAD: order.library, KILL_AT_FRAME: String(order.point.n) })
    const child = spawn(process.execPath, [join(import.meta.dirname, 'jobs-child.ts'), JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env,
    })
    let [told, complaint] = ['', '']
    let waiting = order.point === null
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk
      if (!waiting) return
      waiting = false
      void setTimeout(afterMs).then(() => killGroup(child.pid!))
    })
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk))
    child.on('close', (_, signal) => {
      const lines = told.split('\n').slice(0, -1)
      done({
        told: lines.map((line) => JSON.parse(line) as Told),
        signal,
        complaint: complaint.slice(-2000),
        group: child.pid!,
      })
    })
  })
}

/** Whether every process of a group ends soon: the engine sees by itself that its app is gone. */
async function gone(group: number): Promise<boolean> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    try {
      process.kill(-group, 0)
    } catch {
      return true
    }
    await setTimeout(20)
  }
  killGroup(group)
  return false
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // Its work was done before.
  }
}
