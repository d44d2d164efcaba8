import type { Studio } from '../studio.svelte.ts'
import type { Command } from './command.ts'

const run = (s: Studio) => s.runs.selected?.status === 'ready'
const chosen = (s: Studio) => s.layout.dock === 'errors' && !s.project.readOnly && s.errors.selected !== null

/** Opens the list of errors where it is not, then goes through it. */
async function step(s: Studio, by: 1 | -1) {
  const opened = s.layout.dock !== 'errors'
  s.layout.dock = 'errors'
  await s.errors.see()
  if (opened && s.errors.selected) s.errors.goTo()
  else s.errors.step(by)
}

export const errorCommands: Command[] = [
  {
    id: 'errors.pane',
    group: 'Results',
    title: 'Errors: missed events, false alarms, late detections',
    keys: ['Shift+e'],
    when: run,
    run: (s) => s.layout.toggleDock('errors'),
  },
  { id: 'errors.next', group: 'Results', title: 'Next error', keys: ['b'], when: run, run: (s) => step(s, 1) },
  {
    id: 'errors.previous',
    group: 'Results',
    title: 'Previous error',
    keys: ['Shift+b'],
    when: run,
    run: (s) => step(s, -1),
  },
  {
    id: 'errors.fix',
    group: 'Results',
    title: 'Error: change the label to what the run found',
    keys: ['Shift+f'],
    when: (s) => chosen(s) && s.errors.filter !== 'known' && s.errors.fix !== null,
    run: (s) => s.errors.applyFix(),
  },
  {
    id: 'errors.known',
    group: 'Results',
    title: 'Error: known, leave it out; or no longer',
    keys: ['Shift+k'],
    when: chosen,
    run: (s) => s.errors.toggleKnown(),
  },
]
