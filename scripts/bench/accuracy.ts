import { parseArgs } from 'node:util'
import { scoreSeries, trainDetector } from '../../src-main/analysis/train-and-score.ts'
import type { AnyDetector } from '../../src-main/analysis/detectors/detector.ts'
import { detectorById, detectors } from '../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { skabOutliers } from '../../src-main/analysis/metrics/skab.ts'
import { volumeUnderSurface } from '../../src-main/analysis/metrics/vus.ts'
import { thresholdById } from '../../src-main/analysis/thresholds/index.ts'
import { ownThreshold } from '../../src-main/analysis/thresholds/usual.ts'
import { toPlainError } from '../../src-main/shared/errors.ts'
import type { ParamValues } from '../../src-main/shared/models/params.ts'
import type { Series } from '../../src-main/shared/data/series.ts'
import { hasReferenceData, nabSeries, skabFiles, tepFaults, tepRun, whereReferenceData } from './reference-data.ts'
import { batadalF1, belowConstant } from './default-thresholds.ts'
import { firstAnswerRows, kindRows, laterRows, switchedRows } from './first-answer.ts'
import { chancePrecision, stenPrecision } from './sten.ts'

/**
 * `npm run bench:accuracy [-- --json] [-- --detectors a,b] [-- --only skab,nab,tep,sten,first,kinds,later,switched,batadal,constant] [-- --seed N]`
 *
 * The rule for settings, stated before any result: every detector runs with its defaults and its source's threshold rule,
 * the same for all files. What a default adapts to is the training data alone. No label is looked at before judging.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    detectors: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})
const seed = Number(values.seed)
const wanted = values.detectors?.split(',').map(detectorById) ?? detectors.filter((d) => d.learns !== 'labels')

interface Setting {
  name: string
  detector: AnyDetector
  params: ParamValues
  maxGapSteps?: number
}

/** One row of a table: values by column; null where a method has no such number. */
interface Row {
  name: string
  cells: Record<string, number | null>
  note?: string
}

/** Where a detector of ours has a namesake in the published table. */
const namesakes: Record<string, string> = {
  'sub-pca': 'Sub-PCA',
  poly: 'POLY',
  kmeans: 'KMeansAD',
  'matrix-profile': 'MatrixProfile',
  'isolation-forest': 'IForest',
  'lstm-forecaster': 'LSTMAD',
}

if (!hasReferenceData) {
  console.error(`Nothing to measure on: ${whereReferenceData}.`)
  process.exit(1)
}
const titles = {
  first: 'First answer: no label, no detector, no setting',
  kinds: 'First answer on simulated kinds of data, five files of each',
  later: 'The same on kinds that came later, their second half kept back from every choice',
  switched: 'The same on machines that are switched, kept back from every choice',
  skab: 'SKAB, 20 files: trained on the first 400 rows, judged on the rest, counts pooled',
  nab: 'NAB series of TSB-AD-U: mean VUS-PR',
  tep: 'Tennessee Eastman: share of faulty rows missed, at 1 % false alarms',
  batadal: 'BATADAL: trained without attacks, rows of the second training set, each detector’s own threshold',
  constant:
    'Files that the scores rank well (AUC-PR above 0.8), and those of them with a lower F1 than a constant alarm',
  sten: 'STEN on the 20 SKAB files: AUC-PR, mean over the files, by seed',
}
const benches = {
  skab: skabRows,
  nab: nabRows,
  tep: tepRows,
  sten: stenRows,
  first: firstAnswerRows,
  kinds: kindRows,
  later: laterRows,
  switched: switchedRows,
  batadal: batadalRows,
  constant: constantRows,
}
const result: Record<string, Row[]> = {}
for (const id of values.only?.split(',') ?? Object.keys(benches)) {
  if (!(id in benches)) throw new Error(`There is no data set "${id}". Known: ${Object.keys(benches).join(', ')}.`)
  result[id] = await benches[id as keyof typeof benches]()
  if (!values.json) console.log(`\n${titles[id as keyof typeof benches]}\n\n${table(result[id])}`)
}
if (values.json) console.log(JSON.stringify(result))

