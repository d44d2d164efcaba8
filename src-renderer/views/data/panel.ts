import type { Panel } from '../../panel.ts'
import { writing } from '../../state/commands/when.ts'
import DataPanel from './DataPanel.svelte'

export const dataPanel: Panel<'data'> = {
  id: 'data',
  tab: 'Data',
  component: DataPanel,
  open: {
    id: 'window.data',
    group: 'Window',
    title: 'Data panel',
    keys: ['Shift+i'],
    run: (s) => s.layout.show('data'),
  },
  commands: [
    {
      id: 'data.align',
      group: 'Project',
      title: 'Lay datasets on one clock…',
      when: writing,
      run: (s) => s.aligning.begin(),
    },
  ],
}
