import { expect, test } from 'vitest'
import { driftBoard } from '../../../src-main/analysis/drift/board.ts'
import type { DriftAdvice } from '../../../src-main/shared/watch/drift-board.ts'
import { manySeeds } from '../../many-seeds.ts'
import { plant, type Change } from './plant.ts'

const advised: Record<Change, DriftAdvice> = {
  none: 'go on',
  'slow drift': 'retrain',
  'sensor swap': 'look at the sensor',
  'new mode': 'retrain',
}

// The limits in the sources were chosen on seeds below 8,000.

test('advice on data that a generator changed is right in 18 of 20 cases at least', async () => {
  const wrong: string[] = []
  for (const seed of manySeeds(8001, 5))
    for (const change of Object.keys(advised) as Change[]) {
      const { advice } = await driftBoard(plant(seed, change))
      if (advice !== advised[change]) wrong.push(`${change}, seed ${seed}: ${advice}`)
    }
  expect(wrong.length, wrong.join('; ')).toBeLessThanOrEqual(2)
})

test.each([91010, 91028, 91040, 91060])('a slow drift shows within two days of recent data: seed %i', async (seed) => {
  expect((await driftBoard(plant(seed, 'slow drift'))).advice).toBe('retrain')
})

test.each(manySeeds(8001, 50))(
  'no daily cycle is called drift, whatever part of a day is recent: seed %i',
  async (seed) => {
    const { advice, reasons } = await driftBoard(plant(seed, 'none'))
    expect(advice, reasons.join(' ')).toBe('go on')
  },
)
