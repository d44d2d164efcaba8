import type { Panel } from '../../panel.ts'
import { resultsCommands } from './commands.ts'
import ResultsPanel from './ResultsPanel.svelte'

export const resultsPanel: Panel<'results'> = {
  id: 'results',
  tab: 'Results',
  component: ResultsPanel,
  open: {
    id: 'results.panel',
    group: 'Window',
    title: 'Results panel',
    keys: ['Shift+s'],
    run: (s) => s.layout.show('results'),
  },
  commands: resultsCommands,
}
