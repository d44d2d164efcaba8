import { beforeAll, describe, expect, test } from 'vitest'
import { detectors } from '../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { packModel, unpackModel } from '../../src-main/analysis/model-file.ts'
import { startTensorFlow, tensorsInUse } from '../../src-main/analysis/tensorflow.ts'
import { scoreSeries, trainDetector, type TrainedModel } from '../../src-main/analysis/train-and-score.ts'
import { StudioError } from '../../src-main/shared/errors.ts'
import { settingsFor } from '../conformance/detector-settings.ts'
import { planted } from '../conformance/planted.ts'
import { damagedModels } from './damaged-models.ts'
import { processorMs } from '../processor-time.ts'

/** Of all fields and damages so many, spread over them; the campaign of hostile projects tries the rest. */
const most = 40
/** Longer than this a score of 150 points takes only where something goes round in circles, however busy the machine is. */
const patienceMs = 30_000

const libraryWords =
  /tensor|undefined|null|not a function|cannot read|iterable|invalid array|property|zod|expected|\bshape\b/i

beforeAll(() => startTensorFlow())

describe.each(detectors.map((detector) => [detector.id, detector] as const))('%s', (_id, detector) => {
  test('with any field of its model damaged scores or refuses in a sentence, and leaves nothing behind', async () => {
    const training = planted(400, 2, detector.learns === 'labels' ? [[100, 30]] : [])
    const { series } = planted(150, 2, [], 11)
    const options = {
      params: { ...settingsFor(detector), ...('epochs' in detector.params && { epochs: 1 }) },
      labels: training.labels,
    }
    const model = await trainDetector(detector, training.series, options, quietJob())
    const tensors = tensorsInUse()
    let refused = 0
    let tried = 0
    const all = [...damagedModels(model)]
    const step = Math.max(1, all.length / most)
    for (let i = 0; i < all.length; i += step) {
      const damaged = all[Math.floor(i)]
      tried++
      let packed: Uint8Array
      try {
        packed = packModel(damaged.model)
      } catch {
        continue
      }
      const began = processorMs()
      try {
        const read: TrainedModel = unpackModel(packed)
        await scoreSeries(read, series, {}, quietJob())
      } catch (error) {
        refused++
        const { message, code } = error as StudioError
        expect(error, damaged.name).toBeInstanceOf(StudioError)
        expect(['corrupt', 'bad-input'], `${damaged.name}: ${message}`).toContain(code)
        expect(message.replace(/"[^"]*"/g, ''), damaged.name).not.toMatch(libraryWords)
      }
      expect(processorMs() - began, damaged.name).toBeLessThan(patienceMs)
    }
    expect(tensorsInUse()).toBe(tensors)
    expect(tried).toBeGreaterThan(20)
    expect(refused).toBeGreaterThan(tried / 5)
  })
})
