import { listChannelLimits, setChannelLimits } from '../../db/channel-limits.ts'
import { getDataset } from '../../db/datasets.ts'
import { listRightFindings, setRightFinding } from '../../db/right-findings.ts'
import { getSet } from '../../db/labels/label-sets.ts'
import type { EngineCallName, EngineCalls } from '../../engine/protocol.ts'
import { writeOutput } from '../../files/output.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { ExploreScope } from '../../shared/data/explore.ts'
import type { HandlerContext } from '../context.ts'

export function exploreHandlers({ engine, files, host, project, write, emit }: HandlerContext): HandlersFor<'explore'> {
  const underWay = new Map<string, AbortController>()

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
    kind: string = name,
  ): Promise<EngineCalls[N]['result']> => {
    underWay.get(kind)?.abort()
    const abort = new AbortController()
    underWay.set(kind, abort)
    try {
      return await engine.ask(name, args, {
        signal: abort.signal,
        onProgress: (progress) => emit('explore.progress', progress),
      })
    } finally {
      if (underWay.get(kind) === abort) {
        underWay.delete(kind)
        emit('explore.progress', null)
      }
    }
  }
  const asked = (scope: ExploreScope) => {
    const path = readable(scope.dataset)
    if (scope.end < scope.start) throw badInput('A stretch cannot end before it starts.')
    if (scope.labelSet !== null && getSet(project().db, scope.labelSet).dataset !== scope.dataset)
      throw badInput('The label set belongs to another dataset.')
    return { project: path, ...scope }
  }
  return {
    'explore.quality': ({ dataset }) => latest('quality', { project: readable(dataset), dataset }),
    'explore.right': ({ dataset }) => listRightFindings(project().db, dataset),
    'explore.setRight': ({ dataset, finding, right }) => {
      const { db } = write()
      getDataset(db, dataset)
      setRightFinding(db, dataset, finding, right, host.author)
    },
    'explore.limits': ({ dataset }) => listChannelLimits(project().db, dataset),
    'explore.setLimits': ({ dataset, ...limits }) => {
      const { db } = write()
      setChannelLimits(db, dataset, limits, host.author)
      return listChannelLimits(db, dataset)
    },
    'explore.ask': (scope) => latest('explore', asked(scope)),
    'explore.measure': (scope) => latest('explore', asked(scope), 'measure'),
    'explore.cancel': () => underWay.forEach((abort) => abort.abort()),
    'explore.save': async ({ file, kind, content }) => {
      const data = kind === 'png' ? Buffer.from(content, 'base64') : content
      await writeOutput(files.output(file), (out) => out.writeFile(data))
    },
  }
}
