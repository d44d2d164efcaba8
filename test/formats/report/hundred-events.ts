import { createModel } from '../../../src-main/db/models.ts'
import { createLabels } from '../../../src-main/db/labels/labels.ts'
import { listSets } from '../../../src-main/db/labels/label-sets.ts'
import { createRun, finishRun, getRun, setJudgement } from '../../../src-main/db/runs.ts'
import { createSeriesWriter } from '../../../src-main/db/series/series.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { flagsFrom } from '../../../src-main/formats/labels/intervals.ts'
import { measure } from '../../../src-main/analysis/metrics/measure.ts'
import { packModel } from '../../../src-main/analysis/model-file.ts'
import { detect } from '../../../src-main/analysis/thresholds/detections.ts'
import { planted } from '../../conformance/planted.ts'
import { intervalsFrom } from '../labels/intervals-from.ts'
import { addDataset, testProject } from '../../db/project.ts'

/**
 * A project with a trained run: `events` planted stretches of 20 points every `every` points, all of them labelled but
 * each tenth, and one more label where nothing is.
 */
export async function projectWithEvents({ events = 100, channels = 8, every = 400, detector = 'mahalanobis' } = {}) {
  const project = testProject()
  const stretches = Array.from({ length: events }, (_, i): [number, number] => [(i + 1) * every, 20])
  const { series, labels } = planted((events + 2) * every, channels, stretches)
  const dataset = addDataset(project.db, series.times, series.values)
  const [set] = listSets(project.db, dataset.id)
  const windows = intervalsFrom(labels, series.times).filter((_, i) => i % 10 !== 9)
  windows.push({ start: series.times[every / 2], end: series.times[every / 2 + 5] })
  createLabels(
    project.db,
    windows.map((window) => ({
      ...window,
      set: set.id,
      class: 1,
      channels: [],
      certainty: 1,
      status: 'accepted',
      note: '',
      origin: 'hand',
    })),
    'ada',
  )

  const chosen = detectorById(detector)
  const input = { ...series, channels: dataset.channels.map(({ name, unit }) => ({ name, unit })) }
  const trained = await trainDetector(chosen, input, { ranges: [{ first: 0, last: every - 1 }] }, quietJob())
  const scored = await scoreSeries(trained, input, {}, quietJob())
  const stored = (values: Float64Array | Float32Array) => {
    const writer = createSeriesWriter(project.db, dataset.id)
    writer.write(Float64Array.from(values))
    writer.finish()
    return writer.id
  }
  const model = createModel(project.db, {
    name: chosen.name,
    kind: 'detector',
    detector,
    detectorVersion: trained.version,
    params: trained.params,
    channels: trained.channels,
    seed: 1,
    ranges: [{ start: series.times[0], end: series.times[every - 1] }],
    history: trained.history,
    engine: 'none',
    data: packModel(trained),
    trainingScores: trained.trainingScores,
  })
  // Just above everything that is not planted.
  const value = scored.scores.reduce((most, score, i) => (labels[i] || !(score > most) ? most : score), 0)
  const threshold = { rule: 'fixed', params: { value }, minDurationMs: 3000, mergeGapMs: 0, hysteresis: 1 }
  const run = createRun(project.db, { dataset: dataset.id, model, name: chosen.name, threshold })
  finishRun(project.db, run, {
    scores: stored(scored.scores),
    contributions: (scored.contributions ?? []).map(stored),
    expected: [],
    assessed: scored.assessed,
    maxScore: scored.scores.reduce((a, b) => Math.max(a, b)),
    seconds: { train: trained.seconds, score: 0.1 },
  })
  const { flags, detections } = detect(scored.scores, series.times, value, threshold)
  const measures = measure({
    scores: scored.scores,
    labels: flagsFrom(windows, series.times),
    flags,
    threshold: value,
    times: series.times,
    detections,
    intervals: false,
  })
  setJudgement(project.db, run, { threshold, thresholdValue: value, oracle: false, detections, measures })
  return { ...project, dataset, set, run: getRun(project.db, run) }
}
