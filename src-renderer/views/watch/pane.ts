import type { Panel } from '../../panel.ts'
import { looking, writing } from '../../state/commands/when.ts'
import type { Studio } from '../../state/studio.svelte.ts'
import WatchPane from './WatchPane.svelte'

async function newMonitor(s: Studio) {
  s.layout.pane = 'watch'
  s.watching.part = 'monitors'
  s.watching.draft = { source: null }
  await s.watching.refresh()
}

export const watchPane: Panel<'watch'> = {
  id: 'watch',
  tab: 'Watch',
  component: WatchPane,
  open: {
    id: 'watch.pane',
    group: 'Results',
    title: 'Watch: monitors, sources and runs in force',
    keys: ['Alt+w'],
    when: looking,
    run: (s) => s.layout.togglePane('watch'),
  },
  commands: [
    {
      id: 'watch.monitor',
      group: 'Results',
      title: 'New monitor',
      keys: [],
      when: writing,
      run: (s) => newMonitor(s),
    },
  ],
}
