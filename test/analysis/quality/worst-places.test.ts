import { expect, test } from 'vitest'
import { WorstPlaces } from '../../../src-main/analysis/quality/worst-places.ts'

test('of a million places the worst are kept in order, all are counted, and few are put in words', () => {
  const worst = new WorstPlaces()
  let texts = 0
  for (let i = 0; i < 1_000_000; i++)
    worst.add({ kind: 'missing', first: i, last: i, weight: i % 100_000 === 7 ? 3 : 1 }, () => `place ${++texts}`)
  const found = worst.found()
  expect(worst.places).toBe(1_000_000)
  expect(worst.weight).toBe(1_000_020)
  expect(found.length).toBe(5000)
  expect(found.map(({ first }) => first)).toEqual(found.map(({ first }) => first).sort((a, b) => a - b))
  expect(found.filter(({ weight }) => weight === 3).map(({ first }) => first)).toEqual(
    Array.from({ length: 10 }, (_, k) => 100_000 * k + 7),
  )
  // Of equal weight the earlier ones.
  expect(found.slice(0, 4989).every(({ first }, i) => first === i)).toBe(true)
  expect(texts).toBeLessThan(20_000)
})
