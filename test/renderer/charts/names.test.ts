import { describe, expect, test } from 'vitest'
import { indexed, spansOf } from '../../../src-renderer/charts/bands.ts'
import { namesOf } from '../../../src-renderer/charts/paint-bands.ts'

const look = (text: string) => ({ colour: '#000000', pattern: 'solid' as const, fill: 0.2, text })
const widthOf = (text: string) => text.length * 7
const scale = { start: 0, end: 1000, width: 1000 }
const names = (looks: string[], ...bands: [start: number, end: number, look: number][]) =>
  namesOf(
    spansOf(indexed(bands.map(([start, end, at], id) => ({ id, start, end, look: at }))), scale),
    looks.map(look),
    widthOf,
  )

describe('names on bands', () => {
  test('stand at the left of their band', () => {
    expect(names(['leak', 'drift'], [100, 200, 0], [300, 400, 1])).toEqual([
      { text: 'leak', x: 105 },
      { text: 'drift', x: 305 },
    ])
  })

  test('are left out where the band is too narrow, or has none', () => {
    expect(names(['leak', ''], [100, 130, 0], [300, 400, 1])).toEqual([])
  })

  test('come again in a long band, so that one is always in sight', () => {
    expect(names(['leak'], [0, 1000, 0]).map(({ x }) => x)).toEqual([5, 485, 965])
  })

  test('never print over each other: the later one moves aside, or is left out', () => {
    expect(names(['leak', 'drift'], [100, 300, 0], [110, 300, 1])).toEqual([
      { text: 'leak', x: 105 },
      { text: 'drift', x: 141 },
    ])
    expect(names(['leak', 'drift'], [100, 300, 0], [110, 160, 1])).toEqual([{ text: 'leak', x: 105 }])
  })
})
