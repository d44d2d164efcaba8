import type { Panel } from '../../panel.ts'
import { hasReadyRun } from '../../state/commands/when.ts'
import { eventErrorCommands } from './commands.ts'
import ErrorPane from './ErrorPane.svelte'

export const eventErrorsPane: Panel<'event-errors'> = {
  id: 'event-errors',
  tab: 'Errors',
  component: ErrorPane,
  open: {
    id: 'errors.pane',
    group: 'Results',
    title: 'Errors: missed events, false alarms, late detections',
    keys: ['Shift+e'],
    when: hasReadyRun,
    run: (s) => s.layout.togglePane('event-errors'),
  },
  commands: eventErrorCommands,
}
