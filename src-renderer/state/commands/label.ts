import type { Studio } from '../studio.svelte.ts'
import type { Command } from './command.ts'

const when = (s: Studio) => s.datasets.selected !== null && !s.project.readOnly
const selected = (s: Studio) => when(s) && s.labels.selected !== null
const looking = (s: Studio) => s.datasets.selected !== null

const nudges: [string, string, number, 'start' | 'end'][] = [
  ['ArrowLeft', 'end one sample earlier', -1, 'end'], ['ArrowRight', 'end one sample later', 1, 'end'],
  ['Shift+ArrowLeft', 'end ten samples earlier', -10, 'end'], ['Shift+ArrowRight', 'end ten samples later', 10, 'end'],
  ['Alt+ArrowLeft', 'start one sample earlier', -1, 'start'], ['Alt+ArrowRight', 'start one sample later', 1, 'start'],
  ['Alt+Shift+ArrowLeft', 'start ten samples earlier', -10, 'start'], ['Alt+Shift+ArrowRight', 'start ten samples later', 10, 'start'],
]

export const labelCommands: Command[] = [
  { id: 'label.undo', group: 'Label', title: 'Undo', keys: ['Ctrl+z'], when, run: s => s.labels.undo() },
  { id: 'label.redo', group: 'Label', title: 'Redo', keys: ['Ctrl+Shift+z', 'Ctrl+y'], when, run: s => s.labels.redo() },
  { id: 'label.remove', group: 'Label', title: 'Remove the selected label', keys: ['Delete', 'Backspace'], when: selected, run: s => s.labels.remove([s.labels.selectedId!]) },
  { id: 'label.next', group: 'Label', title: 'Next label', keys: ['n'], when: looking, run: s => s.stepLabel(1) },
  { id: 'label.previous', group: 'Label', title: 'Previous label', keys: ['p'], when: looking, run: s => s.stepLabel(-1) },
  { id: 'label.mark', group: 'Label', title: 'Mark a label at the middle of the view', keys: ['m'], when, run: s => s.markHere() },
  { id: 'label.show', group: 'Label', title: 'Go to the selected label', keys: ['g'], when: selected, run: s => s.view.goTo(s.labels.selected!) },
  { id: 'label.accept', group: 'Label', title: 'Accept the selected label', keys: ['a'], when: selected, run: s => s.labels.change([{ id: s.labels.selectedId!, status: 'accepted' }]) },
  { id: 'label.import', group: 'Label', title: 'Import labels…', when, run: s => s.importLabels() },
  { id: 'label.panel', group: 'Window', title: 'Label panel', run: s => s.layout.show('label') },
  ...nudges.map(([keys, what, samples, edge]): Command => ({
    id: `label.nudge.${keys}`, group: 'Label', title: `Selected label: ${what}`, keys: [keys], when: selected, keyOnly: true, run: s => s.nudge(edge, samples),
  })),
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((key): Command => ({
    id: `label.class.${key}`, group: 'Label', title: `Label class ${key}`, keys: [key], keyOnly: true,
    when: s => when(s) && s.labels.classes.byKey(key) !== null, run: s => s.chooseClass(s.labels.classes.byKey(key)!.id),
  })),
]
