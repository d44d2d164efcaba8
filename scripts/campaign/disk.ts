import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { libraryWords, type Campaign } from './campaign.ts'
import type { DiskOrder } from './disk-child.ts'
import { preloaded } from './kill-within.ts'
import { works, type Told } from './work-on-app.ts'
import { lookAt, makeProject } from './worked-project.ts'

const { ENOSPC, EDQUOT, EROFS, EIO, ENODEV } = constants.errno
const failures = {
  full: { error: ENOSPC, reads: false },
  'over its quota': { error: EDQUOT, reads: false },
  'read-only': { error: EROFS, reads: false },
  damaged: { error: EIO, reads: false },
  gone: { error: ENODEV, reads: true },
  slow: { error: 0, reads: false },
} as const
const kinds = Object.keys(failures) as (keyof typeof failures)[]

/** A whole app with its engine on a disk that fails from its n-th operation on and is mended later: nothing acknowledged is lost, and work goes on without a restart. */
export const diskCampaign: Campaign = {
  id: 'disk',
  what: 'A disk that is full, over its quota, read-only, damaged, gone or slow from an operation on, and then mended, in every kind of job',
  async attempt(seed, folder) {
    const library = preloaded('fail-at-write', folder)
    if (library === null) return { kind: 'refused', what: 'a failing disk', said: 'It takes Linux and a C compiler.' }
    const random = seededRandom(seed)
    const work = works[random.below(works.length)]
    const kind = kinds[random.below(kinds.length)]
    const early = work === 'migrate' || random.below(5) === 0
    const after = random.below(4) === 0 ? 0 : random.below(120)
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    const order: DiskOrder = {
      folder: disk,
      project: join(disk, 'killed.anomaly'),
      work,
      failure: { ...failures[kind], after, slowMs: kind === 'slow' ? 5 : 0 },
      early,
      control: join(folder, 'failing'),
      seed,
    }
    makeProject(order.project, work === 'migrate')
    const { told, complaint } = await run(order, library)
    const what = `${work}${early ? ', opened' : ''}: a disk ${kind} after ${after} operations`
    const wrong = told.at(-1)?.done ? [] : [complaint || 'the app ended before its work was done']
    const words = told.find(({ refused }) => refused !== undefined && libraryWords.test(refused))
    if (words) wrong.push(`words of a library: ${words.refused}`)
    wrong.push(...(await lookAt(order, told, false)))
    return wrong.length > 0
      ? { kind: 'failed', what, said: wrong.join('; '), file: order.project }
      : { kind: 'right', what, said: told.find(({ refused }) => refused !== undefined)?.refused ?? '' }
  },
}

function run(order: DiskOrder, library: string): Promise<{ told: Told[]; complaint: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'disk-child.ts'), JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LD_PRELOAD: library, DISK_FAILS: order.control, DISK_FOLDER: order.folder },
    })
    let [told, complaint] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (told += chunk))
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk))
    child.on('close', () => {
      const lines = told.split('\n').slice(0, -1)
      done({ told: lines.map((line) => JSON.parse(line) as Told), complaint: complaint.slice(-2000) })
    })
  })
}
