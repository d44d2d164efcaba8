import type { Panel } from '../../panel.ts'
import CleaningPanel from './CleaningPanel.svelte'
import { cleaningCommands } from './commands.ts'

export const cleaningPanel: Panel<'cleaning'> = {
  id: 'cleaning',
  tab: 'Clean',
  component: CleaningPanel,
  open: {
    id: 'cleaning.panel',
    group: 'Window',
    title: 'Clean panel: cleaning steps',
    keys: ['Shift+p'],
    run: (s) => s.layout.show('cleaning'),
  },
  commands: cleaningCommands,
}
