import type { Command } from '../../state/commands/command.ts'
import { writing } from '../../state/commands/when.ts'

export const cleaningCommands: readonly Command[] = [
  {
    id: 'cleaning.undo',
    group: 'Model',
    title: 'Take back the last edit of the cleaning steps',
    when: (s) => writing(s) && s.cleaning.undo !== null,
    needs: 'an edit of the steps',
    run: (s) => s.cleaning.turn('undo'),
  },
  {
    id: 'cleaning.redo',
    group: 'Model',
    title: 'Make the undone edit of the cleaning steps again',
    when: (s) => writing(s) && s.cleaning.redo !== null,
    needs: 'an edit that was taken back',
    run: (s) => s.cleaning.turn('redo'),
  },
  {
    id: 'cleaning.maskView',
    group: 'Model',
    title: 'Mask what is on screen',
    when: writing,
    run: (s) => {
      s.layout.show('cleaning')
      void s.cleaning.mask({ start: s.view.start, end: s.view.end }, null)
    },
  },
]
