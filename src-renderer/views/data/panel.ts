import type { Panel } from '../../panel.ts'
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
  commands: [],
}
