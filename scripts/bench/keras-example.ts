import { convAutoencoderDetector } from '../../src-main/analysis/detectors/conv-autoencoder.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { startTensorFlow, tensorsInUse } from '../../src-main/analysis/tensorflow.ts'
import { scoreSeries, trainDetector } from '../../src-main/analysis/train-and-score.ts'
import { wholeFiles } from './reference-data.ts'

/** What published runs of the example give: the threshold, windows above it, and between which rows those lie that are in such windows alone. */
export const published = { threshold: [0.06, 0.18], windows: [390, 420], rows: [2988, 3101] } as const

export interface KerasExample {
  /** Training and scoring together. */
  seconds: number
  threshold: number
  /** Of training, and scored. */
  trainingWindows: number
  windows: number
  anomalousWindows: number
  flagged: number[]
  /** Tensors that stayed on the engine. */
  left: number
}

/**
 * Keras' example "Timeseries anomaly detection using an Autoencoder" with the detector's defaults: trained on
 * art_daily_small_noise, its threshold the largest training score, judged on art_daily_jumpsup.
 */
export async function kerasExample(engine: 'native' | 'wasm', seed = 1): Promise<KerasExample> {
  await startTensorFlow(engine)
  const nab = wholeFiles().find(([name]) => name === 'NAB')![1]
  const file = (name: string) => nab.find((f) => f.name.endsWith(`/${name}.csv`))!.series
  const before = tensorsInUse()
  const began = performance.now()
  const model = await trainDetector(convAutoencoderDetector, file('art_daily_small_noise'), {}, quietJob({ seed }))
  const { scores, windowScores } = await scoreSeries(model, file('art_daily_jumpsup'), {}, quietJob())
  const seconds = (performance.now() - began) / 1000
  const threshold = Math.max(...model.trainingScores)
  return {
    seconds,
    threshold,
    trainingWindows: model.trainingScores.length,
    windows: windowScores!.length,
    anomalousWindows: windowScores!.filter((score) => score > threshold).length,
    flagged: [...scores.keys()].filter((row) => scores[row] > threshold),
    left: tensorsInUse() - before,
  }
}

/** Whether it found what published runs find. */
export function asPublished({ threshold, anomalousWindows, flagged }: KerasExample): boolean {
  const within = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high
  return (
    within(threshold, published.threshold) &&
    within(anomalousWindows, published.windows) &&
    flagged.length > 50 &&
    flagged[0] >= published.rows[0] &&
    flagged.at(-1)! <= published.rows[1]
  )
}
