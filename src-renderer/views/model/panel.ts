import type { Panel } from '../../panel.ts'
import { writing } from '../../state/commands/when.ts'
import ModelPanel from './ModelPanel.svelte'

export const modelPanel: Panel<'model'> = {
  id: 'model',
  tab: 'Model',
  component: ModelPanel,
  open: {
    id: 'model.panel',
    group: 'Window',
    title: 'Model panel',
    keys: ['Shift+m'],
    run: (s) => s.layout.show('model'),
  },
  commands: [
    {
      id: 'model.train',
      group: 'Model',
      title: 'Train',
      keys: ['Ctrl+Enter'],
      when: writing,
      run: (s) => s.train(),
    },
    {
      id: 'job.cancel',
      group: 'Model',
      title: 'Cancel the running job',
      when: (s) => s.jobs.running.length > 0,
      run: (s) => s.jobs.cancel(s.jobs.running[0].id),
    },
  ],
}
