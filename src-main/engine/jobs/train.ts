import { getDataset } from '../../db/datasets.ts'
import { updateModel } from '../../db/models.ts'
import type { Project } from '../../db/open.ts'
import { getRun } from '../../db/runs.ts'
import type { RowRange, Series, TimeRange } from '../../shared/series.ts'
import { badInput } from '../../shared/errors.ts'
import { trainDetector } from '../detect.ts'
import { detectorById } from '../detectors/index.ts'
import type { Job } from '../job.ts'
import { packModel } from '../model-file.ts'
import type { EngineCalls, TrainArgs } from '../protocol.ts'
import { usualThreshold } from '../thresholds/usual.ts'
import { judgeRun } from './judge.ts'
import { scoreRun } from './score.ts'
import { labelFlags, loadSeries } from './stored-series.ts'
import { withProject } from './with-project.ts'

/** Trains, scores the whole dataset with the new model and judges the run by its threshold: one job for the person. */
export function train(args: TrainArgs, job: Job): Promise<EngineCalls['train']['result']> {
  return withProject(args.project, async (db) => {
    const run = getRun(db, args.run)
    const detector = detectorById(args.detector)
    await job.checkpoint({ phase: 'Reading', done: 0, total: 1, unit: 'datasets' })
    const series = loadSeries(db, run.dataset, channelNames(db, args))
    const labels = labelFlags(db, args.labelSet, series.times)
    if (detector.learns === 'labels' && !labels) throw badInput(`"${detector.name}" learns from labels, and this label set has no accepted label.`)
    const exclude = args.excludeLabels && detector.learns !== 'labels' ? labels : null
    const rows = trainingRows(series, args.ranges, exclude)
    const engine = detector.family === 'deep' || detector.family === 'supervised' ? await engineKind() : 'none'
    const model = await trainDetector(detector, series, {
      params: args.params,
      ranges: rows,
      labels,
    }, job)
    updateModel(db, run.model.id, {
      params: model.params,
      channels: model.channels,
      detectorVersion: model.version,
      history: model.history,
      engine,
      data: packModel(model),
      trainingScores: model.trainingScores,
    })
    const assessed = await scoreRun(db, args.run, model, series, model.seconds, job)
    judgeRun(db, args.run, args.threshold ?? { ...usualThreshold(detector.threshold, rows === null), minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }, args.labelSet)
    return { assessed }
  })
}

async function engineKind(): Promise<'native' | 'wasm'> {
  const { startTensorFlow } = await import('../tensorflow.ts')
  return (await startTensorFlow('auto')).kind
}

function channelNames(db: Project, args: TrainArgs): string[] | null {
  if (args.channels.length === 0) return null
  const { channels } = getDataset(db, getRun(db, args.run).dataset)
  return channels.filter((c) => args.channels.includes(c.id)).map((c) => c.name)
}

/** The rows to learn from: inside the ranges (all where there are none) and outside the labels to leave out. */
function trainingRows(series: Series, ranges: TimeRange[], exclude: Uint8Array | null): RowRange[] | null {
  if (ranges.length === 0 && !exclude) return null
  const rows: RowRange[] = []
  for (let i = 0; i < series.times.length; i++) {
    const t = series.times[i]
    if (exclude?.[i] || (ranges.length > 0 && !ranges.some((r) => t >= r.start && t <= r.end))) continue
    const open = rows.at(-1)
    if (open && open.last === i - 1) open.last = i
    else rows.push({ first: i, last: i })
  }
  if (rows.length === 0) throw badInput('Nothing is left to train on: the training range lies outside the data or inside the labels.')
  return rows
}