async function skabRows(): Promise<Row[]> {
  const files = skabFiles()
  const reference = detectorById('pca')
  const settings: Setting[] = [
    ...defaults(),
    ...byPoints(),
    {
      name: 'pca, as the benchmark ran it',
      detector: reference,
      params: { ...reference.presets?.['SKAB benchmark'] } as ParamValues,
      maxGapSteps: 1e9,
    },
  ]
  const published = skabOutliers(files.map(({ labels, reference: flags }) => ({ labels, flags })))
  const rows = await measured(settings, async (setting) => {
    const corpus = []
    for (const file of files) {
      const { scores, threshold } = await run(setting, file.train, file.test, 1000)
      corpus.push({ labels: file.labels, flags: Uint8Array.from(scores, (s) => (s > threshold ? 1 : 0)) })
    }
    const { F1, FAR, MAR } = skabOutliers(corpus)
    return { F1, 'FAR %': FAR, 'MAR %': MAR, 'alarms before faults %': alarmsBefore(corpus) }
  })
  return [
    ...rows,
    { name: 'published: T² + Q', cells: { F1: published.F1, 'FAR %': published.FAR, 'MAR %': published.MAR } },
  ]
}

/** Of the (up to) 100 normal rows before the first fault of each file, the percentage in alarm: what reaches back from the fault. */
function alarmsBefore(corpus: { labels: Uint8Array; flags: Uint8Array }[]): number {
  let [alarms, rows] = [0, 0]
  for (const { labels, flags } of corpus) {
    const first = labels.indexOf(1)
    for (const flag of flags.subarray(Math.max(0, first - 100), Math.max(0, first))) {
      alarms += flag
      rows++
    }
  }
  return (100 * alarms) / rows
}

async function nabRows(): Promise<Row[]> {
  const all = nabSeries()
  const methods = Object.keys(all[0].published)
    .map((name) => ({ name, mean: mean(all.map((nab) => nab.published[name])) }))
    .sort((a, b) => b.mean - a.mean)
  const rows = await measured([...defaults(), ...presets()], async (setting) => {
    const whole: number[] = []
    const first: number[] = []
    for (const { series, windows, vusWindow, trainRows } of all) {
      const vus = async (train: Series) =>
        volumeUnderSurface(filled((await run(setting, train, series, 300_000)).scores), windows, vusWindow)!.pr
      whole.push(await vus(series))
      first.push(await vus(cut(series, trainRows)))
    }
    const namesake = namesakes[setting.detector.id]
    return {
      'trained on the whole series': mean(whole),
      'trained on the first part': mean(first),
      published: methods.find((m) => m.name === namesake)?.mean ?? null,
      'largest difference to published':
        namesake === 'Sub-PCA' ? Math.max(...all.map((nab, i) => Math.abs(whole[i] - nab.published[namesake]))) : null,
    }
  })
  return [...rows, ...methods.slice(0, 3).map((m) => ({ name: `published: ${m.name}`, cells: { published: m.mean } }))]
}

async function tepRows(): Promise<Row[]> {
  const train = tepRun('d00.dat')
  const pca = detectorById('pca')
  const tennessee = { ...pca.presets?.['Tennessee Eastman'] } as ParamValues
  const settings = [
    ...defaults(),
    { name: 'pca, 11 components, T²', detector: pca, params: { ...tennessee, statistic: 'T2' } },
    { name: 'pca, 11 components, Q', detector: pca, params: { ...tennessee, statistic: 'Q' } },
  ]
  const rows = await measured(settings, async ({ detector, params }) => {
    const model = await trainDetector(detector, train, { params }, quietJob({ seed }))
    const scores = async (file: string) => (await scoreSeries(model, tepRun(file), {}, quietJob())).scores
    // Ten of the 960 normal rows lie at or above it: one false alarm in a hundred.
    const threshold = (await scores('d00_te.dat'))
      .filter((s) => !Number.isNaN(s))
      .sort()
      .at(-10)!
    const cells: Record<string, number> = {}
    for (const fault of tepFaults) {
      const after = (await scores(`d${fault}_te.dat`)).subarray(160)
      cells[`fault ${Number(fault)}`] = after.filter((s) => !(s > threshold)).length / after.length
    }
    return cells
  })
  const published = { 'T²': [0.007, 0.02, 0.96, 0.776, 0.795, 0.169], Q: [0.003, 0.014, 0.034, 0.743, 0.346, 0] }
  return [
    ...rows,
    ...Object.entries(published).map(([name, rates]) => ({
      name: `published: ${name}`,
      cells: Object.fromEntries(rates.map((rate, i) => [`fault ${Number(tepFaults[i])}`, rate])),
    })),
  ]
}

