import type { Command } from '../../state/commands/command.ts'
import { looking } from '../../state/commands/when.ts'
import type { Studio } from '../../state/studio.svelte.ts'

const chosen = (s: Studio) => s.layout.pane === 'alarms' && !s.project.readOnly && s.alarms.selected !== null

async function step(s: Studio, by: 1 | -1) {
  s.layout.pane = 'alarms'
  await s.alarms.refresh()
  s.alarms.step(by, s.project.readOnly)
}

export const alarmCommands: readonly Command[] = [
  {
    id: 'alarms.show',
    group: 'Results',
    title: 'Show the alarms',
    keys: [],
    when: looking,
    run: (s) => void (s.layout.pane = 'alarms'),
  },
  { id: 'alarms.next', group: 'Results', title: 'Next alarm', keys: ['Alt+j'], when: looking, run: (s) => step(s, 1) },
  {
    id: 'alarms.previous',
    group: 'Results',
    title: 'Previous alarm',
    keys: ['Alt+k'],
    when: looking,
    run: (s) => step(s, -1),
  },
  {
    id: 'alarms.confirm',
    group: 'Results',
    title: 'Alarm: confirm it, as a label of an anomaly',
    keys: ['Alt+c'],
    when: chosen,
    needs: 'a selected alarm',
    run: (s) => s.alarms.answer('confirmed'),
  },
  {
    id: 'alarms.reject',
    group: 'Results',
    title: 'Alarm: false, as a label of normal',
    keys: ['Alt+f'],
    when: chosen,
    needs: 'a selected alarm',
    run: (s) => s.alarms.answer('false'),
  },
  {
    id: 'alarms.dull',
    group: 'Results',
    title: 'Alarm: not interesting',
    keys: ['Alt+i'],
    when: chosen,
    needs: 'a selected alarm',
    run: (s) => s.alarms.answer('not interesting'),
  },
  {
    id: 'alarms.shelve',
    group: 'Results',
    title: 'Alarm: postpone it by a day',
    keys: ['Alt+p'],
    when: chosen,
    needs: 'a selected alarm',
    run: (s) => s.alarms.answer('shelved'),
  },
  {
    id: 'alarms.reopen',
    group: 'Results',
    title: 'Alarm: take the answer back',
    keys: ['Alt+u'],
    when: chosen,
    needs: 'a selected alarm',
    run: (s) => s.alarms.answer('new'),
  },
]
