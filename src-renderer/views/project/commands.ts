import type { Command } from '../../state/commands/command.ts'
import { writing } from '../../state/commands/when.ts'

const open = { when: (s: Parameters<Command['run']>[0]) => s.project.current !== null }

export const projectCommands: readonly Command[] = [
  { id: 'project.new', group: 'Project', title: 'New project', keys: ['Ctrl+Alt+n'], run: (s) => s.newProject() },
  {
    id: 'project.open',
    group: 'Project',
    title: 'Open project…',
    keys: ['Ctrl+o'],
    run: (s) => s.project.open(s.files),
  },
  { id: 'project.sample', group: 'Project', title: 'Open sample', run: (s) => s.project.openSample(s.files) },
  {
    id: 'project.import',
    group: 'Project',
    title: 'Import a file…',
    keys: ['Ctrl+i'],
    when: (s) => !s.project.readOnly,
    run: (s) => s.importFile(),
  },
  { id: 'project.recipes', group: 'Project', title: 'Recipes for imports…', run: (s) => s.recipes.show() },
  {
    id: 'project.saveCopy',
    group: 'Project',
    title: 'Save a copy of the project…',
    ...open,
    run: (s) => s.project.saveCopy(s.files),
  },
  { id: 'project.close', group: 'Project', title: 'Close project', ...open, run: (s) => s.project.close() },
  {
    id: 'dataset.next',
    group: 'Project',
    title: 'Next dataset',
    keys: ['PageDown'],
    ...open,
    run: (s) => s.datasets.step(1),
  },
  {
    id: 'dataset.previous',
    group: 'Project',
    title: 'Previous dataset',
    keys: ['PageUp'],
    ...open,
    run: (s) => s.datasets.step(-1),
  },
  {
    id: 'dataset.nextToLabel',
    group: 'Review',
    title: 'Next dataset that is not labelled to the end',
    keys: ['Shift+n'],
    ...open,
    run: (s) => s.datasets.nextToLabel(),
  },
  {
    id: 'dataset.labelled',
    group: 'Review',
    title: 'This dataset is labelled to the end, or is not after all',
    keys: ['Shift+c'],
    when: writing,
    run: (s) => s.datasets.setLabelled(s.datasets.selected!.id, !s.datasets.selected!.labelled),
  },
]
