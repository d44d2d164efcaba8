import type { Command } from '../../state/commands/command.ts'
import { hasReadyRun } from '../../state/commands/when.ts'
import type { Studio } from '../../state/studio.svelte.ts'

const chosen = (s: Studio) => s.layout.pane === 'event-errors' && !s.project.readOnly && s.eventErrors.selected !== null

/** Opens the list of errors where it is not, then goes through it. */
async function step(s: Studio, by: 1 | -1) {
  const opened = s.layout.pane !== 'event-errors'
  s.layout.pane = 'event-errors'
  await s.eventErrors.see()
  if (opened && s.eventErrors.selected) s.eventErrors.goTo()
  else s.eventErrors.step(by)
}

export const eventErrorCommands: readonly Command[] = [
  { id: 'errors.next', group: 'Results', title: 'Next error', keys: ['b'], when: hasReadyRun, run: (s) => step(s, 1) },
  {
    id: 'errors.previous',
    group: 'Results',
    title: 'Previous error',
    keys: ['Shift+b'],
    when: hasReadyRun,
    run: (s) => step(s, -1),
  },
  {
    id: 'errors.fix',
    group: 'Results',
    title: 'Error: change the label to what the run found',
    keys: ['Shift+f'],
    when: (s) => chosen(s) && s.eventErrors.filter !== 'known' && s.eventErrors.fix !== null,
    run: (s) => s.eventErrors.applyFix(),
  },
  {
    id: 'errors.known',
    group: 'Results',
    title: 'Error: known, leave it out; or no longer',
    keys: ['Shift+k'],
    when: chosen,
    run: (s) => s.eventErrors.toggleKnown(),
  },
]
