import { getRun } from '../../db/runs.ts'
import type { EngineCallName, EngineCalls } from '../../engine/protocol.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { HandlerContext } from '../context.ts'

export function explainHandlers({ engine, project, emit }: HandlerContext): HandlersFor<'explain'> {
  const underWay = new Set<AbortController>()

  /** The project and the run, if it can be explained. */
  const explainable = (id: number) => {
    const { db, path } = project()
    const { name, status } = getRun(db, id)
    if (status !== 'ready') throw badInput(`"${name}" has no trained model yet.`)
    return path
  }
  const checkWindow = ({ start, end }: { start: number; end: number }) => {
    if (end < start) throw badInput('A window cannot end before it starts.')
  }
  /** Asks the engine so that the page sees how far it is and can end it. */
  const watched = async <N extends EngineCallName>(
    name: N,
    args: EngineCalls[N]['args'],
  ): Promise<EngineCalls[N]['result']> => {
    const abort = new AbortController()
    underWay.add(abort)
    try {
      return await engine.ask(name, args, {
        signal: abort.signal,
        onProgress: ({ phase, done, total }) => emit('explain.progress', { phase, done, total }),
      })
    } finally {
      underWay.delete(abort)
      if (underWay.size === 0) emit('explain.progress', null)
    }
  }
  return {
    'explain.window': (args) => {
      checkWindow(args)
      return watched('explainWindow', { project: explainable(args.run), ...args })
    },
    'explain.importance': (args) => watched('explainImportance', { project: explainable(args.run), ...args }),
    'explain.nearest': (args) => {
      checkWindow(args)
      return engine.ask('explainNearest', { project: explainable(args.run), ...args })
    },
    'explain.members': (args) => {
      checkWindow(args)
      return engine.ask('explainMembers', { project: explainable(args.run), ...args })
    },
    'explain.cancel': () => underWay.forEach((abort) => abort.abort()),
  }
}
