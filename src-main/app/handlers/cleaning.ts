import { getCleaning, setCleaning, turnCleaning } from '../../db/cleaning.ts'
import { getDataset } from '../../db/datasets.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import type { HandlerContext } from '../context.ts'

export function cleaningHandlers({ engine, project, write, emit }: HandlerContext): HandlersFor<'cleaning'> {
  const turn = (dataset: number, to: 'undo' | 'redo') => {
    const { db } = write()
    getDataset(db, dataset)
    if (turnCleaning(db, dataset, to)) emit('cleaning.changed', { dataset })
    return getCleaning(db, dataset)
  }
  return {
    'cleaning.kinds': () => engine.ask('cleaningKinds', {}),
    'cleaning.get': ({ dataset }) => getCleaning(project().db, getDataset(project().db, dataset).id),
    'cleaning.set': ({ dataset, steps, what }) => {
      const { db } = write()
      setCleaning(db, getDataset(db, dataset).id, steps, what)
      emit('cleaning.changed', { dataset })
      return getCleaning(db, dataset)
    },
    'cleaning.undo': ({ dataset }) => turn(dataset, 'undo'),
    'cleaning.redo': ({ dataset }) => turn(dataset, 'redo'),
    'cleaning.preview': (args) => engine.ask('previewCleaning', { ...args, project: project().path }),
  }
}
