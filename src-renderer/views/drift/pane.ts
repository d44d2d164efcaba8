import type { Panel } from '../../panel.ts'
import { looking } from '../../state/commands/when.ts'
import DriftPane from './DriftPane.svelte'

export const driftPane: Panel<'drift'> = {
  id: 'drift',
  tab: 'Drift',
  component: DriftPane,
  open: {
    id: 'drift.pane',
    group: 'Results',
    title: 'Drift: what came after training beside it',
    keys: ['Shift+y'],
    when: looking,
    run: (s) => s.layout.togglePane('drift'),
  },
  commands: [],
}
