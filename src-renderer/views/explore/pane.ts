import type { Panel } from '../../panel.ts'
import { looking } from '../../state/commands/when.ts'
import ExplorePane from './ExplorePane.svelte'

export const explorePane: Panel<'explore'> = {
  id: 'explore',
  tab: 'Explore',
  component: ExplorePane,
  open: {
    id: 'explore.pane',
    group: 'View',
    title: 'Explore: quality, distributions, correlation, rhythm, control charts',
    keys: ['Shift+v'],
    when: looking,
    needs: 'a dataset',
    run: (s) => s.layout.togglePane('explore'),
  },
  commands: [],
}
