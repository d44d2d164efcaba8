import { badInput, toPlainError } from '../shared/errors.ts'
import type { Series } from '../shared/data/series.ts'
import { transferWays, type TransferReport, type TransferWay } from '../shared/models/transfer.ts'
import { detectorById } from './detectors/index.ts'
import type { Job } from './job.ts'
import { measureInSteps } from './metrics/measure.ts'
import { usualStep } from './preprocessing/gaps.ts'
import { scoreSeries, trainDetector, type TrainedModel } from './train-and-score.ts'
import { carriedOver, trainingSettings } from './transfer.ts'

/**
 * How a former model is carried over: names — new channel → channel of the model, '' = begins afresh; frozen — beginnings of names of weights
 * that stay; params — of the training; trainRows — at the beginning, which train; the rest is judged.
 */
export interface TransferWish {
  names: Readonly<Record<string, string>>
  frozen: readonly string[]
  params: Record<string, unknown>
  trainRows: number
}

/**
 * A former model beside one trained from scratch and one trained on from it, judged on the same rows that none of them has seen.
 * labels — [n], 1 inside a label; null = none. before — hours of data that the former one was trained on, where that is known.
 */
export async function compareTransfer(
  former: TrainedModel,
  series: Series,
  labels: Uint8Array | null,
  { names, frozen, params, trainRows }: TransferWish,
  before: number | null,
  job: Job,
): Promise<TransferReport['rows']> {
  const n = series.times.length
  if (trainRows < 2 || trainRows >= n)
    throw badInput('Nothing is left to judge on, or to train on: hold out the last part of the rows.')
  const detector = detectorById(former.detector)
  const train = firstRows(series, trainRows)
  const settings = { ...former.params, ...trainingSettings(params as TrainedModel['params']) }
  const hours = (rows: number) => (rows * usualStep(series.times)) / 3_600_000
  const make: Record<
    TransferWay,
    () => Promise<{ model: TrainedModel; on: Series; here: number; before: number | null }>
  > = {
    scratch: async () => {
      const model = await trainDetector(detector, train, { params: settings }, job)
      return { model, on: series, here: hours(model.rowsUsed), before: 0 }
    },
    'as it is': () =>
      Promise.resolve({ model: former, on: asTheModelCallsThem(former, series, names), here: 0, before }),
    tuned: async () => {
      const { model: start } = carriedOver(
        former,
        train,
        names,
        { params: trainingSettings(params as TrainedModel['params']) },
        job.seed,
      )
      const keeping: Job = {
        ...job,
        checkpoint: (progress) => job.checkpoint(progress),
        keeps: { frozen: [...frozen] },
      }
      const model = await trainDetector(detector, train, { params: start.params, before: start }, keeping)
      return { model, on: series, here: hours(model.rowsUsed), before }
    },
  }
  const rows: TransferReport['rows'] = []
  for (const way of transferWays) {
    try {
      const made = await make[way]()
      const judged = await judgeRest(made.model, made.on, labels, trainRows, job)
      rows.push({ way, ...judged, hours: made.here, hoursBefore: made.before, problem: null })
    } catch (error) {
      const plain = toPlainError(error)
      if (plain.code !== 'bad-input') throw error
      rows.push({ way, aucPr: null, interval: null, hours: 0, hoursBefore: null, problem: plain.message })
    }
  }
  return rows
}

/** AUC-PR of the rows after those that train, with its interval where there are enough labelled windows. */
async function judgeRest(model: TrainedModel, series: Series, labels: Uint8Array | null, from: number, job: Job) {
  const none = { aucPr: null, interval: null }
  const rest = labels?.subarray(from)
  if (!rest || rest.every((label) => label === rest[0])) return none
  const { scores } = await scoreSeries(model, series, {}, job)
  const part = scores.subarray(from)
  const threshold = model.trainingScores.reduce((most, score) => Math.max(most, score), -Infinity)
  const { values } = await measureInSteps(
    {
      scores: part,
      labels: rest,
      flags: Uint8Array.from(part, (score) => Number(score > threshold)),
      times: series.times.subarray(from),
      threshold,
      intervals: true,
    },
    job,
  )
  const found = values.find(({ id }) => id === 'AUC-PR')
  return { aucPr: found?.value ?? null, interval: found?.interval ?? null }
}

const firstRows = (series: Series, rows: number): Series => ({
  ...series,
  times: series.times.subarray(0, rows),
  values: series.values.map((column) => column.subarray(0, rows)),
})

/** The channels of the model out of the data, by its own names. Throws bad-input where one is not there. */
function asTheModelCallsThem(
  former: TrainedModel,
  { times, channels, values }: Series,
  names: TransferWish['names'],
): Series {
  const places = former.channels.map((was) => {
    const at = channels.findIndex(({ name }) => (names[name] ?? name) === was)
    if (at < 0) throw badInput(`As it is, the model needs its channel "${was}", and no channel here is that one.`)
    return at
  })
  return {
    times,
    channels: former.channels.map((name, i) => ({ name, unit: channels[places[i]].unit })),
    values: places.map((at) => values[at]),
  }
}
