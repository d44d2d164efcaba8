import type { Panel } from '../../panel.ts'
import { hasRun } from '../../state/commands/when.ts'
import ThresholdPane from './ThresholdPane.svelte'

export const thresholdPane: Panel<'threshold'> = {
  id: 'threshold',
  tab: 'Threshold lab',
  component: ThresholdPane,
  open: {
    id: 'results.threshold',
    group: 'Results',
    title: 'Threshold lab',
    keys: ['Shift+l'],
    when: hasRun,
    needs: 'a run',
    run: (s) => s.layout.togglePane('threshold'),
  },
  commands: [],
}
