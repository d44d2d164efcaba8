import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { trainedNetwork } from '../../../src-main/analysis/detectors/networks/network.ts'
import {
  gatherPieces,
  orderLogits,
  pieceStates,
  stenSpecs,
} from '../../../src-main/analysis/detectors/networks/sten-network.ts'
import {
  distanceError,
  divergenceBySlot,
  orderTarget,
  softmaxOf,
} from '../../../src-main/analysis/detectors/networks/sten-objective.ts'
import {
  stenNetwork,
  type Partners,
  type StenMeasuring,
} from '../../../src-main/analysis/detectors/networks/sten-scoring.ts'
import { sten } from '../../../src-main/analysis/detectors/sten.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { reshape } from '../../../src-main/analysis/layers/operations.ts'
import { firstWeights } from '../../../src-main/analysis/layers/weights.ts'
import { averagePrecision, rankingCurve } from '../../../src-main/analysis/metrics/ranking.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { startTensorFlow } from '../../../src-main/analysis/tensorflow.ts'
import { parseParams } from '../../../src-main/shared/models/params.ts'
import type { Segment } from '../../../src-main/shared/data/series.ts'

beforeAll(async () => {
  await startTensorFlow()
})

/** Two pieces have two orders, and two permutations shifted round are both: nothing is left to chance. */
const measuring: StenMeasuring = {
  shape: { pieces: 2, length: 4, units: 6 },
  objective: 'corrected',
  temperature: 1,
  permutations: 2,
  seed: 1,
}
const weights = firstWeights(stenSpecs(2, measuring.shape), 3)

function waves(n: number, seed: number): Segment {
  const random = seededRandom(seed)
  return {
    start: 0,
    times: Float64Array.from({ length: n }, (_, t) => 1000 * t),
    values: [0, 1].map((c) => Float64Array.from({ length: n }, (_, t) => Math.sin(t / 3 + c) + random.normal() / 5)),
  }
}

async function measured(segment: Segment, partners: (network: Awaited<ReturnType<typeof stenNetwork>>) => Partners) {
  const network = await stenNetwork(weights, 2, measuring)
  const orders: number[] = []
  const distances: number[] = []
  try {
    await network.measure(segment, partners(network), quietJob(), (first, order, distance) => {
      expect(first).toBe(distances.length)
      orders.push(...order)
      distances.push(...distance)
    })
  } finally {
    network.dispose()
  }
  return { orders, distances }
}

describe('measuring windows', () => {
  const segment = waves(40, 1)
  const partner = [{ segment: 0, start: 20 }]

  test('gives what asking the network window by window gives', async () => {
    const { orders, distances } = await measured(segment, (network) => network.embed([segment], partner))
    const direct = await trainedNetwork(stenSpecs(2, measuring.shape), weights)
    const start = 5
    direct.run((pass) => {
      const at = [start, start + 4, 20, 24].map((from) => ({ segment: 0, start: from }))
      const embedded = (encoder: 'encoder' | 'target') => {
        const states = pieceStates(pass, gatherPieces([segment], at, 4), encoder)
        const all = [...states.data.dataSync()]
        return [all.slice(0, 12), all.slice(12)]
      }
      const [f, phi] = [embedded('encoder'), embedded('target')]
      expect(distances[start]).toBeCloseTo(distanceError(f[0], f[1], phi[0], phi[1]), 5)

      const expected = [0, 0]
      for (const order of [
        [0, 1],
        [1, 0],
      ]) {
        const shuffled = pieceStates(
          pass,
          gatherPieces(
            [segment],
            order.map((piece) => at[piece]),
            4,
          ),
          'encoder',
        )
        const logits = orderLogits(pass, reshape(pass.tape, shuffled, [1, 12])).data.dataSync()
        divergenceBySlot(softmaxOf(logits), orderTarget(order, 1)).forEach((part, slot) => {
          expected[order[slot]] += part / 2
        })
      }
      expect(orders[2 * start]).toBeCloseTo(expected[0], 5)
      expect(orders[2 * start + 1]).toBeCloseTo(expected[1], 5)
    })
    direct.dispose()
  })

  test('hands states on from one batch of windows to the next', async () => {
    const long = waves(2500, 2)
    const end = { ...long, times: long.times.slice(1000), values: long.values.map((channel) => channel.slice(1000)) }
    const whole = await measured(long, (network) => network.embed([segment], partner))
    const part = await measured(end, (network) => network.embed([segment], partner))
    expect(whole.distances.length).toBe(2493)
    for (let w = 0; w < part.distances.length; w++) {
      expect(whole.distances[1000 + w]).toBeCloseTo(part.distances[w], 5)
      expect(whole.orders[2 * (1000 + w)]).toBeCloseTo(part.orders[2 * w], 5)
    }
  })
})

test('the published code scores from 0 to 1, and nothing before the first piece has ended', async () => {
  const params = parseParams(sten.params, {
    objective: 'published code',
    pieces: 3,
    pieceLength: 4,
    units: 8,
    epochs: 1,
    permutations: 1,
  })
  const model = await sten.fit([waves(100, 1)], params, quietJob())
  const { scores } = await sten.score(model, waves(80, 2), params, quietJob())
  expect([...scores.keys()].filter((t) => Number.isNaN(scores[t]))).toEqual([0, 1, 2])
  expect(Math.min(...scores.slice(3))).toBe(0)
  expect(Math.max(...scores.slice(3))).toBe(1)
})

const skab = new URL('../../../../shared/data/skab/valve1/5.csv', import.meta.url)
test.skipIf(!existsSync(skab))(
  'corrected beats the published code and chance on a SKAB file (skipped where ../shared/data is absent)',
  async () => {
    const rows = readFileSync(skab, 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(';'))
    const part = (from: number, to: number): Segment => ({
      start: from,
      times: Float64Array.from({ length: to - from }, (_, t) => 1000 * t),
      values: Array.from({ length: 8 }, (_, c) => Float64Array.from(rows.slice(from, to), (row) => Number(row[c + 1]))),
    })
    const labels = rows.slice(400).map((row) => Number(row[9]))
    const precision = async (given: Record<string, unknown>) => {
      const params = parseParams(sten.params, { units: 64, epochs: 5, ...given })
      const model = await sten.fit([part(0, 400)], params, quietJob())
      const { scores } = await sten.score(model, part(400, rows.length), params, quietJob())
      const assessed = [...scores.keys()].filter((t) => !Number.isNaN(scores[t]))
      return averagePrecision(
        rankingCurve(
          Float64Array.from(assessed, (t) => scores[t]),
          assessed.map((t) => labels[t]),
        ),
      )!
    }
    const chance = labels.reduce((a, b) => a + b) / labels.length
    const corrected = await precision({})
    expect(corrected).toBeGreaterThan(chance + 0.2)
    expect(corrected).toBeGreaterThan(
      (await precision({ objective: 'published code', permutations: 1, learningRate: 1e-5 })) + 0.2,
    )
  },
)
