import { detectorById } from '../../analysis/detectors/index.ts'
import { LoadedNetworks } from '../../analysis/detectors/networks/loaded-networks.ts'
import { rowCleaning, type RowCleaning } from '../../analysis/streaming/row-cleaning.ts'
import type { TrainedModel } from '../../analysis/train-and-score.ts'
import { describeBundle } from '../../formats/bundle/describe.ts'
import { readBundle } from '../../formats/bundle/read-bundle.ts'
import type { BundleRecipe } from '../../formats/bundle/recipe.ts'
import { installation } from '../../hosting/installation.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import { badInput } from '../../shared/errors.ts'
import { startEngine } from '../detect/engine.ts'
import type { ScorePlan } from './plan.ts'

/**
 * networks — of the model, loaded once for all that is scored with it. `dispose` them when done. channels — of the rows that are scored;
 * cleaning — what they go through first, null = nothing.
 */
export interface Loaded {
  model: TrainedModel
  recipe: BundleRecipe
  networks: LoadedNetworks
  channels: ChannelInfo[]
  cleaning: RowCleaning | null
}

/** The model that a plan names, and the engine that it needs started. */
export async function loadModel({
  model: from,
  engine,
  cleaned,
}: Pick<ScorePlan, 'model' | 'engine' | 'cleaned'>): Promise<Loaded> {
  const { model, recipe } = 'folder' in from ? readBundle(from.folder) : await modelOf(from.project, from.run)
  const cleaning = cleaned ? null : cleaningOf(model, recipe)
  await startEngine(detectorById(model.detector), engine)
  const channels = cleaning?.channels ?? recipe.channels
  return { model, recipe, networks: new LoadedNetworks(), channels, cleaning }
}

/** The steps that the model keeps. Throws bad-input where one of them looks at whole series. */
function cleaningOf({ cleaning = [], channels }: TrainedModel, { preparation, rows, time }: BundleRecipe) {
  if (preparation.length === 0) return null
  // Folders of earlier versions do not say how often the rows came.
  const isOnItsAxis = cleaning.some(({ step, on }) => on && step === 'resample')
  if (!rows && isOnItsAxis)
    throw badInput(
      `The model was trained after these steps: ${preparation.join('; ')}; and its folder does not say how often rows came before them. Export it again, or clean the rows, as "anomaly-studio clean" does, and say --cleaned.`,
    )
  return rowCleaning(cleaning, channels, rows?.channels ?? [], rows?.stepMs ?? time.stepMs)
}

async function modelOf(project: string, run: string | null): Promise<Pick<Loaded, 'model' | 'recipe'>> {
  const { modelOfRun } = await import('../../engine/jobs/hand-over.ts')
  const handed = await modelOfRun(project, run, installation().version)
  return { model: handed.model, recipe: describeBundle(handed).recipe }
}
