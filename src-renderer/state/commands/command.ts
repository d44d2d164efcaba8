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
  run: (studio: Studio) => unknown
  /** Left out of the palette: makes sense as a key only. */
  keyOnly?: boolean
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** Shift counts for letters and named keys only: "?" and "+" already hold it. */
export function matches(keys: string, event: Pressed): boolean {
  const parts = keys.split(/\+(?=.)/)
  const key = parts.at(-1) ?? ''
  const has = (name: string) => parts.slice(0, -1).includes(name)
  const shiftCounts = key.length > 1 || /[a-z]/i.test(key)
  return (
    event.key.toLowerCase() === key.toLowerCase()
    && (event.ctrlKey || event.metaKey) === has('Ctrl')
    && event.altKey === has('Alt')
    && (!shiftCounts || event.shiftKey === has('Shift'))
  )
}
