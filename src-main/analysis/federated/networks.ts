import { badInput } from '../../shared/errors.ts'
import type { ParamValues } from '../../shared/models/params.ts'
import { attentionForecasterSpecs } from '../detectors/attention-forecaster.ts'
import { convAutoencoderSpecs } from '../detectors/conv-autoencoder.ts'
import { lstmAutoencoderSpecs, type LstmAutoencoderShape } from '../detectors/lstm-autoencoder.ts'
import { lstmForecasterSpecs } from '../detectors/lstm-forecaster.ts'
import type { StoredWeights, WeightSpec } from '../layers/weights.ts'
import type { Scaler } from '../preprocessing/scaling.ts'

/** What a network whose weights can be exchanged has learnt: a scaling and weights, and nothing else. */
export interface NetworkModel {
  scaler: Scaler
  weights: StoredWeights
  note: string | null
}

const number = (params: ParamValues, key: string) => Number(params[key])

/** The weights of every detector whose model is a network alone, by its id. */
const networks: Readonly<Record<string, (channels: number, params: ParamValues) => WeightSpec[]>> = {
  'conv-autoencoder': (channels) => convAutoencoderSpecs(channels),
  'lstm-autoencoder': (channels, params) => lstmAutoencoderSpecs(channels, params as unknown as LstmAutoencoderShape),
  'lstm-forecaster': (channels, params) =>
    lstmForecasterSpecs(channels, number(params, 'horizon'), number(params, 'units'), number(params, 'secondUnits')),
  'attention-forecaster': (channels, params) => attentionForecasterSpecs(channels, number(params, 'units')),
}

/** How the names of the weights of the first layers begin: what they have learnt to look for holds elsewhere too. */
export const firstLayers: Readonly<Record<string, string>> = {
  'conv-autoencoder': 'encoder',
  'lstm-autoencoder': 'encoder',
  'lstm-forecaster': 'first',
  'attention-forecaster': 'lstm',
}

/** Throws bad-input, with those that can, for a detector whose weights cannot be exchanged. */
export function networkSpecs(detector: string, channels: number, params: ParamValues): WeightSpec[] {
  const specs = networks[detector]
  if (!specs)
    throw badInput(
      `Detector "${detector}" has no weights that could be carried over. These have: ${Object.keys(networks).join(', ')}.`,
    )
  return specs(channels, params)
}
