import type { Panel } from '../../panel.ts'
import { labelCommands } from './commands.ts'
import LabelPanel from './LabelPanel.svelte'

export const labelPanel: Panel<'label'> = {
  id: 'label',
  tab: 'Label',
  component: LabelPanel,
  open: {
    id: 'label.panel',
    group: 'Window',
    title: 'Label panel',
    keys: ['Shift+g'],
    run: (s) => s.layout.show('label'),
  },
  commands: labelCommands,
}
