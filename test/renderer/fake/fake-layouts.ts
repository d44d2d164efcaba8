import type { Handlers } from '../../../src-main/shared/contract.ts'
import type { SavedLayout } from '../../../src-main/shared/data/lane-layout.ts'

/** Layouts of lanes, in memory. */
export function fakeLayouts(): Pick<
  Handlers,
  'view.layouts' | 'view.saveLayout' | 'view.renameLayout' | 'view.removeLayout'
> {
  let layouts: SavedLayout[] = []
  return {
    'view.layouts': () => layouts,
    'view.saveLayout': (layout) => {
      layouts = [...layouts.filter((one) => one.name !== layout.name), layout]
    },
    'view.renameLayout': ({ name, to }) => {
      layouts = layouts.map((one) => (one.name === name ? { ...one, name: to } : one))
    },
    'view.removeLayout': ({ name }) => {
      layouts = layouts.filter((one) => one.name !== name)
    },
  }
}
