import type { Command } from './command.ts'

export const comparisonCommands: Command[] = [
  {
    id: 'run-table.last',
    group: 'Results',
    title: 'Table of runs',
    keys: ['o'],
    when: (s) => s.datasets.selected !== null,
    run: (s) => s.layout.toggleDock('comparison'),
  },
]
