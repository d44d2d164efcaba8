import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { getDataset } from '../../../db/datasets.ts'
import { filesNamed, forgetWaiting, listSources, putFile, setTrouble } from '../../../db/watch/sources.ts'
import type { Project } from '../../../db/project.ts'
import { StudioError, toPlainError } from '../../../shared/errors.ts'
import type { Source, WatchRound } from '../../../shared/watch/watch.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { withProject } from '../with-project.ts'
import { filesNow, knownAs, type Found } from './files.ts'
import { noteNearest } from './nearest-event.ts'
import { appendPart } from './step.ts'

/** A file that was changed less than this ago may still be written. */
const settleMs = 2000
/** A time of a file that lies in the future is of another clock, or of one that was set back, and says nothing: such a file does not wait for it. */
const isSettled = ({ mtime }: Found) => Math.abs(Date.now() - mtime) >= settleMs

/**
 * One look at sources: whatever is new in their files is read, appended, scored and, where it is strange, becomes an alarm. What one file
 * or source does not allow stops no other. A kill at any moment loses nothing and doubles nothing: see `step.ts`.
 */
export function watchRound(args: EngineCalls['watchRound']['args'], job: Job): Promise<WatchRound> {
  return withProject(args.project, async (db) => {
    const round: WatchRound = { read: [], raised: [], changed: [], troubles: [], unfinished: false }
    const wanted = args.sources
    const sources = listSources(db).filter(({ id, paused }) => !paused && (wanted === null || wanted.includes(id)))
    for (const [done, source] of sources.entries()) {
      await job.checkpoint({ phase: 'Looking', done, total: sources.length, unit: 'sources' })
      const trouble = await lookAt(db, source, round, job)
      if (trouble !== null) round.troubles.push({ source: source.id, file: null, sentence: trouble })
      if (trouble !== source.trouble || source.looked === null || round.read.some((one) => one.source === source.id))
        setTrouble(db, source.id, trouble)
    }
    await noteNearest(db, round.raised, job)
    return round
  })
}

/** Files of each source as they were at the last look of this process, so that a month of them costs little; and how often it was looked at. */
const quiet = new Map<string, { looks: number; files: Map<string, { state: string; mtime: number }> }>()
/** Where there are more files than this, one that nobody has written for so long is looked at only once in so many looks. */
const manyFiles = 500
const restsAfterMs = 3_600_000
const restingLooks = 20

/** Reads what is new of one source. Returns why nothing can be read, in a sentence; null where all is well. */
async function lookAt(db: Project, source: Source, round: WatchRound, job: Job): Promise<string | null> {
  const key = `${db.name} ${source.id}`
  const before = quiet.get(key) ?? { looks: 0, files: new Map<string, { state: string; mtime: number }>() }
  quiet.set(key, before)
  const turn = before.looks++
  const { files } = before
  const rests = (name: string) => {
    const seen = files.size > manyFiles ? files.get(name) : undefined
    return seen !== undefined && seen.mtime < Date.now() - restsAfterMs && (turn + name.length) % restingLooks !== 0
  }
  let found: Found[]
  try {
    found = filesNow(source, rests)
    for (const { name } of source.waiting) if (isGone(source, name)) forgetWaiting(db, source.id, name)
    if (getDataset(db, source.dataset).status !== 'ready') return null
  } catch (error) {
    return sentenceOf(error)
  }
  const stateOf = ({ size, mtime }: Found) => `${size} ${mtime} ${source.run} ${JSON.stringify(source.columns)}`
  const settle = (one: Found) => files.set(one.name, { state: stateOf(one), mtime: one.mtime })
  const fresh = found.filter((one) => files.get(one.name)?.state !== stateOf(one))
  if (fresh.length === 0) return source.trouble
  for (const one of fresh) {
    await job.checkpoint()
    try {
      if (await readFile(db, source, one, round, job)) settle(one)
      else round.unfinished = true
    } catch (error) {
      if (error instanceof StudioError && error.code === 'cancelled') throw error
      const plain = toPlainError(error)
      if (plain.code === 'disk-full' || plain.code === 'internal') throw error
      // A run or a dataset that does not fit is a trouble of the source; what is wrong with one file stays with it.
      if (!sentenceIsOfFile(plain.message, one)) return plain.message
      if (!isSettled(one)) {
        round.unfinished = true
        continue
      }
      round.troubles.push({ source: source.id, file: one.name, sentence: plain.message })
      waits(db, source.id, one, plain.message)
      settle(one)
    }
  }
  return null
}

const isGone = ({ path, pattern }: Source, name: string) => pattern !== '' && !existsSync(join(path, name))
const sentenceIsOfFile = (message: string, { name }: Found) => message.startsWith(name)
const sentenceOf = (error: unknown) => toPlainError(error).message

/** Writes down that a file waits and why. */
function waits(db: Project, source: number, found: Found, trouble: string): void {
  const known = filesNamed(db, source, found.name).find((one) => one.trouble !== null || one.bytes <= found.size)
  putFile(db, source, {
    ...(known ?? { id: null, bytes: 0, head: '', tail: '', openRow: null, rows: 0 }),
    name: found.name,
    size: found.size,
    mtime: found.mtime,
    trouble,
  })
}

/** Reads a file to its end. Returns whether nothing of it is left for a later look. */
async function readFile(db: Project, source: Source, found: Found, round: WatchRound, job: Job): Promise<boolean> {
  const named = filesNamed(db, source.id, found.name).find(
    (one) => one.size === found.size && one.mtime === found.mtime && one.trouble === null,
  )
  if (named && (named.bytes === found.size || named.openRow !== null)) return true
  let known = knownAs(db, source.id, found)
  // Written again under its own name at the same length: something within may have changed, and rows that were read are not doubled.
  const isRewritten = known?.name === found.name && known.size === found.size && known.mtime !== found.mtime
  if (known && isRewritten && known.bytes === found.size) known = { ...known, bytes: 0, openRow: null }
  if (known && known.bytes === found.size) {
    putFile(db, source.id, { ...known, name: found.name, size: found.size, mtime: found.mtime, trouble: null })
    return true
  }
  for (;;) {
    const isOld = isSettled(found)
    const step = await appendPart(db, source, found, known, isOld, job)
    if (step === null) return isOld
    known = step.file
    const { rows, repeated, late } = step
    if (rows + repeated > 0)
      round.read.push({ source: source.id, dataset: source.dataset, file: found.name, rows, repeated, late })
    round.raised.push(...step.raised)
    round.changed.push(...step.changed)
    if (known.bytes >= found.size || step.open) return true
  }
}
