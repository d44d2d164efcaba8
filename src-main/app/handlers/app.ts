import type { HandlersFor } from '../../shared/contract.ts'
import type { HandlerContext } from '../context.ts'

export function appHandlers({ host, engine }: HandlerContext): HandlersFor<'app'> {
  return {
    'app.info': () => ({
      version: host.version,
      host: host.kind,
      picker: host.dialogs ? 'native' : 'browse',
      pdf: host.printPdf !== undefined,
      author: host.author,
    }),
    'app.log': () => host.readLog?.() ?? { path: '', text: '' },
    'app.licences': () => host.readLicences?.() ?? '',
    'app.menu': ({ entries }) => host.showMenu?.(entries),
    'app.engine': () => engine.ask('info', {}),
  }
}
