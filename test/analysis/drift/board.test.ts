import { describe, expect, test } from 'vitest'
import { driftBoard } from '../../../src-main/analysis/drift/board.ts'
import { plant } from './plant.ts'

describe('a board', () => {
  test('says what runs elsewhere, by how much, since when and which way', async () => {
    const input = plant(7001, 'slow drift')
    const { channels, reasons, cycle } = await driftBoard(input)
    const [first] = channels
    expect(cycle).toBe('day')
    expect(first.drifted).toBe('level')
    expect(first.course).toBe('slowly')
    expect(reasons[0]).toMatch(
      /^Motor temperature runs [\d.]+ (above|below) what training saw since \d+ March( at \d\d:\d\d)?, and moves bit by bit\.$/,
    )
    expect(Math.abs(first.shift.value)).toBeGreaterThan(1)
    expect(first.shift.low).toBeLessThanOrEqual(first.shift.high!)
    expect(channels.slice(1).every(({ drifted }) => drifted === null)).toBe(true)
    for (const { spread, psi, ks, wasserstein } of channels)
      for (const { value, low, high } of [spread, psi, ks, wasserstein]) {
        expect(low).toBeLessThanOrEqual(value)
        expect(high).toBeGreaterThanOrEqual(value)
      }
  })

  test('names five channels of many and how many more there are', async () => {
    const input = plant(7003, 'none')
    const twenty = (rows: typeof input.training, up: number) => ({
      ...rows,
      values: Array.from({ length: 20 }, (_, c) => rows.values[c % 4].map((v) => v + (c < 8 ? up : 0))),
    })
    const { reasons } = await driftBoard({
      ...input,
      channels: Array.from({ length: 20 }, (_, c) => ({ name: `channel ${c + 1}`, unit: null })),
      training: twenty(input.training, 0),
      recent: twenty(input.recent, 9),
    })
    expect(reasons.filter((one) => one.startsWith('Channel '))).toHaveLength(5)
    expect(reasons).toContain('3 more channels differ from training: the table has them all.')
  })

  test('names a sensor that stands still and one that is missing', async () => {
    const still = plant(5003, 'none')
    still.recent.values[1].fill(48)
    const stuck = await driftBoard(still)
    expect(stuck.advice).toBe('look at the sensor')
    expect(stuck.channels[1].drifted).toBe('flat')
    expect(stuck.reasons[0]).toBe('Flow stands still: it changed all the time in training.')
    const missing = plant(5004, 'none')
    missing.recent.values[3].fill(NaN, 0, missing.recent.times.length / 2)
    const board = await driftBoard(missing)
    expect(board).toMatchObject({ advice: 'look at the sensor' })
    expect(board.reasons[0]).toMatch(/% of the values of vibration are missing, in training 0 % were\.$/)
  })

  test('asks for another threshold where only the score has moved', async () => {
    const input = plant(5005, 'none')
    const score = (times: Float64Array, level: number) => times.map((_, i) => level * Math.exp(0.3 * Math.sin(i * 1.7)))
    const board = await driftBoard({
      ...input,
      scores: {
        training: { times: input.training.times, scores: score(input.training.times, 1) },
        recent: { times: input.recent.times, scores: score(input.recent.times, 2) },
        threshold: 1.6,
      },
    })
    expect(board.advice).toBe('set the threshold anew')
    expect(board.reasons[0]).toContain('The anomaly score is 2 times as high as in training')
    expect(board.score?.alarms?.training).toBe(0)
    expect(board.score?.alarms?.recent).toBeGreaterThan(0.3)
  })
})
