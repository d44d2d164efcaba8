import type { ParamsOf } from '../../../shared/models/params.ts'

/** What every network is trained with. */
interface Defaults {
  epochs: number
  batch: number
  patience?: number
}

/** The parameters of training, with a network's own defaults. */
export const trainingParams = ({ epochs, batch, patience = 5 }: Defaults) =>
  ({
    epochs: {
      kind: 'integer',
      default: epochs,
      min: 1,
      max: 1000,
      label: 'Epochs at most',
      help: 'Training ends earlier where validation stops getting better.',
    },
    batch: {
      kind: 'integer',
      default: batch,
      min: 1,
      max: 4096,
      unit: 'windows',
      label: 'Batch',
      help: 'Windows per training step. Smaller learns in finer steps and takes longer.',
      advanced: true,
    },
    learningRate: {
      kind: 'number',
      default: 0.001,
      min: 1e-6,
      max: 1,
      label: 'Learning rate',
      help: 'Lower it where the loss jumps about.',
      advanced: true,
    },
    patience: {
      kind: 'integer',
      default: patience,
      min: 1,
      max: 1000,
      unit: 'epochs',
      label: 'Patience',
      help: 'Training ends after so many epochs without a better validation loss; the best epoch is kept.',
      advanced: true,
    },
  }) as const

/** Scaling, fitted on training data. */
export const scalingParam = {
  kind: 'choice',
  default: 'z-score',
  options: ['z-score', 'min-max', 'robust'],
  label: 'Scaling',
  help: 'Fitted on the training data only. Robust uses median and interquartile range, so that outliers in it do no harm.',
} as const

export const windowParam = (points: number, help: string) =>
  ({
    kind: 'integer',
    default: points,
    min: 4,
    max: 4096,
    unit: 'points',
    label: 'Window',
    help: `${help} Automatic where the data have a period.`,
  }) as const

/** The part of a detector's parameters that the training loop takes. */
export function fittingOf({ epochs, batch, learningRate, patience }: ParamsOf<ReturnType<typeof trainingParams>>) {
  return { epochs, batch, learningRate, patience }
}

/** One period where there is one, else the usual window; never more than a quarter of the longest stretch. */
export function suitableWindow(
  period: number | null,
  longest: number,
  least: number,
  most: number,
  usual: number,
): number {
  return Math.max(least, Math.min(most, period ?? usual, Math.floor(longest / 4)))
}
