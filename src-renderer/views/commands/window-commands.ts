import type { Command } from '../../state/commands/command.ts'

export const windowCommands: readonly Command[] = [
  {
    id: 'window.palette',
    group: 'Window',
    title: 'Find a command',
    keys: ['Ctrl+k'],
    keyOnly: true,
    run: (s) => (s.layout.overlay = 'palette'),
  },
  { id: 'window.help', group: 'Window', title: 'Help', keys: ['F1'], run: (s) => s.help.show() },
  {
    id: 'window.tour',
    group: 'Window',
    title: 'Tour in five steps',
    when: (s) => s.datasets.selected !== null,
    needs: 'a dataset',
    run: (s) => s.tour.start(),
  },
  { id: 'window.keys', group: 'Window', title: 'Show all keys', keys: ['?'], run: (s) => (s.layout.overlay = 'keys') },
  {
    id: 'window.shell',
    group: 'Window',
    title: 'Copy commands for another shell: sh, PowerShell, Windows prompt',
    run: (s) => s.commandCopy.turn(),
  },
  { id: 'window.log', group: 'Window', title: 'Show log', run: (s) => s.log.show() },
  {
    id: 'window.about',
    group: 'Window',
    title: 'About, versions and licences',
    run: (s) => (s.layout.overlay = 'about'),
  },
  { id: 'window.theme', group: 'Window', title: 'Light or dark', run: (s) => s.theme.toggle() },
  {
    id: 'window.left',
    group: 'Window',
    title: 'Show or hide the left side',
    keys: ['['],
    run: (s) => (s.layout.left = !s.layout.left),
  },
  {
    id: 'window.right',
    group: 'Window',
    title: 'Show or hide the panel',
    keys: [']'],
    run: (s) => (s.layout.right = !s.layout.right),
  },
  {
    id: 'window.escape',
    group: 'Window',
    title: 'Select nothing, back to Select mode',
    keys: ['Escape'],
    keyOnly: true,
    run: (s) => s.escape(),
  },
]
