import { listLayouts, removeLayout, renameLayout, saveLayout } from '../../db/lane-layouts.ts'
import { readAt, readLanes } from '../../db/series/view.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import type { HandlerContext } from '../context.ts'

export function viewHandlers({ project, write }: HandlerContext): HandlersFor<'view'> {
  return {
    'view.read': (args) => readLanes(project().db, args),
    'view.at': (args) => readAt(project().db, args),
    'view.layouts': () => listLayouts(project().db),
    'view.saveLayout': (layout) => saveLayout(write().db, layout),
    'view.renameLayout': ({ name, to }) => renameLayout(write().db, name, to),
    'view.removeLayout': ({ name }) => removeLayout(write().db, name),
  }
}
