import { getDataset } from '../../../db/datasets.ts'
import { setTrouble, filesOf, getSource, listSources, putFile, type SourceFile } from '../../../db/sources.ts'
import type { Project } from '../../../db/project.ts'
import { StudioError, toPlainError } from '../../../shared/errors.ts'
import type { Source, WatchRound } from '../../../shared/watch.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { withProject } from '../with-project.ts'
import { filesNow, knownAs, type Found } from './files.ts'
import { appendPart } from './step.ts'

/** A file that was changed less than this ago may still be written. */
const settleMs = 2000

/**
 * One look at sources: whatever is new in their files is read, appended, scored and, where it is strange, becomes an alarm. What one file
 * or source does not allow stops no other. A kill at any moment loses nothing and doubles nothing: see `step.ts`.
 */
export function watchRound(args: EngineCalls['watchRound']['args'], job: Job): Promise<WatchRound> {
  return withProject(args.project, async (db) => {
    const round: WatchRound = { read: [], raised: [], changed: [], troubles: [], unfinished: false }
    const wanted = args.sources
    const sources = listSources(db).filter(({ id }) => wanted === null || wanted.includes(id))
    for (const [done, source] of sources.entries()) {
      await job.checkpoint({ phase: 'Looking', done, total: sources.length, unit: 'sources' })
      const trouble = await lookAt(db, source, round, job)
      if (trouble !== null) round.troubles.push({ source: source.id, file: null, sentence: trouble })
      if (trouble !== source.trouble || source.looked === null || round.read.some((one) => one.source === source.id))
        setTrouble(db, source.id, trouble)
    }
    return round
  })
}

/** Files of a source that were as they are at the last look of this process, so that a month of them costs nothing. */
const quiet = new Map<string, string>()

/** Reads what is new of one source. Returns why nothing can be read, in a sentence; null where all is well. */
async function lookAt(db: Project, source: Source, round: WatchRound, job: Job): Promise<string | null> {
  let found: Found[]
  try {
    found = filesNow(source)
    if (getDataset(db, source.dataset).status !== 'ready') return null
  } catch (error) {
    return sentenceOf(error)
  }
  const mark = ({ name, size, mtime }: Found) => ({
    key: `${db.name} ${source.id} ${name}`,
    state: `${size} ${mtime} ${source.run} ${JSON.stringify(source.columns)}`,
  })
  const fresh = found.filter((one) => quiet.get(mark(one).key) !== mark(one).state)
  if (fresh.length === 0) return source.trouble
  let journal = filesOf(db, source.id)
  for (const one of fresh) {
    await job.checkpoint()
    try {
      const state = await readFile(db, source, one, journal, round, job)
      if (state.changed) journal = filesOf(db, source.id)
      if (state.settled) quiet.set(mark(one).key, mark(one).state)
      else round.unfinished = true
    } catch (error) {
      if (error instanceof StudioError && error.code === 'cancelled') throw error
      const plain = toPlainError(error)
      if (plain.code === 'disk-full' || plain.code === 'internal') throw error
      // A run or a dataset that does not fit is a trouble of the source; what is wrong with one file stays with it.
      if (!sentenceIsOfFile(plain.message, one)) return plain.message
      if (Date.now() - one.mtime < settleMs) {
        round.unfinished = true
        continue
      }
      round.troubles.push({ source: source.id, file: one.name, sentence: plain.message })
      waits(db, source.id, one, journal, plain.message)
      quiet.set(mark(one).key, mark(one).state)
    }
  }
  return null
}

const sentenceIsOfFile = (message: string, { name }: Found) => message.startsWith(name)
const sentenceOf = (error: unknown) => toPlainError(error).message

/** Writes down that a file waits and why. */
function waits(db: Project, source: number, found: Found, journal: readonly SourceFile[], trouble: string): void {
  const known = journal.find((one) => one.name === found.name && (one.trouble !== null || one.bytes <= found.size))
  putFile(db, source, {
    ...(known ?? { id: null, bytes: 0, head: '', tail: '', openRow: null, rows: 0 }),
    name: found.name,
    size: found.size,
    mtime: found.mtime,
    trouble,
  })
}

/** Reads a file to its end. settled — nothing of it is left for a later look. */
async function readFile(
  db: Project,
  source: Source,
  found: Found,
  journal: readonly SourceFile[],
  round: WatchRound,
  job: Job,
): Promise<{ settled: boolean; changed: boolean }> {
  const named = journal.find((one) => one.name === found.name && one.size === found.size && one.mtime === found.mtime)
  if (named && named.trouble === null && (named.bytes === found.size || named.openRow !== null))
    return { settled: true, changed: false }
  let known = knownAs(found, journal)
  // Written again under its own name at the same length: something within may have changed, and rows that were read are not doubled.
  const isRewritten = known?.name === found.name && known.size === found.size && known.mtime !== found.mtime
  let changed = false
  if (known && isRewritten && known.bytes === found.size) known = { ...known, bytes: 0, openRow: null }
  if (known && known.bytes === found.size) {
    putFile(db, source.id, { ...known, name: found.name, size: found.size, mtime: found.mtime, trouble: null })
    return { settled: true, changed: true }
  }
  for (;;) {
    const isOld = Date.now() - found.mtime >= settleMs
    const step = await appendPart(db, source, found, known, isOld, job)
    if (step === null) return { settled: isOld, changed }
    changed = true
    known = step.file
    source = getSource(db, source.id)
    round.read.push(
      ...(step.rows + step.repeated > 0
        ? [
            {
              source: source.id,
              dataset: source.dataset,
              file: found.name,
              rows: step.rows,
              repeated: step.repeated,
              late: step.late,
            },
          ]
        : []),
    )
    round.raised.push(...step.raised)
    round.changed.push(...step.changed)
    if (known.bytes >= found.size || known.openRow !== null) return { settled: true, changed }
  }
}
