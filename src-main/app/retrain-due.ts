import { championStates } from '../db/watch/champions.ts'
import type { Project } from '../db/project.ts'
import type { TrainedByItself } from '../shared/watch/challenge.ts'
import { toPlainError } from '../shared/errors.ts'
import type { HandlerContext } from './context.ts'
import { startChallenger } from './start-challenger.ts'

/** Answers per dataset at which no challenger could be made: tried again when there are more. */
const tried = new WeakMap<Project, Map<number, number>>()

/** Trains a challenger wherever as many alarms were answered as the person has set, and none waits. Ends when they are trained. */
export async function retrainDue(context: HandlerContext): Promise<TrainedByItself[]> {
  const { db } = context.write()
  const before = tried.get(db) ?? new Map<number, number>()
  tried.set(db, before)
  const trained: TrainedByItself[] = []
  for (const { dataset, run, answered: answers, retrainAfter, waiting } of championStates(db)) {
    if (run === null || retrainAfter === null || answers < retrainAfter || waiting.length > 0) continue
    if (answers <= (before.get(dataset) ?? 0)) continue
    before.set(dataset, answers)
    const made = await challengerOf(context, run)
    if (made.trouble === null) before.delete(dataset)
    trained.push({ dataset, answers, ...made })
  }
  return trained
}

async function challengerOf(
  context: HandlerContext,
  champion: number,
): Promise<Pick<TrainedByItself, 'run' | 'trouble'>> {
  try {
    const { run, finished } = await startChallenger(context, champion, 'recent', 'cold', 'answers')
    const { status, message } = await finished
    return status === 'done' ? { run, trouble: null } : { run: null, trouble: message ?? 'The training was stopped.' }
  } catch (error) {
    return { run: null, trouble: toPlainError(error).message }
  }
}
