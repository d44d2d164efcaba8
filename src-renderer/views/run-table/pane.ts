import type { Panel } from '../../panel.ts'
import { looking } from '../../state/commands/when.ts'
import RunTablePane from './RunTablePane.svelte'

export const runTablePane: Panel<'run-table'> = {
  id: 'run-table',
  tab: 'Runs',
  component: RunTablePane,
  open: {
    id: 'run-table.last',
    group: 'Results',
    title: 'Table of runs',
    keys: ['o'],
    when: looking,
    run: (s) => s.layout.togglePane('run-table'),
  },
  commands: [],
}
