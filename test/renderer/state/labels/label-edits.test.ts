import { beforeEach, describe, expect, test } from 'vitest'
import type { Label } from '../../../../src-main/shared/project.ts'
import {
  changeIn,
  joined,
  sampleFrom,
  sharpestStep,
  splitAt,
} from '../../../../src-renderer/state/labels/label-edits.ts'
import { touching } from '../../../../src-renderer/state/labels/label-list.ts'
import { Keymap, keysOfEvent } from '../../../../src-renderer/state/window/keymap.svelte.ts'
import { commands } from '../../../../src-renderer/commands.ts'
import { doubt } from '../../../../src-renderer/state/labels/review.svelte.ts'

const label = (id: number, start: number, end: number, more: Partial<Label> = {}): Label => ({
  id,
  set: 1,
  class: 1,
  start,
  end,
  channels: [],
  certainty: 1,
  status: 'accepted',
  note: '',
  author: 'me',
  origin: 'hand',
  ...more,
})

describe('edits of labels', () => {
  test('split into two that share no sample', () => {
    expect(splitAt(label(1, 0, 10, { note: 'pump' }), 4, 5)).toMatchObject([
      { start: 0, end: 4, note: 'pump' },
      { start: 5, end: 10, note: 'pump' },
    ])
    expect(splitAt(label(1, 0, 0), 0, 1)).toBeNull()
  })

  test('join over all of them, as certain as the least certain', () => {
    expect(
      joined([
        label(2, 20, 30, { channels: [2], certainty: 0.4, note: 'b' }),
        label(1, 0, 25, { channels: [1], note: 'a' }),
      ]),
    ).toMatchObject({ start: 0, end: 30, channels: [1, 2], certainty: 0.4, note: 'a; b' })
    expect(joined([label(1, 0, 5, { channels: [1] }), label(2, 7, 9)]).channels).toEqual([])
  })

  test('go by real samples where they are at hand, else by the usual step', () => {
    expect(sampleFrom([0, 10, 25, 30], 10, 1, 10)).toBe(25)
    expect(sampleFrom([0, 10, 25, 30], 12, 1, 10)).toBe(25)
    expect(sampleFrom([0, 10, 25, 30], 12, -1, 10)).toBe(10)
    expect(sampleFrom([0, 10, 25, 30], 30, 2, 10)).toBe(50)
    expect(sampleFrom(null, 30, -2, 10)).toBe(10)
  })

  test('brush over those that touch a stretch, but not over rejected ones', () => {
    expect(
      touching([label(1, 0, 5), label(2, 4, 9, { status: 'rejected' }), label(3, 9, 12), label(4, 20, 30)], {
        start: 5,
        end: 19,
      }).map((l) => l.id),
    ).toEqual([1, 3])
  })
})

describe('the next change of a signal', () => {
  // A noise that is the same on every machine.
  const noise = (i: number) => ((i * 7919) % 101) / 101 - 0.5
  test('is where it leaves its level and stays away', () => {
    const signal = Array.from({ length: 300 }, (_, i) => 20 + 0.1 * noise(i) + (i >= 180 ? 3 : 0))
    expect(changeIn(signal)).toBe(180)
    const spike = signal.map((v, i) => (i === 60 ? 40 : v))
    expect(changeIn(spike)).toBe(180)
    expect(changeIn(signal.slice(0, 180))).toBe(-1)
  })

  test('is no slow drift, and lies before missing values', () => {
    expect(changeIn(Array.from({ length: 500 }, (_, i) => i * 0.004 + noise(i)))).toBe(-1)
    expect(changeIn(Array.from({ length: 50 }, (_, i) => (i < 30 ? noise(i) : NaN)))).toBe(29)
  })

  test('draws an edge to the sharpest step nearby only', () => {
    const signal = Array.from({ length: 300 }, (_, i) => 0.1 * noise(i) + (i >= 150 ? 2 : 0))
    expect(sharpestStep(signal, 140, 160)).toBe(150)
    expect(sharpestStep(signal, 20, 40)).toBe(-1)
  })
})

describe('what is least certain', () => {
  test('is what may as well be as not', () => {
    expect(doubt(0.5)).toBe(1)
    expect(doubt(0.2)).toBeCloseTo(doubt(0.8), 12)
    expect(doubt(1)).toBeLessThan(1e-6)
  })
})

describe('keys that a person chose', () => {
  let kept: Map<string, string>
  beforeEach(() => void (kept = new Map()))
  const keymapOf = () =>
    new Keymap({ getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) })
  const accept = commands.find((c) => c.id === 'label.accept')!

  test('take the place of the usual ones, go first, and are kept', () => {
    keymapOf().set(accept, 'Ctrl+j')
    const keymap = keymapOf()
    expect(keymap.keysOf(accept)).toEqual(['Ctrl+j'])
    expect(keymap.ordered(commands)[0]).toBe(accept)
    keymap.reset(accept)
    expect(keymapOf().keysOf(accept)).toEqual(['a'])
  })

  test('survive a spoilt store', () => {
    kept.set('keys', '{"label.accept": 7, "label.reject": ["Alt+r"]')
    expect(keymapOf().keysOf(accept)).toEqual(['a'])
  })

  test('are written as they are pressed', () => {
    const press = (key: string, held: object = {}) =>
      keysOfEvent({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })
    expect(press('J', { ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+j')
    expect(press('?', { shiftKey: true })).toBe('?')
    expect(press('ArrowLeft', { altKey: true })).toBe('Alt+ArrowLeft')
    expect(press('Shift', { shiftKey: true })).toBeNull()
  })
})
