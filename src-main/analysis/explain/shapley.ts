import { cholesky, choleskySolve, matrix, type Matrix } from '../math/matrix.ts'
import { seededRandom, shuffle, type Random } from '../math/random.ts'

/** What a coalition is worth. present — [players], 1 = takes part. Returns [outputs], as many for every coalition. */
export type Game = (present: Uint8Array) => Promise<Float64Array>

/**
 * values — [player][output]; they sum to full − empty, output by output. full, empty — [output], the worth of all players
 * and of none. coalitions — how many were asked for their worth.
 */
export interface ShapleyValues {
  values: Float64Array[]
  full: Float64Array
  empty: Float64Array
  method: 'exact' | 'kernel'
  coalitions: number
}

/** Up to so many players every coalition is asked: 1,024 of them. */
export const EXACT_PLAYERS = 10

/** What KernelSHAP may ask beyond that. */
const SAMPLED_COALITIONS = 1024

/** Shapley values: exact up to 10 players, KernelSHAP beyond. */
export function shapleyValues(players: number, game: Game, seed: number): Promise<ShapleyValues> {
  return players <= EXACT_PLAYERS ? exactShapley(players, game) : kernelShapley(players, game, seed)
}

/** Shapley, A value for n-person games, 1953: the mean of what a player adds, over all orders in which players can come. */
export async function exactShapley(players: number, game: Game): Promise<ShapleyValues> {
  const count = 2 ** players
  const worth: Float64Array[] = []
  for (let mask = 0; mask < count; mask++)
    worth.push(await game(Uint8Array.from({ length: players }, (_, i) => (mask >> i) & 1)))
  const outputs = worth[0].length
  const weights = coalitionWeights(players)
  const values = Array.from({ length: players }, () => new Float64Array(outputs))
  for (let mask = 0; mask < count; mask++)
    for (let i = 0; i < players; i++) {
      if ((mask >> i) & 1) continue
      const weight = weights[bits(mask)]
      const [without, withIt, value] = [worth[mask], worth[mask | (1 << i)], values[i]]
      for (let o = 0; o < outputs; o++) value[o] += weight * (withIt[o] - without[o])
    }
  return { values, full: worth[count - 1], empty: worth[0], method: 'exact', coalitions: count }
}

/** [s] = s! (n − s − 1)! / n!: the share of orders in which exactly a given coalition of s comes before a player. */
function coalitionWeights(n: number): number[] {
  const weights = [1 / n]
  for (let s = 1; s < n; s++) weights.push((weights[s - 1] * s) / (n - s))
  return weights
}

function bits(mask: number): number {
  let count = 0
  for (let m = mask; m; m &= m - 1) count++
  return count
}

/**
 * KernelSHAP (Lundberg and Lee, A unified approach to interpreting model predictions, NIPS 2017): the additive game that
 * is nearest to the given one under the Shapley kernel, with the sum of its values held to full − empty. Coalitions that
 * weigh most, the smallest and their complements, are all asked as far as `budget` goes; the rest is sampled in pairs.
 * Asking all of them gives the exact values. For 2 players and more.
 */
export async function kernelShapley(
  players: number,
  game: Game,
  seed: number,
  budget = SAMPLED_COALITIONS,
): Promise<ShapleyValues> {
  const empty = await game(new Uint8Array(players))
  const full = await game(new Uint8Array(players).fill(1))
  const outputs = full.length
  const coalitions = chooseCoalitions(players, Math.max(budget, 2 * players), seededRandom(seed))
  // Normal equations of the regression with the last player's value taken as the rest of the sum.
  const free = players - 1
  const normal = matrix(free, free)
  const right = Array.from({ length: outputs }, () => new Float64Array(free))
  for (const { present, weight } of coalitions) {
    const worth = await game(present)
    const row = Float64Array.from({ length: free }, (_, i) => present[i] - present[free])
    addOuter(normal, row, weight)
    for (let o = 0; o < outputs; o++) {
      const target = worth[o] - empty[o] - present[free] * (full[o] - empty[o])
      for (let i = 0; i < free; i++) right[o][i] += weight * row[i] * target
    }
  }
  const factor = cholesky(normal)!
  const values = Array.from({ length: players }, () => new Float64Array(outputs))
  for (let o = 0; o < outputs; o++) {
    let rest = full[o] - empty[o]
    choleskySolve(factor, right[o]).forEach((value, i) => {
      values[i][o] = value
      rest -= value
    })
    values[free][o] = rest
  }
  return { values, full, empty, method: 'kernel', coalitions: coalitions.length + 2 }
}

function addOuter({ data, cols }: Matrix, row: Float64Array, weight: number): void {
  for (let i = 0; i < cols; i++) for (let j = 0; j < cols; j++) data[i * cols + j] += weight * row[i] * row[j]
}

interface Coalition {
  present: Uint8Array
  weight: number
}

/** Sizes 1 and n − 1 are always complete, which makes the regression solvable. */
function chooseCoalitions(n: number, budget: number, random: Random): Coalition[] {
  const chosen: Coalition[] = []
  const half = Math.floor(n / 2)
  let left = budget
  let size = 1
  for (; size <= half; size++) {
    const pair = size === n - size ? binomial(n, size) : 2 * binomial(n, size)
    if (pair > left) break
    left -= pair
    for (const members of subsets(n, size)) {
      const weight = kernelWeight(n, size) / binomial(n, size)
      chosen.push({ present: members, weight })
      if (size !== n - size) chosen.push({ present: complement(members), weight })
    }
  }
  const open = Array.from({ length: Math.max(0, half - size + 1) }, (_, i) => size + i)
  if (open.length === 0) return chosen
  return [...chosen, ...sampled(n, open, Math.floor(left / 2), random)]
}

/** Pairs of a coalition and its complement, sizes drawn by their share of the kernel; those drawn twice weigh double. */
function sampled(n: number, sizes: number[], pairs: number, random: Random): Coalition[] {
  const shares = sizes.map((size) => kernelWeight(n, size) * (size === n - size ? 1 : 2))
  const total = shares.reduce((a, b) => a + b)
  const players = Uint32Array.from({ length: n }, (_, i) => i)
  const found = new Map<string, Coalition>()
  for (let p = 0; p < pairs; p++) {
    let at = random.next() * total
    const size = sizes.find((_, i) => (at -= shares[i]) < 0) ?? sizes[sizes.length - 1]
    const present = new Uint8Array(n)
    for (const player of shuffle(players, random).subarray(0, size)) present[player] = 1
    for (const coalition of [present, complement(present)]) {
      const weight = total / (2 * pairs)
      const known = found.get(coalition.join(''))
      if (known) known.weight += weight
      else found.set(coalition.join(''), { present: coalition, weight })
    }
  }
  return [...found.values()]
}

/** The Shapley kernel summed over all coalitions of a size, up to a factor. */
const kernelWeight = (n: number, size: number) => (n - 1) / (size * (n - size))
const complement = (present: Uint8Array) => present.map((p) => 1 - p)

function binomial(n: number, k: number): number {
  let result = 1
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i
  return Math.round(result)
}

function* subsets(n: number, size: number, from = 0, chosen: number[] = []): Generator<Uint8Array> {
  if (chosen.length === size) {
    const present = new Uint8Array(n)
    for (const player of chosen) present[player] = 1
    yield present
    return
  }
  for (let i = from; i <= n - (size - chosen.length); i++) yield* subsets(n, size, i + 1, [...chosen, i])
}
