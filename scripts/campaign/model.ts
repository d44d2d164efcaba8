import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { detectors } from '../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { packModel, unpackModel } from '../../src-main/analysis/model-file.ts'
import { startTensorFlow } from '../../src-main/analysis/tensorflow.ts'
import { scoreSeries, trainDetector, type TrainedModel } from '../../src-main/analysis/train-and-score.ts'
import { StudioError } from '../../src-main/shared/errors.ts'
import { damagedModels } from '../../test/analysis/damaged-models.ts'
import { settingsFor } from '../../test/conformance/detector-settings.ts'
import { planted } from '../../test/conformance/planted.ts'
import { libraryWords, type Campaign, type Outcome } from './campaign.ts'

const trained = new Map<string, TrainedModel>()

/** One damaged field of one model: it scores, or is refused in a sentence. */
export const modelCampaign: Campaign = {
  id: 'model',
  what: 'Every field of a saved model missing, of another type or shape, NaN, huge or cut off',
  async attempt(seed, folder) {
    const random = seededRandom(seed)
    const detector = detectors[random.below(detectors.length)]
    await startTensorFlow()
    let model = trained.get(detector.id)
    if (!model) {
      const { series, labels } = planted(400, 2, detector.learns === 'labels' ? [[100, 30]] : [])
      const params = { ...settingsFor(detector), ...('epochs' in detector.params && { epochs: 1 }) }
      trained.set(detector.id, (model = await trainDetector(detector, series, { params, labels }, quietJob())))
    }
    const all = [...damagedModels(model)]
    const damaged = all[random.below(all.length)]
    const what = `${detector.id}: ${damaged.name}`
    let packed: Uint8Array
    try {
      packed = packModel(damaged.model)
    } catch {
      return { kind: 'refused', what, said: 'cannot be packed' }
    }
    const file = join(folder, 'damaged.model')
    const failed = (said: string): Outcome => {
      writeFileSync(file, packed)
      return { kind: 'failed', what, said, file }
    }
    try {
      await scoreSeries(unpackModel(packed), planted(150, 2, [], 11).series, {}, quietJob())
      return { kind: 'right', what, said: '' }
    } catch (error) {
      if (!(error instanceof StudioError)) return failed(String(error))
      if (error.code === 'internal' || libraryWords.test(error.message.replace(/"[^"]*"/g, '')))
        return failed(error.message)
      return { kind: 'refused', what, said: error.message }
    }
  },
}
