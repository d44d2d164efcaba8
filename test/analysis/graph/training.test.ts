import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { detectors } from '../../../src-main/analysis/detectors/index.ts'
import { graphUse } from '../../../src-main/analysis/graph/graph-function.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { nativeState } from '../../../src-main/setup/state.ts'
import { startTensorFlow } from '../../../src-main/analysis/tensorflow.ts'
import { settingsFor } from '../../conformance/detector-settings.ts'
import { planted } from '../../conformance/planted.ts'

const state = nativeState()
const usual = { ...graphUse }
const networks = detectors.filter(({ family }) => family === 'deep' || family === 'supervised')

/** The length of a training. One that is told in steps shows ten of them as an epoch. */
const lasting = (detector: (typeof detectors)[number], epochs: number) =>
  'epochs' in detector.params ? { epochs } : { iterations: 10 * epochs }

describe.skipIf(state.kind === 'missing')(
  `networks trained as a graph${state.kind === 'missing' ? ` (skipped: ${state.why})` : ''}`,
  () => {
    beforeAll(async () => {
      await startTensorFlow('native')
    })
    afterEach(() => {
      Object.assign(graphUse, { training: usual.training, scoring: usual.scoring })
    })

    test('there are networks', () => expect(networks.length).toBeGreaterThan(8))

    test.each(networks.map((d) => [d.id, d] as const))(
      '%s learns the same as one operation after the other',
      async (_id, detector) => {
        const { series, labels } = planted(
          400,
          3,
          detector.learns === 'labels'
            ? [
                [100, 60],
                [250, 40],
                [330, 20],
              ]
            : [],
          5,
        )
        const train = async (callsBefore: number) => {
          graphUse.training = callsBefore
          const losses: number[] = []
          const made = graphUse.made
          // Few steps: rounding differs, and what differs a little at first differs much after many.
          const model = await trainDetector(
            detector,
            series,
            { params: { ...settingsFor(detector), ...lasting(detector, 2), batch: 64 }, labels },
            quietJob({ onEpoch: ({ loss }) => losses.push(loss) }),
          )
          return { losses, scores: model.trainingScores, graphs: graphUse.made - made }
        }
        const apart = await train(Infinity)
        const graph = await train(2)
        expect(apart.graphs).toBe(0)
        expect(graph.graphs).toBeGreaterThan(0)
        // Twice where the threshold is calibrated on rows that the first training has not seen.
        expect(graph.losses.length).toBe(detector.heldOut?.(settingsFor(detector) as never) ? 4 : 2)
        graph.losses.forEach((loss, i) => expect(loss).toBeCloseTo(apart.losses[i], 4))
        expect(graph.scores.length).toBe(apart.scores.length)
        graph.scores.forEach((score, i) =>
          expect(Math.abs(score - apart.scores[i])).toBeLessThan(0.01 * (1 + Math.abs(apart.scores[i]))),
        )
      },
    )

    test.each(networks.map((d) => [d.id, d] as const))(
      '%s scores the same as one operation after the other',
      async (_id, detector) => {
        const { series, labels } = planted(
          600,
          3,
          detector.learns === 'labels'
            ? [
                [100, 60],
                [250, 40],
                [400, 60],
              ]
            : [],
          5,
        )
        const model = await trainDetector(
          detector,
          series,
          { params: { ...settingsFor(detector), ...lasting(detector, 1) }, labels },
          quietJob(),
        )
        // Each channel many times over, so that there are batches enough.
        const long = {
          ...series,
          times: Float64Array.from(
            { length: 12_000 },
            (_, i) => series.times[0] + i * (series.times[1] - series.times[0]),
          ),
          values: series.values.map((v) => Float64Array.from({ length: 12_000 }, (_, i) => v[i % 600])),
        }
        const score = async (callsBefore: number) => {
          graphUse.scoring = callsBefore
          const made = graphUse.made
          return { ...(await scoreSeries(model, long, {}, quietJob())), graphs: graphUse.made - made }
        }
        const apart = await score(Infinity)
        const graph = await score(2)
        expect(apart.graphs).toBe(0)
        if (detector.id !== 'sten') expect(graph.graphs).toBeGreaterThan(0)
        expect(graph.assessed).toBe(apart.assessed)
        graph.scores.forEach((value, i) => {
          if (!Number.isNaN(apart.scores[i]))
            expect(Math.abs(value - apart.scores[i])).toBeLessThan(1e-4 * (1 + Math.abs(apart.scores[i])))
        })
      },
    )
  },
)