async function batadalRows(): Promise<Row[]> {
  return measured(defaults(), (setting) => batadalF1((train, test, stepMs) => run(setting, train, test, stepMs)))
}

async function constantRows(): Promise<Row[]> {
  return measured(defaults(), (setting) => belowConstant((train, test, stepMs) => run(setting, train, test, stepMs)))
}

/** Each objective with the settings of its source, three seeds in a row from `--seed`. */
async function stenRows(): Promise<Row[]> {
  const files = skabFiles()
  const bySeed = async (precision: (seed: number) => number | Promise<number>) => {
    const cells: Record<string, number> = {}
    for (let s = seed; s < seed + 3; s++) cells[`seed ${s}`] = await precision(s)
    const all = Object.values(cells)
    return { ...cells, mean: mean(all), 'spread (highest − lowest)': Math.max(...all) - Math.min(...all) }
  }
  const detector = detectorById('sten')
  const settings: Setting[] = [
    { name: 'corrected', detector, params: {} },
    { name: 'published code', detector, params: { ...detector.presets?.['Published code'] } as ParamValues },
  ]
  const rows = await measured(settings, ({ params }) => bySeed((s) => stenPrecision(files, params, s)))
  return [...rows, { name: 'random', cells: await bySeed((s) => chancePrecision(files, s)) }]
}

function defaults(): Setting[] {
  return wanted.map((detector) => ({ name: detector.id, detector, params: {} }))
}

/** Which rows a window's score belongs to makes a difference of its own: the detectors that are used most, with each answer. */
function byPoints(): Setting[] {
  return wanted
    .filter((detector) => ['kmeans', 'sub-pca'].includes(detector.id))
    .flatMap((detector) =>
      ['all', 'last'].map((points) => ({ name: `${detector.id}, points ${points}`, detector, params: { points } })),
    )
}

/** Published settings that differ from the defaults. */
function presets(): Setting[] {
  return wanted
    .filter((detector) => ['kmeans', 'knn-features'].includes(detector.id))
    .flatMap((detector) =>
      Object.entries(detector.presets ?? {}).map(([name, params]) => ({
        name: `${detector.id}, ${name}`,
        detector,
        params: { ...params } as ParamValues,
      })),
    )
}

async function run({ detector, params, maxGapSteps }: Setting, train: Series, test: Series, stepMs: number) {
  const model = await trainDetector(detector, train, { params, maxGapSteps }, quietJob({ seed }))
  const { scores } = await scoreSeries(model, test, { maxGapSteps }, quietJob())
  const own = ownThreshold(detector, model.params)
  const threshold = thresholdById(own.rule).compute(
    { training: model.trainingScores, scored: scores, labels: null, stepMs },
    own.params,
  )
  return { scores, threshold }
}

/** A detector that cannot do a data set says why in its row; it does not end the bench. */
async function measured(settings: Setting[], measure: (setting: Setting) => Promise<Row['cells']>): Promise<Row[]> {
  const rows: Row[] = []
  for (const setting of settings) {
    const began = performance.now()
    try {
      const cells = await measure(setting)
      rows.push({ name: setting.name, cells: { ...cells, seconds: (performance.now() - began) / 1000 } })
    } catch (error) {
      rows.push({ name: setting.name, cells: {}, note: toPlainError(error).message })
    }
    console.error(`${setting.name}: ${rows.at(-1)!.note ?? `${((performance.now() - began) / 1000).toFixed(1)} s`}`)
  }
  return rows
}

function mean(numbers: number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / numbers.length
}

/** VUS wants a score for every point: one that was not assessed counts as the least strange. */
function filled(scores: Float64Array): Float64Array {
  const least = scores.reduce((low, s) => (s < low ? s : low), Infinity)
  return scores.map((s) => (Number.isNaN(s) ? least : s))
}

function cut(series: Series, rows: number): Series {
  return { ...series, times: series.times.slice(0, rows), values: series.values.map((v) => v.slice(0, rows)) }
}

function table(rows: Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.cells)))]
  const text = (name: string, value: number | null | undefined) =>
    value === null || value === undefined
      ? ''
      : value !== 0 && Math.abs(value) < 1e-4
        ? value.toExponential(1)
        : value.toFixed(/%|seconds/.test(name) ? 1 : 4)
  const lines = rows.map((row) => [
    row.name,
    ...columns.map((name, i) => (row.note && i === 0 ? row.note : text(name, row.cells[name]))),
  ])
  return [['detector', ...columns], ['---', ...columns.map(() => '---:')], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}
