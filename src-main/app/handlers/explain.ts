import { getRun } from '../../db/runs.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { HandlerContext } from '../context.ts'

export function explainHandlers({ engine, project }: HandlerContext): HandlersFor<'explain'> {
  /** The project and the run, if it can be explained. */
  const explainable = (id: number) => {
    const { db, path } = project()
    const { name, status } = getRun(db, id)
    if (status !== 'ready') throw badInput(`"${name}" has no trained model yet.`)
    return path
  }
  return {
    'explain.window': ({ run, start, end, baseline }) => {
      if (end < start) throw badInput('A window cannot end before it starts.')
      return engine.ask('explainWindow', { project: explainable(run), run, start, end, baseline })
    },
    'explain.importance': ({ run, labelSet }) => engine.ask('explainImportance', { project: explainable(run), run, labelSet }),
  }
}
