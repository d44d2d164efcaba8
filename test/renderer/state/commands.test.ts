import { describe, expect, it } from 'vitest'
import { matches } from '../../../src-renderer/state/commands/command.ts'
import { commands } from '../../../src-renderer/state/commands/index.ts'
import { found } from '../../../src-renderer/views/commands/search.ts'

const key = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) =>
  ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held })

describe('keys', () => {
  it('match with exactly what is held', () => {
    expect(matches('Ctrl+z', key('z', { ctrlKey: true }))).toBe(true)
    expect(matches('Ctrl+z', key('Z', { ctrlKey: true, shiftKey: true }))).toBe(false)
    expect(matches('Ctrl+Shift+z', key('Z', { ctrlKey: true, shiftKey: true }))).toBe(true)
    expect(matches('v', key('v', { ctrlKey: true }))).toBe(false)
    expect(matches('ArrowLeft', key('ArrowLeft', { shiftKey: true }))).toBe(false)
  })

  it('take ⌘ for Ctrl, and signs that need Shift on some keyboards', () => {
    expect(matches('Ctrl+k', key('k', { metaKey: true }))).toBe(true)
    expect(matches('?', key('?', { shiftKey: true }))).toBe(true)
    expect(matches('+', key('+', { shiftKey: true }))).toBe(true)
    expect(matches('+', key('='))).toBe(false)
  })
})

describe('the list of commands', () => {
  it('names every command once', () => {
    expect(new Set(commands.map(c => c.id)).size).toBe(commands.length)
  })

  it('gives a key to one command only, unless they can never run together', () => {
    const byKey = Map.groupBy(commands.flatMap(c => (c.keys ?? []).map(keys => ({ keys, c }))), e => e.keys)
    const shared = [...byKey].filter(([, list]) => list.length > 1).map(([keys]) => keys)
    // Arrows pan with nothing selected and move edges with a label selected.
    expect(shared.sort()).toEqual(['ArrowLeft', 'ArrowRight', 'Shift+ArrowLeft', 'Shift+ArrowRight'])
  })

  it('is found by the words of a title, beginnings first', () => {
    const titles = (query: string) => found(commands.filter(c => !c.keyOnly), query).map(c => c.title)
    expect(titles('zoom')[0]).toMatch(/^Zoom/)
    expect(titles('show keys')).toEqual(['Show all keys'])
    expect(titles('nothing like this')).toEqual([])
    expect(titles('')).toHaveLength(commands.filter(c => !c.keyOnly).length)
  })
})
