import type { Panel } from '../../panel.ts'
import { looking, writing } from '../../state/commands/when.ts'
import SitesPane from './SitesPane.svelte'

export const sitesPane: Panel<'sites'> = {
  id: 'sites',
  tab: 'Sites',
  component: SitesPane,
  open: {
    id: 'sites.pane',
    group: 'View',
    title: 'Sites: models, map and likeness of many machines',
    keys: ['Shift+j'],
    when: looking,
    run: (s) => s.layout.togglePane('sites'),
  },
  commands: [
    {
      id: 'sites.choose',
      group: 'View',
      title: 'Put datasets to sites…',
      when: writing,
      run: (s) => (s.sites.choosing = true),
    },
  ],
}
