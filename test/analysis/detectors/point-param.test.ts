import { describe, expect, test } from 'vitest'
import type { AnyDetector } from '../../../src-main/analysis/detectors/detector.ts'
import { detectors } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { planted } from '../../conformance/planted.ts'

const looksAtWindows = (d: AnyDetector) => d.family === 'classical' && 'points' in d.params

describe.each(detectors.filter(looksAtWindows).map((d) => [d.id, d] as const))('%s', (_id, detector) => {
  test('marks the rows before an anomaly only where a row shares in the windows that reach into it', async () => {
    const { series } = planted(1200, 1, [])
    const faulty = planted(1200, 1, [[700, 100]]).series
    const judged = async (points: string): Promise<{ scores: Float64Array; high: number }> => {
      const params = { window: 24, points }
      const model = await trainDetector(detector, series, { params }, quietJob())
      const base = (await scoreSeries(model, series, {}, quietJob())).scores
      const { scores } = await scoreSeries(model, faulty, {}, quietJob())
      const usual = base.filter((s) => !Number.isNaN(s)).sort()
      return { scores, high: usual[usual.length - 1] + (usual[usual.length - 1] - usual[usual.length >> 1]) }
    }
    const inAlarm = ({ scores, high }: { scores: Float64Array; high: number }) =>
      scores.subarray(640, 700).reduce((n, s) => n + Number(s > high), 0)
    expect(inAlarm(await judged('max'))).toBeGreaterThan(5)
    // A curve through the neighbourhood, and the nearest other window, look ahead whatever is done with windows.
    if (detector.id === 'poly' || detector.id === 'matrix-profile') return
    expect(inAlarm(await judged('all'))).toBe(0)
    expect(inAlarm(await judged('last'))).toBe(0)
  })
})
