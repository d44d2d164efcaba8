/** Keys as they are pressed, and as lists of commands write them. */

export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'> &
  Partial<Pick<KeyboardEvent, 'code' | 'getModifierState'>>

/**
 * What a person means by a key, whatever the keyboard. A sign that needs AltGr comes with Ctrl and Alt on Windows. A letter key that
 * writes no Latin letter, as those of other alphabets and those held with Alt on a Mac, stands for the letter in its place.
 */
export function meant(event: Pressed): { key: string; ctrl: boolean; alt: boolean; shift: boolean } {
  const graph = event.getModifierState?.('AltGraph') === true && event.key.length === 1
  const letter = /^Key([A-Z])$/.exec(event.code ?? '')?.[1].toLowerCase()
  const foreign = event.key === 'Dead' || (event.key.length === 1 && event.key > '~')
  return {
    key: letter && foreign && !graph ? letter : event.key,
    ctrl: (event.ctrlKey && !graph) || event.metaKey,
    alt: event.altKey && !graph,
    shift: event.shiftKey,
  }
}

/** Shift counts for letters and named keys only: "?" and "+" already hold it. */
export function matches(keys: string, event: Pressed): boolean {
  const parts = keys.split(/\+(?=.)/)
  const key = parts.at(-1) ?? ''
  const has = (name: string) => parts.slice(0, -1).includes(name)
  const shiftCounts = key.length > 1 || /[a-z]/i.test(key)
  const pressed = meant(event)
  return (
    pressed.key.toLowerCase() === key.toLowerCase() &&
    pressed.ctrl === has('Ctrl') &&
    pressed.alt === has('Alt') &&
    (!shiftCounts || pressed.shift === has('Shift'))
  )
}
