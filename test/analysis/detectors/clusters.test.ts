import { describe, expect, test } from 'vitest'
import { lloyd, miniBatches, type Points } from '../../../src-main/analysis/detectors/parts/clusters.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'

/** Five heaps around (0, 0, 0), (10, 10, 10) … */
function heaps(count: number): Points {
  const random = seededRandom(8)
  const data = Float64Array.from({ length: count * 3 }, (_, i) => 10 * (Math.floor(i / 3) % 5) + random.normal())
  return { count, dims: 3, read: (i, into, at) => into.set(data.subarray(3 * i, 3 * i + 3), at) }
}

describe.each([
  ['at once', lloyd],
  ['in batches', miniBatches],
])('centres learned %s', (_how, learn) => {
  test('lie in the middle of the heaps', async () => {
    const centres = await learn(heaps(3000), 5, 1, quietJob())
    const first = Array.from({ length: 5 }, (_, c) => centres[3 * c]).sort((a, b) => a - b)
    first.forEach((v, c) => expect(Math.abs(v - 10 * c)).toBeLessThan(0.5))
  })

  test('are the same for the same seed, and no more than there are points', async () => {
    expect(await learn(heaps(500), 4, 3, quietJob())).toEqual(await learn(heaps(500), 4, 3, quietJob()))
    expect((await learn(heaps(3), 20, 1, quietJob())).length).toBe(9)
  })

  test('of points that are all the same are that point', async () => {
    const same: Points = { count: 50, dims: 2, read: (_, into, at) => into.set([4, 5], at) }
    expect(Array.from(await learn(same, 2, 1, quietJob()))).toEqual([4, 5, 4, 5])
  })
})
