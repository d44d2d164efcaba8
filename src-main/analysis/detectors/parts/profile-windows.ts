import type { Segment } from '../../../shared/data/series.ts'

/** What windows are compared with where that is the training data: [segment][channel][time]; else nothing. */
export interface ProfileModel {
  training: Float64Array[][]
}

/** The parameters of every matrix profile. */
export const profileParams = {
  window: {
    kind: 'integer',
    default: 100,
    min: 4,
    max: 5000,
    unit: 'points',
    label: 'Window',
    help: 'About one period, or as long as the anomalies looked for.',
  },
  compare: {
    kind: 'choice',
    options: ['itself', 'training'],
    default: 'itself',
    label: 'Compare with',
    help: 'Itself: windows elsewhere in the scored stretch. Training: windows of the training range.',
  },
} as const

interface Compared {
  window: number
  compare: (typeof profileParams.compare.options)[number]
}

/** A window alone has no other one to be compared with. */
export const profileNeeds = ({ window, compare }: Compared) =>
  compare === 'training' ? { train: window, score: window } : { train: 1, score: 2 * window + 1 }

export const keptTraining = (train: Segment[], { compare }: Compared): ProfileModel => ({
  training: compare === 'training' ? train.map(({ values }) => values.map((v) => Float64Array.from(v))) : [],
})
