import { rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { createApp } from '../../src-main/app/create-app.ts'
import { forkEngine } from '../../src-main/serve/fork-engine.ts'
import { workerOn, type Told, type Work } from './work-on-app.ts'

/** How the disk fails: the error of the system, after how many operations, how slow it is, and whether reading fails as well. */
export interface Failure {
  error: number
  after: number
  slowMs: number
  reads: boolean
}

export interface DiskOrder {
  folder: string
  project: string
  work: Work
  failure: Failure
  /** The disk fails before the project is opened. */
  early: boolean
  /** While this file is there the disk fails. */
  control: string
  seed: number
}

const tell = (told: Told) => writeSync(1, `${JSON.stringify(told)}\n`)

/** Works on a disk that fails, then on the same one mended, without a restart. */
async function work({ folder, project, work, failure, early, control, seed }: DiskOrder): Promise<void> {
  const random = seededRandom(seed)
  const app = createApp({
    kind: 'serve',
    version: '0',
    dataFolder: join(folder, 'data'),
    projectsFolder: folder,
    author: 'ada',
    startEngine: () => forkEngine(join(import.meta.dirname, '../../src-main/engine/process.ts')),
  })
  const { open, edit, doing, call } = workerOn(app, { folder, project }, random, tell)
  const attempt = async (step: () => Promise<unknown>) => {
    await step().catch((error: Error) => tell({ refused: error.message }))
  }
  const fail = () =>
    writeFileSync(control, `${failure.error} ${failure.after} ${failure.slowMs} ${Number(failure.reads)}`)
  if (early) {
    fail()
    await attempt(open)
    rmSync(control)
    await attempt(() => call('project.close', {}))
  }
  await open()
  for (let i = 0; i < 3; i++) await edit()
  if (!early) {
    fail()
    for (let round = 0; round < 3; round++) await attempt(() => doing[work](round))
    rmSync(control)
  }
  // Mended: the same work is done, and one more edit that nobody is told of.
  if (!(await doing[work](4))) throw new Error(`${work} was not done on the mended disk.`)
  const [{ id: dataset, start }] = await call('datasets.list', {})
  const [{ id: set }] = await call('labels.sets', { dataset })
  await call('labels.create', { labels: [{ set, class: 1, start, end: start + 1000 }] })
  await app.close()
  tell({ done: true })
}

await work(JSON.parse(process.argv[2]) as DiskOrder)
