import { describe, expect, test } from 'vitest'
import { indexed, spansOf, withRecent } from '../../../src-renderer/charts/bands.ts'
import { settling } from '../../../src-renderer/charts/settled.ts'

interface Item {
  id: number
  at: number
}
const order = (a: Item, b: Item) => a.at - b.at || a.id - b.id
const many = (n = 5000): Item[] => Array.from({ length: n }, (_, id) => ({ id, at: id * 10 }))
const sorted = (list: Item[]) => [...list].sort(order)

describe('what has been in a list for a while', () => {
  test('stays the same array while others come', () => {
    const split = settling(order)
    const list = many()
    const { settled } = split(list)
    const added = { id: 9000, at: 777 }
    const after = split(sorted([...list, added]))
    expect(after.settled).toBe(settled)
    expect(after.recent).toEqual([added])
    // And when the new one is changed, or goes again.
    const moved = { ...added, at: 40_001 }
    expect(split(sorted([...list, moved]))).toEqual({ settled, recent: [moved] })
    expect(split(list).settled).toBe(settled)
  })

  test('is without what was changed or removed, and from then on the same again', () => {
    const split = settling(order)
    const list = many()
    split(list)
    const moved = [list[7], { ...list[7], at: 5 }, { ...list[7], at: 30_000 }]
    const rest = list.filter((item) => item !== list[7])
    const first = split(sorted([...rest, moved[1]]))
    expect(first.recent).toEqual([moved[1]])
    expect(first.settled).toEqual(rest)
    const second = split(sorted([...rest, moved[2]]))
    expect(second.settled).toBe(first.settled)
    expect(second.recent).toEqual([moved[2]])
    expect(split(rest)).toEqual({ settled: rest, recent: [] })
  })

  test('is all of it where most of it is new, or where there are few', () => {
    const split = settling(order)
    split(many())
    const read = many()
    expect(split(read)).toEqual({ settled: read, recent: [] })
    const few = many(10)
    expect(settling(order)(few)).toEqual({ settled: few, recent: [] })
  })

  test('holds together with the rest exactly what the list holds, whatever happens to it', () => {
    const split = settling(order)
    let list = many(2500)
    let seed = 1
    const random = (n: number) => (seed = (seed * 16_807) % 2_147_483_647) % n
    for (let step = 0; step < 300; step++) {
      const at = random(list.length)
      if (step % 3 === 0) list = sorted([...list, { id: 10_000 + step, at: random(25_000) }])
      else if (step % 3 === 1)
        list = sorted([...list.slice(0, at), { ...list[at], at: random(25_000) }, ...list.slice(at + 1)])
      else list = list.filter((_, i) => i !== at)
      const { settled, recent } = split(list)
      expect(sorted([...settled, ...recent])).toEqual(list)
    }
  })
})

test('bands that came since are found with the others', () => {
  const band = (id: number, start: number) => ({ id, start, end: start + 5, look: 0 })
  const scale = { start: 0, end: 1000, width: 1000 }
  const bands = indexed([band(1, 100), band(2, 500)])
  expect(spansOf(withRecent(bands, indexed([band(3, 300)])), scale).map(({ id }) => id)).toEqual([1, 2, 3])
  expect(withRecent(bands, indexed([]))).toBe(bands)
})
