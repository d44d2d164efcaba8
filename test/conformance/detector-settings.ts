import type { AnyDetector } from '../../src-main/analysis/detectors/detector.ts'
import type { ParamValues } from '../../src-main/shared/models/params.ts'

/** What makes one detector quick enough for the suite, or fits it to the suite's cycle of 25 points. One line each. */
const particular: Record<string, ParamValues> = {
  'lstm-autoencoder': { units: 16, batch: 128, learningRate: 0.01 },
  'attention-forecaster': { units: 16, batch: 128, learningRate: 0.01 },
  'axon-ad': { units: 16, learningRate: 0.005 },
  'patch-embedding': { filters: 8, iterations: 20, batch: 64 },
  'bilstm-classifier': { units: 16, calendar: false, batch: 64, learningRate: 0.01 },
  'lstm-classifier': { decay: 0, calendar: false, learningRate: 0.02 },
  'fcn-classifier': { calendar: false, learningRate: 0.005 },
  'spatio-temporal-forecaster': { units: 16, batch: 128, learningRate: 0.01 },
  'feature-scorer': { units: 16, batch: 128, learningRate: 0.01 },
  'spectrogram-autoencoder': { frame: 8, hop: 4, batch: 128, learningRate: 0.005 },
  'spectrogram-classifier': { frame: 8, hop: 4, batch: 64, learningRate: 0.01 },
  sten: {
    pieces: 5,
    pieceLength: 5,
    units: 16,
    batch: 128,
    epochs: 3,
    learningRate: 0.002,
    permutations: 2,
    partners: 2,
  },
  'lstm-forecaster': { units: 16, secondUnits: 8, batch: 128, learningRate: 0.01 },
}

/** Small enough for every detector on every engine: short windows and few epochs where there are such parameters. */
const usual: ParamValues = { window: 25, epochs: 5 }

export function settingsFor(detector: AnyDetector): ParamValues {
  const known = Object.entries(usual).filter(([key]) => key in detector.params)
  return { ...Object.fromEntries(known), ...particular[detector.id] }
}
