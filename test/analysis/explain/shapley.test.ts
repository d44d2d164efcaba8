import { describe, expect, test } from 'vitest'
import { exactShapley, kernelShapley, shapleyValues, type Game } from '../../../src-main/analysis/explain/shapley.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'

/** A game whose every coalition has a random worth in two outputs; the same for the same seed. */
function randomGame(players: number, seed: number): Game {
  const random = seededRandom(seed)
  const worth = Array.from({ length: 2 ** players }, () => Float64Array.of(random.normal(), random.normal()))
  return async (present) => worth[present.reduce((mask, p, i) => mask | (p << i), 0)]
}

/** By the definition: what a player adds, averaged over every order of the players. */
async function byOrders(players: number, game: Game): Promise<number[]> {
  const values = new Array<number>(players).fill(0)
  const orders = permutations(Array.from({ length: players }, (_, i) => i))
  for (const order of orders) {
    const present = new Uint8Array(players)
    let before = (await game(present))[0]
    for (const player of order) {
      present[player] = 1
      const after = (await game(present))[0]
      values[player] += (after - before) / orders.length
      before = after
    }
  }
  return values
}

function permutations(items: number[]): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))
}

describe('exact Shapley values', () => {
  test('are the mean of what a player adds, over all orders', async () => {
    for (const players of [1, 2, 3, 5]) {
      const game = randomGame(players, players)
      const { values } = await exactShapley(players, game)
      const expected = await byOrders(players, game)
      values.forEach((value, i) => expect(value[0]).toBeCloseTo(expected[i], 12))
    }
  })

  test('sum to what all players are worth together, in every output', async () => {
    const { values, full, empty } = await exactShapley(6, randomGame(6, 3))
    for (const o of [0, 1]) expect(values.reduce((sum, value) => sum + value[o], 0)).toBeCloseTo(full[o] - empty[o], 12)
  })

  test('give a player who adds nothing 0, and players who add alike the same', async () => {
    // Player 3 is a dummy; 0 and 1 are interchangeable.
    const game: Game = async (p) => Float64Array.of((p[0] + p[1]) ** 2 + 3 * p[2] * (p[0] || p[1] ? 1 : 0))
    const { values } = await exactShapley(4, game)
    expect(values[3][0]).toBeCloseTo(0, 12)
    expect(values[0][0]).toBeCloseTo(values[1][0], 12)
  })

  test("of a sum of games are the sum of the games' values", async () => {
    const [a, b] = [randomGame(4, 1), randomGame(4, 2)]
    const both: Game = async (p) => Float64Array.of((await a(p))[0] + 2 * (await b(p))[0])
    const [va, vb, sum] = await Promise.all([a, b, both].map((game) => exactShapley(4, game)))
    sum.values.forEach((value, i) => expect(value[0]).toBeCloseTo(va.values[i][0] + 2 * vb.values[i][0], 12))
  })
})

describe('KernelSHAP', () => {
  test('gives the exact values where it may ask every coalition', async () => {
    for (const players of [2, 3, 6, 7]) {
      const game = randomGame(players, 20 + players)
      const [exact, kernel] = [await exactShapley(players, game), await kernelShapley(players, game, 1, 2 ** players)]
      expect(kernel.coalitions).toBe(2 ** players)
      kernel.values.forEach((value, i) => value.forEach((v, o) => expect(v).toBeCloseTo(exact.values[i][o], 9)))
    }
  })

  test('is exact for games without interaction, however few coalitions it asks', async () => {
    const shares = Array.from({ length: 14 }, (_, i) => i - 4.5)
    const game: Game = async (p) => Float64Array.of(2 + shares.reduce((sum, share, i) => sum + share * p[i], 0))
    const { values, coalitions } = await kernelShapley(14, game, 1, 40)
    expect(coalitions).toBeLessThanOrEqual(42)
    values.forEach((value, i) => expect(value[0]).toBeCloseTo(shares[i], 9))
  })

  test('comes near the exact values from a sample, sums to the whole, and repeats itself under a seed', async () => {
    // Worth of a pair is more than that of its parts.
    const game: Game = async (p) =>
      Float64Array.of(p.reduce((sum, x, i) => sum + x * (i + 1) + (i > 0 ? 2 * x * p[i - 1] : 0), 0))
    const players = 12
    const [exact, kernel, again] = [
      await exactShapley(players, game),
      await kernelShapley(players, game, 5, 600),
      await kernelShapley(players, game, 5, 600),
    ]
    kernel.values.forEach((value, i) => expect(Math.abs(value[0] - exact.values[i][0])).toBeLessThan(0.35))
    expect(kernel.values.reduce((sum, value) => sum + value[0], 0)).toBeCloseTo(kernel.full[0] - kernel.empty[0], 9)
    expect(again.values).toEqual(kernel.values)
  })

  test('takes over beyond ten players', async () => {
    const game: Game = async (p) => Float64Array.of(p.reduce((a, b) => a + b, 0))
    expect((await shapleyValues(10, game, 1)).method).toBe('exact')
    expect((await shapleyValues(11, game, 1)).method).toBe('kernel')
  })
})
