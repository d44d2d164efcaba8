import type { DetectorRanking, RankedDetector } from '../../shared/runs/ranking.ts'
import { badInput, StudioError, toPlainError } from '../../shared/errors.ts'
import type { ParamValues } from '../../shared/models/params.ts'
import type { RowRange, Series } from '../../shared/data/series.ts'
import { shapeOf, trainDetector } from '../train-and-score.ts'
import type { AnyDetector } from '../detectors/detector.ts'
import { detectors } from '../detectors/index.ts'
import type { Job } from '../job.ts'
import { rangesOf } from '../metrics/metric.ts'
import { cutSegments } from '../preprocessing/gaps.ts'
import { byLabels, byPlanted, type Judged, type Judging } from './judges.ts'
import { agreements, bordaPlaces } from './rank.ts'
import { heldOutRows, labelSplit, MOST_ROWS, partToCompare } from './part.ts'

/** Networks train for at most so many epochs in a comparison: enough to see who will be good. */
const QUICK_EPOCHS = 10

/** The networks of the usual choice: one that rebuilds, one that predicts. */
const quickNetworks = ['conv-autoencoder', 'lstm-forecaster']

/** What is compared unless someone chooses: everything classical, two networks. */
export const quickChoice = (): AnyDetector[] =>
  detectors.filter((d) => d.family === 'classical' || quickNetworks.includes(d.id))

/**
 * Trains detectors on the same data and ranks them. With labels: by AUC-PR and VUS-PR. Without: by both on anomalies planted into
 * the held-out end of the longest stretch, and by how much a detector's scores agree with the others'. `random` and `constant`
 * always take part, as the floor. One that fails keeps its row and says why.
 * labels — [n], 1 inside a label, or null. Throws bad-input where no row is complete.
 */
export async function rankDetectors(
  chosen: readonly AnyDetector[],
  given: Series,
  givenLabels: Uint8Array | null,
  job: Job,
): Promise<DetectorRanking> {
  const { series, labels } = partToCompare(given, givenLabels)
  const notes: string[] = []
  if (series.times.length < given.times.length)
    notes.push(
      `Of ${given.times.length.toLocaleString('en')} rows ${MOST_ROWS.toLocaleString('en')} are compared: ${labels?.includes(1) ? 'those with the most labelled windows' : 'the last ones'}.`,
    )
  const contestants = [
    ...chosen.filter((d) => d.family !== 'baseline'),
    ...detectors.filter((d) => d.family === 'baseline'),
  ]
  const labelled = labels?.includes(1) ? labels : null
  const judging = labelled
    ? judgeByLabels(series, labelled, contestants, notes)
    : judgeByPlanted(series, contestants, job, notes)
  if (contestants.some((d) => 'epochs' in d.params)) notes.push(`Networks trained for at most ${QUICK_EPOCHS} epochs.`)

  const rows: (RankedDetector & { scores: Float64Array | null })[] = []
  for (const [i, detector] of contestants.entries())
    rows.push(
      await contest(
        detector,
        series,
        labelled,
        judging,
        within(job, `${detector.name} (${i + 1} of ${contestants.length})`),
      ),
    )
  if (!labelled) agree(rows, contestants)
  const judged = rows.filter((row) => row.aucPr !== null)
  const criteria = [
    judged.map((r) => r.aucPr),
    judged.map((r) => r.vusPr),
    ...(labelled ? [] : [judged.map((r) => r.agreement)]),
  ]
  if (judged.length > 0) bordaPlaces(criteria).forEach((place, i) => (judged[i].rank = place))
  rows.sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity))
  return { by: labelled ? 'labels' : 'planted anomalies', rows: rows.map(({ scores: _, ...row }) => row), notes }
}

interface Plan {
  /** Rows to train on; null = all. */
  train: RowRange[] | null
  judge: Judging
}

