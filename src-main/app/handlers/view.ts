import { readAt, readLanes } from '../../db/view.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import type { HandlerContext } from '../context.ts'

export function viewHandlers(context: HandlerContext): HandlersFor<'view'> {
  return {
    'view.read': (args) => readLanes(context.project().db, args),
    'view.at': (args) => readAt(context.project().db, args),
  }
}
