import { afterEach, expect, test, vi } from 'vitest'
import { commands } from '../../../src-renderer/commands.ts'
import { pressed } from '../../../src-renderer/state/commands/pressed.ts'
import type { Studio } from '../../../src-renderer/state/studio.svelte.ts'
import { Keymap } from '../../../src-renderer/state/window/keymap.svelte.ts'

afterEach(() => vi.unstubAllGlobals())

/** What is said when a key is pressed in a project with a dataset and nothing selected. */
function saidOf(key: string, readOnly = false): string {
  vi.stubGlobal('HTMLElement', class {})
  let said = ''
  const studio = {
    layout: { overlay: null },
    files: { request: null },
    project: { readOnly },
    datasets: { selected: {} },
    labels: { selection: { label: null, chosen: [] }, classes: { byKey: () => null } },
    keymap: new Keymap({ getItem: () => null, setItem: () => {} }),
    announcer: { say: (what: string) => (said = what) },
  } as unknown as Studio
  const held = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, getModifierState: () => false }
  const event = { ...held, key, defaultPrevented: false, target: null, preventDefault: () => {} }
  expect(pressed(event as unknown as KeyboardEvent, studio, commands)).toBe(false)
  return said
}

test('a key that can do nothing yet says what has to be there first', () => {
  expect(saidOf('a')).toBe('“Accept” needs a selected label.')
  expect(saidOf('2')).toBe('“Label class 2” needs a class with this key.')
})

test('where nothing can be written, and for keys of no command, nothing is said', () => {
  expect(saidOf('a', true)).toBe('')
  expect(saidOf('ä')).toBe('')
})
