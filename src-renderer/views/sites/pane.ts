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
    title: 'Sites: models, map and correlation of many machines',
    keys: ['Shift+j'],
    when: looking,
    run: (s) => s.layout.togglePane('sites'),
  },
  commands: [
    {
      id: 'sites.choose',
      group: 'View',
      title: 'Assign datasets to sites…',
      when: writing,
      run: (s) => (s.sites.choosing = true),
    },
    {
      id: 'sites.federate',
      group: 'View',
      title: 'Train with other sites that keep their data…',
      when: looking,
      run: (s) => s.federation.open(),
    },
  ],
}
