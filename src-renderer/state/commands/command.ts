import type { Studio } from '../studio.svelte.ts'

/** Something that a person can do. The palette, the sheet of keys and the keyboard all come from the list of these. */
export interface Command {
  id: string
  title: string
  /** "Ctrl+Shift+Z", "ArrowLeft", "v". Ctrl also stands for ⌘. */
  keys?: string[]
  group: 'Project' | 'View' | 'Label' | 'Edges' | 'Review' | 'Model' | 'Results' | 'Window'
  /** Whether it can be done now; left out = always. */
  when?: (studio: Studio) => boolean
  /** What has to be there first, said where it cannot be done: "a selected label". */
  needs?: string
  run: (studio: Studio) => unknown
  /** Left out of the palette: makes sense as a key only. */
  keyOnly?: boolean
}

export const canRun = (command: Command, studio: Studio) => command.when?.(studio) ?? true
