import { detectorById } from '../../analysis/detectors/index.ts'
import { LoadedNetworks } from '../../analysis/detectors/networks/loaded-networks.ts'
import type { TrainedModel } from '../../analysis/train-and-score.ts'
import { describeBundle } from '../../formats/bundle/describe.ts'
import { readBundle } from '../../formats/bundle/read-bundle.ts'
import type { BundleRecipe } from '../../formats/bundle/recipe.ts'
import { installation } from '../../hosting/installation.ts'
import { badInput } from '../../shared/errors.ts'
import { startEngine } from '../detect/engine.ts'
import type { ScorePlan } from './plan.ts'

/** networks — of the model, loaded once for all that is scored with it. `dispose` them when done. */
export interface Loaded {
  model: TrainedModel
  recipe: BundleRecipe
  networks: LoadedNetworks
}

/** The model that a plan names, and the engine that it needs started. */
export async function loadModel({
  model: from,
  engine,
  cleaned,
}: Pick<ScorePlan, 'model' | 'engine' | 'cleaned'>): Promise<Loaded> {
  const loaded = 'folder' in from ? readBundle(from.folder) : await modelOf(from.project, from.run)
  const { preparation } = loaded.recipe
  if (preparation.length > 0 && !cleaned)
    throw badInput(
      `The model was trained on cleaned data (${preparation.join('; ')}). Clean the rows in the same way, as "anomaly-studio clean" does, and say --cleaned.`,
    )
  await startEngine(detectorById(loaded.model.detector), engine)
  return { ...loaded, networks: new LoadedNetworks() }
}

async function modelOf(project: string, run: string | null): Promise<Omit<Loaded, 'networks'>> {
  const { modelOfRun } = await import('../../engine/jobs/hand-over.ts')
  const handed = await modelOfRun(project, run, installation().version)
  return { model: handed.model, recipe: describeBundle(handed).recipe }
}
