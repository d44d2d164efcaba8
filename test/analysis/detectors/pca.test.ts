import { describe, expect, test } from 'vitest'
import {
  hasReferenceData,
  skabFiles,
  tepFaults,
  tepRun,
  whereReferenceData,
} from '../../../scripts/bench/reference-data.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { pca } from '../../../src-main/analysis/detectors/pca.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { eigenvaluesAsFound } from '../../../src-main/analysis/math/francis-qr.ts'
import { fromRows } from '../math/matrices.ts'
import { badInput } from '../../../src-main/shared/errors.ts'
import { planted } from '../../conformance/planted.ts'

describe.skipIf(!hasReferenceData)(hasReferenceData ? 'on reference data' : `is skipped: ${whereReferenceData}`, () => {
  test('repeats the published T² + Q alarms of SKAB point for point', async () => {
    const differences: Record<string, number> = {}
    // The benchmark's code does not cut at gaps.
    const acrossGaps = { maxGapSteps: 1e9 }
    const files = skabFiles()
    for (const file of files) {
      const model = await trainDetector(
        pca,
        file.train,
        { params: pca.presets!['SKAB benchmark'], ...acrossGaps },
        quietJob(),
      )
      const { scores } = await scoreSeries(model, file.test, acrossGaps, quietJob())
      const wrong = file.reference.filter((alarm, i) => alarm !== (scores[i] > 1 ? 1 : 0)).length
      if (wrong > 0) differences[file.name] = wrong
    }
    expect(files.length).toBe(20)
    expect(differences).toEqual({})
  })

  test('misses what the literature says it misses of the Tennessee Eastman faults', async () => {
    const missed = async (statistic: 'T2' | 'Q') => {
      const params = { ...pca.presets!['Tennessee Eastman'], statistic }
      const model = await trainDetector(pca, tepRun('d00.dat'), { params }, quietJob())
      const scores = async (file: string) => (await scoreSeries(model, tepRun(file), {}, quietJob())).scores
      const threshold = (await scores('d00_te.dat')).sort().at(-10)!
      const rates: number[] = []
      for (const fault of tepFaults)
        rates.push((await scores(`d${fault}_te.dat`)).slice(160).filter((s) => s <= threshold).length / 800)
      return rates
    }
    const published = { T2: [0.007, 0.02, 0.96, 0.776, 0.795, 0.169], Q: [0.003, 0.014, 0.034, 0.743, 0.346, 0] }
    for (const statistic of ['T2', 'Q'] as const)
      (await missed(statistic)).forEach((rate, i) =>
        expect(Math.abs(rate - published[statistic][i]), `fault ${tepFaults[i]}`).toBeLessThan(0.001),
      )
  })
})

test('raises Q and not T² when two channels that move together part', async () => {
  const { series } = planted(600, 1, [])
  const [x] = series.values
  const pair = (apart: number) => ({
    ...series,
    channels: ['a', 'b'].map((name) => ({ name, unit: null })),
    values: [x, x.map((v, t) => v * 2 + (t === 500 ? apart : 0) + 0.01 * Math.sin(t))],
  })
  const only = async (statistic: 'T2' | 'Q') => {
    const model = await trainDetector(pca, pair(0), { params: { statistic, components: 1, smoothing: 1 } }, quietJob())
    const { scores, contributions } = await scoreSeries(model, pair(1), {}, quietJob())
    return { score: scores[500], others: Math.max(...scores.subarray(0, 500)), of: contributions!.map((c) => c[500]) }
  }
  const q = await only('Q')
  expect(q.score).toBeGreaterThan(20 * q.others)
  expect(q.of[0]).toBeCloseTo(0.5, 1)
  expect((await only('T2')).score).toBeLessThan(1)
})

test('holds an exact relation between channels to be broken by anything above rounding', async () => {
  const { series } = planted(600, 1, [])
  const [x] = series.values
  const twins = (apart: number) => ({
    ...series,
    channels: ['a', 'b'].map((name) => ({ name, unit: null })),
    values: [x, x.map((v, t) => 3 * v + (t >= 300 ? apart : 0))],
  })
  const model = await trainDetector(pca, twins(0), {}, quietJob())
  const calm = await scoreSeries(model, twins(0), {}, quietJob())
  const broken = await scoreSeries(model, twins(0.01), {}, quietJob())
  expect(calm.scores.filter((s) => s > 1).length).toBeLessThan(20)
  expect(broken.scores.subarray(310).every((s) => s > 1)).toBe(true)
})

test('refuses Q where no component is left for it', async () => {
  const { series } = planted(100, 2, [])
  await expect(trainDetector(pca, series, { params: { statistic: 'Q', components: 2 } }, quietJob())).rejects.toEqual(
    badInput(
      'All 2 components are in the model, so nothing is left for Q: use fewer components or a smaller explained variance.',
    ),
  )
})

test('eigenvalues come in the order of the published solver, which is not descending', () => {
  const found = eigenvaluesAsFound(
    fromRows([
      [1, 0.2, 0.1, 0],
      [0.2, 1, 0.5, 0.3],
      [0.1, 0.5, 1, 0.1],
      [0, 0.3, 0.1, 1],
    ]),
  )
  // As numpy.linalg.eigvals returns them.
  const expected = [1.687405041181, 0.443355257103, 0.867270716633, 1.001968985083]
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 10))
})
