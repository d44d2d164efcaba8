import type { Command } from './command.ts'

export const windowCommands: Command[] = [
  {
    id: 'window.palette',
    group: 'Window',
    title: 'Find a command',
    keys: ['Ctrl+k'],
    keyOnly: true,
    run: (s) => (s.layout.overlay = 'palette'),
  },
  { id: 'window.keys', group: 'Window', title: 'Show all keys', keys: ['?'], run: (s) => (s.layout.overlay = 'keys') },
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
  { id: 'window.data', group: 'Window', title: 'Data panel', run: (s) => s.layout.show('data') },
  {
    id: 'window.escape',
    group: 'Window',
    title: 'Select nothing, back to Select mode',
    keys: ['Escape'],
    keyOnly: true,
    run: (s) => s.escape(),
  },
]
