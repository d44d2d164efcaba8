import type { Panel } from '../../panel.ts'
import { looking } from '../../state/commands/when.ts'
import AlarmPane from './AlarmPane.svelte'
import { alarmCommands } from './commands.ts'

export const alarmsPane: Panel<'alarms'> = {
  id: 'alarms',
  tab: 'Alarms',
  component: AlarmPane,
  open: {
    id: 'alarms.pane',
    group: 'Results',
    title: 'Alarms of what is watched',
    keys: ['Shift+u'],
    when: looking,
    run: (s) => s.layout.togglePane('alarms'),
  },
  commands: alarmCommands,
}
