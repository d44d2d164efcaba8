import type { HandlersFor } from '../../shared/contract.ts'
import type { EngineCalls } from '../../engine/protocol.ts'
import type { HandlerContext } from '../context.ts'

export function detectorsHandlers({ engine, project }: HandlerContext): HandlersFor<'detectors'> {
  let known: EngineCalls['detectors']['result'] | null = null
  return {
    'detectors.list': async () => (known ??= await engine.ask('detectors', {})),
    'detectors.suggest': ({ dataset, labelSet }) =>
      engine.ask('suggest', { project: project().path, dataset, labelSet }),
  }
}
