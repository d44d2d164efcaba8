import type { Panel } from '../../panel.ts'
import ExplainPanel from './ExplainPanel.svelte'

export const explainPanel: Panel<'explain'> = {
  id: 'explain',
  tab: 'Explain',
  component: ExplainPanel,
  open: {
    id: 'explain.panel',
    group: 'Window',
    title: 'Explain panel',
    keys: ['Shift+w'],
    run: (s) => s.layout.show('explain'),
  },
  commands: [],
}
