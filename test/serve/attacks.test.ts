import { expect, test } from 'vitest'
import { attack } from '../../scripts/campaign/server-attacks.ts'
import { startTarget } from '../../scripts/campaign/server-target.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { manySeeds } from '../many-seeds.ts'

test('the attacked server holds its door, answers every call in words of our own, and goes on', async () => {
  const target = await startTarget()
  const before = process.memoryUsage().rss
  const problems: unknown[] = []
  for (const seed of manySeeds(1, 150)) {
    const { what, problem } = await attack(target, seededRandom(seed).next)
    if (problem) problems.push({ seed, what, problem })
  }
  expect(problems).toEqual([])
  expect(process.memoryUsage().rss - before).toBeLessThan(400e6)
  await target.close()
})
