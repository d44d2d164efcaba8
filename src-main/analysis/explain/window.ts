import type { WindowExplanation } from '../../shared/runs/explanation.ts'
import { parseParams } from '../../shared/models/params.ts'
import type { RowRange, Segment, Series, TimeRange } from '../../shared/data/series.ts'
import { pickChannels, scoreSeries, type TrainedModel } from '../train-and-score.ts'
import type { AnyDetector } from '../detectors/detector.ts'
import { detectorById } from '../detectors/index.ts'
import type { Job } from '../job.ts'
import { cutSegments } from '../preprocessing/gaps.ts'
import { seededRandom } from '../math/random.ts'
import { drawStretches, medianStretch, usualParts } from './background.ts'
import { EXACT_PLAYERS, shapleyValues, type Game } from './shapley.ts'
import { highestPart, stretchOf, type Stretch } from './stretch.ts'

/** rows — where usual data are looked for, null = everywhere; unusual — detections and labels to keep out of them. */
export interface WindowQuestion {
  range: TimeRange
  rows: RowRange[] | null
  unusual: RowRange[]
  /** background: stretches of usual data where they are long enough; median: each channel held at its median. */
  baseline: 'background' | 'median'
}

/** Longer windows are explained by their highest part: what lies around it would only dilute it. */
const MOST_POINTS = 256
/** Stretches of usual data that stand for an absent channel, each costing a full round of scoring. */
const MOST_BACKGROUNDS = 8
/** About so many points are scored in all; a network takes ten times as long for one as anything else, and someone waits. */
const pointsScored = { quick: 400_000, network: 100_000 }
/** Drawn to find ordinary ones among them. */
const CANDIDATES = 15

/**
 * Shapley values of a window's score per channel, for any detector: a channel that is absent takes the values of usual
 * data, the channels of one stretch together, and the worth of a coalition is the score of what comes out, point by point.
 * A point's score may look at its neighbours, so the excerpt reaches a model's window to either side, and so does what
 * is replaced. Throws bad-input where no point of the window can be assessed.
 */
export async function explainWindow(
  model: TrainedModel,
  series: Series,
  question: WindowQuestion,
  job: Job,
): Promise<WindowExplanation> {
  const detector = detectorById(model.detector)
  const least = detector.needs(parseParams(detector.params, model.params), model.channels.length).score
  const chosen = pickChannels(series, model.channels)
  const segments = cutSegments(chosen)
  // What is told of is the coalitions, not the points scored for each of them.
  const silent: Job = { seed: job.seed, memoryBytes: job.memoryBytes, checkpoint: () => job.checkpoint() }
  // An excerpt has no gap: what is the usual step of all rows need not be that of a few.
  const score = async (excerpt: Segment, values: Float64Array[]) =>
    (
      await scoreSeries(
        model,
        { times: excerpt.times, channels: chosen.channels, values },
        { maxGapSteps: Infinity },
        silent,
      )
    ).scores
  const notes: string[] = []
  const stretch = await focused(stretchOf(segments, question.range, least, least), least, score, notes)
  const { excerpt, first, last } = stretch

  const parts = usualParts(segments, question.rows, question.unusual)
  const coalitions = Math.min(2 ** model.channels.length, 2 ** EXACT_PLAYERS)
  const affordable = Math.max(
    1,
    Math.min(
      MOST_BACKGROUNDS,
      Math.floor(pointsScored[isNetwork(detector) ? 'network' : 'quick'] / (coalitions * excerpt.times.length)),
    ),
  )
  const backgrounds =
    question.baseline === 'median' ? [] : await ordinaryOnes(parts, excerpt.times.length, affordable, score, job)
  if (question.baseline === 'background' && backgrounds.length === 0)
    notes.push('No stretch of usual data is as long as this window: absent channels are held at their medians.')
  const absent = backgrounds.length > 0 ? backgrounds : [medianStretch(parts, excerpt.times.length)]

  let asked = 0
  const game: Game = async (present) => {
    await job.checkpoint({ phase: 'Explaining', done: asked++, total: coalitions, unit: 'coalitions' })
    const worth = new Float64Array(last - first + 1)
    // With every channel present nothing is replaced, whatever by.
    const rounds = present.includes(0) ? absent : absent.slice(0, 1)
    for (const values of rounds) {
      const scores = await score(
        excerpt,
        excerpt.values.map((own, c) => (present[c] ? own : values[c])),
      )
      for (let i = 0; i < worth.length; i++) worth[i] += scores[first + i] / rounds.length
    }
    return worth
  }
  const { values, full, empty, method } = await shapleyValues(model.channels.length, game, job.seed)
  return {
    channels: model.channels.map((channel, c) => ({ channel, shapley: finiteMean(values[c]) })),
    score: finiteMean(full, values[0]),
    baselineScore: finiteMean(empty, values[0]),
    method,
    baseline: backgrounds.length > 0 ? 'background' : 'median',
    times: excerpt.times.slice(first, last + 1),
    heat: values.map((value) => Float32Array.from(value)),
    notes,
  }
}

/** Whether scoring takes long. */
export const isNetwork = ({ family }: AnyDetector) => family === 'deep' || family === 'supervised'

async function focused(
  stretch: Stretch,
  least: number,
  score: (excerpt: Segment, values: Float64Array[]) => Promise<Float64Array>,
  notes: string[],
): Promise<Stretch> {
  const length = stretch.last - stretch.first + 1
  if (length <= MOST_POINTS) return stretch
  notes.push(
    `Of the window's ${length.toLocaleString('en')} points the ${MOST_POINTS} neighbouring ones with the highest score are explained.`,
  )
  return highestPart(stretch, await score(stretch.excerpt, stretch.excerpt.values), MOST_POINTS, least, least)
}

/** Of the stretches that were drawn, those whose own score is nearest to the median: neither the calmest nor the wildest. */
async function ordinaryOnes(
  parts: Segment[],
  length: number,
  count: number,
  score: (excerpt: Segment, values: Float64Array[]) => Promise<Float64Array>,
  job: Job,
): Promise<Float64Array[][]> {
  const drawn: { values: Float64Array[]; level: number }[] = []
  for (const stretch of drawStretches(parts, length, CANDIDATES, seededRandom(job.seed))) {
    await job.checkpoint({ phase: 'Looking for usual data', done: drawn.length, total: CANDIDATES, unit: 'stretches' })
    drawn.push({ values: stretch.values, level: finiteMean(await score(stretch, stretch.values)) })
  }
  drawn.sort((a, b) => a.level - b.level)
  const from = Math.max(0, Math.floor((drawn.length - count) / 2))
  return drawn.slice(from, from + count).map(({ values }) => values)
}

/** Mean where `of` (else the values themselves) is a number; NaN where it nowhere is. */
function finiteMean(values: Float64Array, of: Float64Array = values): number {
  let sum = 0
  let count = 0
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(of[i])) continue
    sum += values[i]
    count++
  }
  return sum / count
}
