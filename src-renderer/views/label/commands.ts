import type { Command } from '../../state/commands/command.ts'
import { hasChosenLabels, looking, writing } from '../../state/commands/when.ts'
import type { Studio } from '../../state/studio.svelte.ts'
import { focusOn } from '../../state/window/focus.ts'

const needs = 'a selected label'

const steps: [keys: string, words: string, by: { samples: number } | { ms: number }][] = [
  ['', 'one sample', { samples: 1 }],
  ['Shift+', 'ten samples', { samples: 10 }],
  ['Ctrl+', 'a second', { ms: 1000 }],
  ['Ctrl+Shift+', 'a minute', { ms: 60_000 }],
]
const nudges = steps.flatMap(([held, words, by]) =>
  (['end', 'start'] as const).flatMap((edge) =>
    (
      [
        ['ArrowLeft', 'earlier', -1],
        ['ArrowRight', 'later', 1],
      ] as const
    ).map(([arrow, way, sign]) => ({
      id: `label.nudge.${edge}.${held}${arrow}`,
      keys: `${edge === 'start' ? held.replace(/^(Ctrl\+)?/, '$1Alt+') : held}${arrow}`,
      title: `Selected label: ${edge} ${words} ${way}`,
      run: (s: Studio) => s.tools.nudge(edge, 'samples' in by ? { samples: by.samples * sign } : { ms: by.ms * sign }),
    })),
  ),
)

/** Puts the focus into a field of the label panel: at once where it is there, so that no key is lost, else as soon as it is. */
function focus(s: Studio, field: string) {
  s.layout.show('label')
  if (!focusOn(field)) setTimeout(() => focusOn(field))
}

export const labelCommands: readonly Command[] = [
  { id: 'label.undo', group: 'Label', title: 'Undo', keys: ['Ctrl+z'], when: writing, run: (s) => s.undo() },
  {
    id: 'label.redo',
    group: 'Label',
    title: 'Redo',
    keys: ['Ctrl+Shift+z', 'Ctrl+y'],
    when: writing,
    run: (s) => s.tools.redo(),
  },
  {
    id: 'label.mark',
    group: 'Label',
    title: 'Mark a label at the cursor, or at the middle of the view',
    keys: ['m'],
    when: writing,
    run: (s) => s.tools.markHere(),
  },
  {
    id: 'label.instant',
    group: 'Label',
    title: 'Mark an instant at the cursor, or at the middle of the view',
    keys: ['i'],
    when: writing,
    run: (s) => s.tools.markInstant(),
  },
  {
    id: 'label.remove',
    group: 'Label',
    title: 'Remove the chosen labels',
    keys: ['Delete', 'Backspace'],
    when: hasChosenLabels,
    needs,
    run: (s) => s.labels.remove(s.labels.selection.chosen.map((l) => l.id)),
  },
  {
    id: 'label.edit',
    group: 'Label',
    title: 'Type start and end of the selected label',
    keys: ['t'],
    when: hasChosenLabels,
    needs,
    run: (s) => focus(s, 'label-start'),
  },
  {
    id: 'label.note',
    group: 'Label',
    title: 'Write a note',
    keys: ['c'],
    when: hasChosenLabels,
    needs,
    run: (s) => focus(s, 'label-note'),
  },
  {
    id: 'label.show',
    group: 'Label',
    title: 'Go to the selected label',
    keys: ['g'],
    when: hasChosenLabels,
    needs,
    run: (s) => s.view.goTo(s.labels.selection.chosen[0]),
  },
  {
    id: 'label.split',
    group: 'Label',
    title: 'Split the label at the cursor, or in the middle',
    keys: ['s'],
    when: hasChosenLabels,
    needs,
    run: (s) => s.tools.split(),
  },
  {
    id: 'label.join',
    group: 'Label',
    title: 'Join the chosen labels, or the label and the next of its class',
    keys: ['j'],
    when: hasChosenLabels,
    needs,
    run: (s) => s.tools.join(),
  },
  {
    id: 'label.duplicate',
    group: 'Label',
    title: 'Duplicate the label right after it',
    keys: ['Ctrl+d'],
    when: hasChosenLabels,
    needs,
    run: (s) => s.tools.duplicate(),
  },
  {
    id: 'label.extendEnd',
    group: 'Label',
    title: 'Extend the end to the next change',
    keys: ['e'],
    when: hasChosenLabels,
    needs,
    run: (s) => s.tools.extend('end'),
  },
  {
    id: 'label.extendStart',
    group: 'Label',
    title: 'Extend the start back to the change before',
    keys: ['Alt+e'],
    when: hasChosenLabels,
    needs,
    run: (s) => s.tools.extend('start'),
  },
  {
    id: 'label.surer',
    group: 'Label',
    title: 'More certain',
    keys: ['Alt+ArrowUp'],
    when: hasChosenLabels,
    needs,
    run: (s) => s.tools.changeCertainty(0.1),
  },
  {
    id: 'label.lessSure',
    group: 'Label',
    title: 'Less certain',
    keys: ['Alt+ArrowDown'],
    when: hasChosenLabels,
    needs,
    run: (s) => s.tools.changeCertainty(-0.1),
  },
  {
    id: 'label.all',
    group: 'Label',
    title: 'Choose all labels in view',
    keys: ['Ctrl+a'],
    when: looking,
    run: (s) => s.tools.chooseInView(),
  },
  {
    id: 'label.snap',
    group: 'Label',
    title: 'Snap edges to samples, changes or other labels',
    keys: ['k'],
    when: writing,
    run: (s) => s.tools.nextSnap(),
  },
  {
    id: 'label.lane',
    group: 'Label',
    title: 'Draw new labels on all channels, or on one lane alone',
    keys: ['Shift+a'],
    when: writing,
    run: (s) => s.tools.drawOn(!s.tools.onLane),
  },
  { id: 'label.import', group: 'Label', title: 'Import labels…', when: writing, run: (s) => s.importLabels() },
  { id: 'label.newSet', group: 'Label', title: 'Copy the label set', when: writing, run: (s) => s.labels.sets.copy() },
  ...nudges.map(({ keys, ...nudge }): Command => ({
    ...nudge,
    group: 'Edges',
    keys: [keys],
    when: hasChosenLabels,
    needs,
    keyOnly: true,
  })),
  ...(
    [
      [',', -1, 'one sample earlier'],
      ['.', 1, 'one sample later'],
      ['<', -10, 'ten samples earlier'],
      ['>', 10, 'ten samples later'],
    ] as const
  ).map(([keys, samples, what]): Command => ({
    id: `label.move.${samples}`,
    group: 'Edges',
    title: `Selected label: move ${what}`,
    keys: [keys],
    when: hasChosenLabels,
    needs,
    keyOnly: true,
    run: (s) => s.tools.move(samples),
  })),
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((key): Command => ({
    id: `label.class.${key}`,
    group: 'Label',
    title: `Label class ${key}`,
    keys: [key],
    keyOnly: true,
    when: (s) => writing(s) && s.labels.classes.byKey(key) !== null,
    needs: 'a class with this key',
    run: (s) => s.chooseClass(s.labels.classes.byKey(key)!.id),
  })),
  {
    id: 'label.type',
    group: 'Label',
    title: 'New label: type its start and end',
    keys: ['Shift+t'],
    when: writing,
    run: (s) => focus(s, 'new-start'),
  },
]
