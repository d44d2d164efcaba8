import { getDataset } from '../../db/datasets.ts'
import type { EngineCallName, EngineCalls } from '../../engine/protocol.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { HandlerContext } from '../context.ts'

export function exploreHandlers({ engine, project, emit }: HandlerContext): HandlersFor<'explore'> {
  const underWay = new Map<EngineCallName, AbortController>()

  /** The path of the project, if the dataset can be looked at. */
  const readable = (dataset: number) => {
    const { db, path } = project()
    const { name, status } = getDataset(db, dataset)
    if (status !== 'ready') throw badInput(`"${name}" is not imported completely.`)
    return path
  }
  /** Asks the engine; a question of the same kind that is still under way is ended. */
  const latest = async <N extends EngineCallName>(
    name: N,
    args: EngineCalls[N]['args'],
  ): Promise<EngineCalls[N]['result']> => {
    underWay.get(name)?.abort()
    const abort = new AbortController()
    underWay.set(name, abort)
    try {
      return await engine.ask(name, args, {
        signal: abort.signal,
        onProgress: (progress) => emit('explore.progress', progress),
      })
    } finally {
      if (underWay.get(name) === abort) {
        underWay.delete(name)
        emit('explore.progress', null)
      }
    }
  }
  return {
    'explore.quality': ({ dataset }) => latest('quality', { project: readable(dataset), dataset }),
  }
}
