import type { Suggestion } from '../shared/detector-info.ts'
import type { Series } from '../shared/series.ts'
import { shapeOf } from './detect.ts'
import { detectorById } from './detectors/index.ts'
import { cutSegments } from './preprocessing/gaps.ts'

/** rows — of the whole dataset (the series may be its beginning); labelled — whether anything is labelled yet. */
export interface SuggestFacts {
  rows: number
  labelled: boolean
}

/** Fewer gap-free points than this train no network worth its name. */
const enoughForDeep = 1000

/** Proposes detector, window and threshold from the look of the data, each with its reason in one line. */
export function suggestFor(series: Series, facts: SuggestFacts): Suggestion {
  const segments = cutSegments(series, {})
  if (segments.length === 0)
    return of('z-score', {}, [{ what: 'Z-score', why: 'No row has a value in every channel, so nothing that needs a window can be trained.' }])
  const shape = shapeOf(segments)
  const count = facts.rows.toLocaleString('en')
  if (shape.longest < enoughForDeep)
    return of('pca', {}, [
      { what: 'PCA (T² and Q)', why: `The longest stretch without a gap has ${shape.longest.toLocaleString('en')} points: enough for PCA, few for a network.` },
    ])
  const window = shape.period
  return of('conv-autoencoder', window ? { window: clamp(window, 16, 512) } : {}, [
    { what: 'Convolutional autoencoder', why: `${count} rows are enough to learn what normal looks like, and it needs no labels.` },
    window
      ? { what: `Window of ${clamp(window, 16, 512)} points`, why: `The data repeat about every ${window} points.` }
      : { what: 'The usual window', why: 'No period stands out in the data.' },
    facts.labelled
      ? { what: 'Labels left out of training', why: 'What is labelled as anomalous should not be learned as normal.' }
      : { what: 'Train on everything', why: 'Nothing is labelled yet; rare anomalies do little harm.' },
  ])
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))

function of(detector: string, params: Suggestion['params'], reasons: Suggestion['reasons']): Suggestion {
  return { detector, params, threshold: detectorById(detector).threshold, reasons }
}