function judgeByLabels(series: Series, labels: Uint8Array, contestants: AnyDetector[], notes: string[]): Plan {
  const last = series.times.length - 1
  const split = contestants.some((d) => d.learns === 'labels') ? labelSplit(labels) : null
  const normal = rangesOf(labels.map((label, row) => Number(label !== 1 && (split === null || row < split))))
  notes.push(
    'Ranked by AUC-PR and VUS-PR on the labels; detectors that learn from normal data trained outside of them.',
  )
  if (split !== null)
    notes.push(
      `Some learn from labels: all trained on the first ${split.toLocaleString('en')} rows and were judged on the other ${(last + 1 - split).toLocaleString('en')}.`,
    )
  return { train: normal, judge: byLabels(series, labels, split ?? 0) }
}

function judgeByPlanted(series: Series, contestants: AnyDetector[], job: Job, notes: string[]): Plan {
  const held = heldOutRows(series)
  if (!held) throw badInput('There is no row in which every channel has a value, so there is nothing to compare on.')
  const count = held.last - held.first + 1
  notes.push(
    `There are no labels: ranked by AUC-PR and VUS-PR on anomalies that were planted into the last ${count.toLocaleString('en')} rows of the longest stretch, which nobody trained on, and by agreement with the others.`,
    'Planted anomalies are not your anomalies: label a few real ones, and the comparison goes by them.',
  )
  if (contestants.some((d) => d.learns === 'labels')) notes.push('Detectors that learn from labels need some.')
  const shape = shapeOf(cutSegments(series))
  const length = Math.max(5, Math.min(shape.period ?? 30, 100, Math.floor(count / 20)))
  return {
    train: [
      { first: 0, last: held.first - 1 },
      { first: held.last + 1, last: series.times.length - 1 },
    ],
    judge: byPlanted(series, held, length, job.seed),
  }
}

async function contest(
  detector: AnyDetector,
  series: Series,
  labels: Uint8Array | null,
  { train, judge }: Plan,
  job: Job,
): Promise<RankedDetector & { scores: Float64Array | null }> {
  const row: RankedDetector = {
    detector: detector.id,
    name: detector.name,
    params: {},
    rank: null,
    aucPr: null,
    vusPr: null,
    agreement: null,
    kinds: null,
    seconds: { train: 0, score: 0 },
    problem: null,
  }
  const clock = stopwatch()
  try {
    const supervised = detector.learns === 'labels'
    if (supervised && !labels) throw badInput(`"${detector.name}" learns from labels, and there are none.`)
    const split = supervised ? labelSplit(labels!) : null
    if (supervised && split === null)
      throw badInput(
        `"${detector.name}" learns from labels: it needs two labelled windows, one to learn from and one to be judged by.`,
      )
    const params: ParamValues =
      'epochs' in detector.params ? { epochs: Math.min(QUICK_EPOCHS, Number(detector.params.epochs.default)) } : {}
    const ranges = split === null ? train : [{ first: 0, last: split - 1 }]
    const model = await trainDetector(detector, series, { params, labels, ranges }, job)
    row.params = model.params
    row.seconds.train = clock()
    const judged: Judged = await judge(model, job)
    row.seconds.score = clock()
    return { ...row, ...judged }
  } catch (error) {
    if (error instanceof StudioError && error.code === 'cancelled') throw error
    return { ...row, scores: null, problem: toPlainError(error).message }
  }
}

/** Baselines agree with nobody, and nobody should be asked to agree with them. */
function agree(rows: (RankedDetector & { scores: Float64Array | null })[], contestants: AnyDetector[]): void {
  const baselines = new Set(contestants.filter((d) => d.family === 'baseline').map((d) => d.id))
  const real = rows.filter((row) => row.scores !== null && !baselines.has(row.detector))
  if (real.length < 2) return
  agreements(real.map((row) => row.scores!)).forEach((agreement, i) => (real[i].agreement = agreement))
}

/** The job of one contestant: its phases carry its name, and its epochs are nobody else's business. */
function within(job: Job, name: string): Job {
  return {
    seed: job.seed,
    memoryBytes: job.memoryBytes,
    checkpoint: (progress) =>
      job.checkpoint(
        progress && {
          phase: `${name}: ${progress.phase.toLowerCase()}`,
          done: progress.done,
          total: progress.total,
          unit: progress.unit,
        },
      ),
  }
}

function stopwatch(): () => number {
  let began = performance.now()
  return () => {
    const seconds = (performance.now() - began) / 1000
    began = performance.now()
    return seconds
  }
}
