import {
  championStates,
  decide,
  listChallengers,
  listInForce,
  noteInForce,
  putInForce,
  setRetrainAfter,
} from '../../db/watch/champions.ts'
import { getDataset } from '../../db/datasets.ts'
import { findRun, getRun, listRuns } from '../../db/runs.ts'
import { listSources } from '../../db/watch/sources.ts'
import type { Project } from '../../db/project.ts'
import { write } from '../../db/file/statement.ts'
import type { InForce } from '../../shared/watch/challenge.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { Run } from '../../shared/project.ts'
import type { HandlerContext } from '../context.ts'
import { retrainDue } from '../retrain-due.ts'
import { startChallenger } from '../start-challenger.ts'

export function championHandlers(context: HandlerContext): HandlersFor<'champion'> {
  const { emit, host } = context
  return {
    'champion.retrain': async ({ run, window, how }) => {
      const { id, run: made } = await startChallenger(context, run, window, how, 'person')
      return { job: id, run: made }
    },
    'champion.challengers': () => listChallengers(context.project().db),
    'champion.promote': ({ run }) => {
      const { db } = context.write()
      return put(db, getRun(db, run), 'promoted')
    },
    'champion.keep': ({ run }) => {
      const { db } = context.write()
      if (!listChallengers(db).some((one) => one.run === run))
        throw badInput(`"${getRun(db, run).name}" is no challenger.`)
      decide(db, run, 'kept')
      emit('alarms.changed', {})
    },
    'champion.back': ({ dataset }) => {
      const { db } = context.write()
      const { name } = getDataset(db, dataset)
      const now = inForce(db, dataset)
      const there = new Set(listRuns(db, dataset).map(({ id }) => id))
      const before = goBack(listInForce(db, dataset), now).find(({ run }) => there.has(run))
      if (!before) throw badInput(`No other run was in force for "${name}" before, or it was removed since.`)
      return put(db, getRun(db, before.run), 'back')
    },
    'champion.history': ({ dataset }) => listInForce(context.project().db, dataset),
    'champion.after': ({ dataset, answers }) => {
      setRetrainAfter(context.write().db, dataset, answers)
      emit('alarms.changed', {})
    },
    'champion.retrainDue': () => retrainDue(context),
    'champion.states': () => championStates(context.project().db),
  }

  function put(db: Project, run: Run, how: 'promoted' | 'back'): InForce {
    const { name } = getDataset(db, run.dataset)
    const before = inForce(db, run.dataset)
    if (before === run.id) throw badInput(`"${run.name}" is in force for "${name}" already.`)
    if (run.scores === null || run.thresholdValue === null)
      throw badInput(`The run "${run.name}" has no scores or no threshold yet.`)
    write(db, () => {
      // A source of an older project has no history yet: it begins with the run that is in force.
      if (before !== null) {
        const old = findRun(db, before)
        noteInForce(
          db,
          { dataset: run.dataset, run: old.id, name: old.name, author: host.author, how: 'watched' },
          old.created,
        )
      }
      putInForce(db, { dataset: run.dataset, run: run.id, name: run.name, author: host.author, how })
      if (how === 'promoted') decide(db, run.id, 'promoted')
    })
    emit('alarms.changed', {})
    emit('runs.changed', { dataset: run.dataset })
    return listInForce(db, run.dataset).at(-1)!
  }

  /** The run whose model scores what comes; null where it was removed. Throws bad-input where nothing is watched. */
  function inForce(db: Project, dataset: number): number | null {
    const own = listSources(db).filter((one) => one.dataset === dataset)
    if (own.length === 0)
      throw badInput(
        `Nothing is watched for "${getDataset(db, dataset).name}", so no run is in force there. Name a folder or a file with watch --source first.`,
      )
    return own.findLast(({ run }) => run !== null)?.run ?? null
  }
}

/**
 * What was in force before the present run, the last first. Going back twice goes back two steps: a step back and what it stepped away from
 * do not count.
 */
function goBack(history: readonly InForce[], now: number | null): InForce[] {
  const steps: InForce[] = []
  for (const one of history) {
    if (one.how === 'back') while (steps.length > 0 && steps.at(-1)!.run !== one.run) steps.pop()
    else steps.push(one)
  }
  return steps.filter(({ run }) => run !== now).reverse()
}
