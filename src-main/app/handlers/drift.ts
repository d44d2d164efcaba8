import type { HandlersFor } from '../../shared/contract.ts'
import type { HandlerContext } from '../context.ts'

export function driftHandlers({ engine, project }: HandlerContext): HandlersFor<'drift'> {
  return {
    'drift.board': ({ run }) => engine.ask('drift', { project: project().path, run }),
    'drift.backtest': (args) => engine.ask('backtest', { ...args, project: project().path }),
  }
}
