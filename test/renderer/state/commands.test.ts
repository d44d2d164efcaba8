import { describe, expect, test } from 'vitest'
import { matches } from '../../../src-renderer/state/window/keys.ts'
import { commands } from '../../../src-renderer/commands.ts'
import { isTaken, keysOfEvent } from '../../../src-renderer/state/window/keymap.svelte.ts'
import { found } from '../../../src-renderer/views/commands/search.ts'

const key = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
})

describe('keys', () => {
  test('match with exactly what is held', () => {
    expect(matches('Ctrl+z', key('z', { ctrlKey: true }))).toBe(true)
    expect(matches('Ctrl+z', key('Z', { ctrlKey: true, shiftKey: true }))).toBe(false)
    expect(matches('Ctrl+Shift+z', key('Z', { ctrlKey: true, shiftKey: true }))).toBe(true)
    expect(matches('v', key('v', { ctrlKey: true }))).toBe(false)
    expect(matches('ArrowLeft', key('ArrowLeft', { shiftKey: true }))).toBe(false)
  })

  test('take ⌘ for Ctrl, and signs that need Shift on some keyboards', () => {
    expect(matches('Ctrl+k', key('k', { metaKey: true }))).toBe(true)
    expect(matches('?', key('?', { shiftKey: true }))).toBe(true)
    expect(matches('+', key('+', { shiftKey: true }))).toBe(true)
    expect(matches('+', key('='))).toBe(false)
  })
})

describe('the list of commands', () => {
  test('names every command once', () => {
    expect(new Set(commands.map((c) => c.id)).size).toBe(commands.length)
  })

  test('gives a key to one command only, unless they can never run together', () => {
    const byKey = Map.groupBy(
      commands.flatMap((c) => (c.keys ?? []).map((keys) => ({ keys, c }))),
      (e) => e.keys,
    )
    const shared = [...byKey].filter(([, list]) => list.length > 1).map(([keys]) => keys)
    // Arrows pan with nothing selected and move edges with a label selected.
    expect(shared.sort()).toEqual(['ArrowLeft', 'ArrowRight', 'Shift+ArrowLeft', 'Shift+ArrowRight'])
  })

  test('is found by the words of a title, beginnings first', () => {
    const titles = (query: string) =>
      found(
        commands.filter((c) => !c.keyOnly),
        query,
      ).map((c) => c.title)
    expect(titles('zoom')[0]).toMatch(/^Zoom/)
    expect(titles('show keys')).toEqual(['Show all keys'])
    expect(titles('train')[0]).toBe('Train')
    expect(titles('nothing like this')).toEqual([])
    expect(titles('')).toHaveLength(commands.filter((c) => !c.keyOnly).length)
  })
})

describe('what a key means', () => {
  const graph = { code: 'Digit8', getModifierState: (name: string) => name === 'AltGraph' }

  test('is the sign that AltGr writes, whatever is reported as held', () => {
    expect(matches('[', { ...key('[', { ctrlKey: true, altKey: true }), ...graph })).toBe(true)
    expect(matches('[', key('[', { ctrlKey: true, altKey: true }))).toBe(false)
  })

  test('is the letter in its place where the keyboard writes none of the Latin alphabet', () => {
    expect(matches('Alt+e', { ...key('´', { altKey: true }), code: 'KeyE' })).toBe(true)
    expect(matches('Alt+e', { ...key('Dead', { altKey: true }), code: 'KeyE' })).toBe(true)
    expect(matches('k', { ...key('л'), code: 'KeyK' })).toBe(true)
    // A German Z stands where the English Y does: what is written counts.
    expect(matches('z', { ...key('z'), code: 'KeyY' })).toBe(true)
    expect(matches('y', { ...key('z'), code: 'KeyY' })).toBe(false)
    expect(keysOfEvent({ ...key('Л', { shiftKey: true }), code: 'KeyK' })).toBe('Shift+k')
  })

  test('is never a command where it works buttons and fields', () => {
    expect(['Tab', 'Shift+Tab', 'Enter', ' ', 'Escape'].map(isTaken)).toEqual([true, true, true, true, true])
    expect(['Ctrl+Enter', 'Alt+Enter', 't', 'Shift+t'].map(isTaken)).toEqual([false, false, false, false])
  })
})
