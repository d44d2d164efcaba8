import { describe, expect, test } from 'vitest'
import { applySteps } from '../../../src-main/analysis/cleaning/apply.ts'
import { stepsFor } from '../../../src-main/analysis/cleaning/needed.ts'
import { stepKinds } from '../../../src-main/analysis/cleaning/index.ts'
import { onRawRows, rawRows, sameRows } from '../../../src-main/analysis/cleaning/raw-rows.ts'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { usualStep } from '../../../src-main/analysis/preprocessing/gaps.ts'
import { CleanedScorer } from '../../../src-main/analysis/streaming/cleaned-scorer.ts'
import { rowCleaning } from '../../../src-main/analysis/streaming/row-cleaning.ts'
import { scoreSeries, segmentScorer, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { parseDerive, parseStep, stepText } from '../../../src-main/shared/data/cleaning-text.ts'
import type { CleaningStep } from '../../../src-main/shared/data/cleaning.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

const start = Date.parse('2024-03-01T00:00:00Z')
const rows = 900

/**
 * A total that begins anew, and two signals with noise, spikes, codes and missing values; then pauses that are short, that are bridged,
 * and that are gaps, one of them long, and rows that come twice. jitter — of times, in ms.
 */
function machine(jitter = 0): Series {
  let seed = 7
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  const times = new Float64Array(rows)
  const [total, flow, level] = [0, 1, 2].map(() => new Float64Array(rows))
  let time = start
  for (let i = 0; i < rows; i++) {
    time += 1000 + Math.round(jitter * (random() - 0.5))
    if (i === 300) time += 2000
    if (i === 420) time += 60_000
    if (i === 640) time += 3 * 3_600_000
    if (i === 200 || i === 201 || i === 700) time = times[i - 1]
    times[i] = time
    total[i] = ((i * 3 + 20 * Math.sin(i / 30)) % 1500) + random()
    flow[i] = Math.sin(i / 9) + 0.2 * random() + (i % 97 === 50 ? 8 : 0)
    level[i] = i % 113 === 60 ? -999 : Math.cos(i / 15) + 0.1 * random()
    if (i % 71 === 3 || (i >= 500 && i < 504) || (i >= 800 && i < 830)) flow[i] = NaN
  }
  const channels = ['total', 'flow', 'level'].map((name) => ({ name, unit: 'l' }))
  return { times, channels, values: [total, flow, level] }
}

/** What each kind of step is tried with; a kind without a line is tried as it is. */
const settings: Record<string, string[]> = {
  mask: ['mask ranges=2024-03-01T00:01:10Z/2024-03-01T00:01:20Z channels=flow'],
  'leave-out': ['leave-out ranges=2024-03-01T00:01:10Z/2024-03-01T00:01:20Z'],
  pieces: ['pieces count=total'],
  duplicates: ['duplicates', 'duplicates keep=last', 'duplicates keep=mean'],
  'missing-codes': ['missing-codes codes=-999'],
  clip: ['clip below=-1 above=1 channels=flow'],
  hampel: ['hampel channels=flow', 'hampel window=21 make=missing'],
  fill: ['fill longest=3s', 'fill longest=8s how=previous channels=flow'],
  resample: [
    'resample step=1s',
    'resample step=5s',
    'resample step=2s how=linear',
    'resample step=500ms how=linear bridge=4s',
    'resample step=3s how=time-mean bridge=20s',
    ...['mean', 'last', 'min', 'max'].map((how) => `resample step=4s how=${how}`),
  ],
  shift: ['shift by=1500ms channels=flow', 'shift by=-2500ms channels=flow', 'shift by=20s channels=level'],
  counter: ['counter channels=total', 'counter channels=total per=s over=12'],
  smooth: ['smooth', 'smooth how=median window=9', 'smooth how=savitzky-golay window=11 channels=flow'],
  decompose: ['decompose period=20'],
  derive: [
    'd = flow - lag(flow, 3)',
    'd = diff(level, 2500ms) + hour',
    'd = rolling_mean(flow, 20) / 2',
    'd = rolling_std(lag(level, 2), 15s)',
  ],
  drop: ['drop channels=level'],
}
const step = (text: string): CleaningStep => (text.includes(' = ') ? parseDerive(text) : parseStep(text))
const single = stepKinds.flatMap(({ id }) => (settings[id] ?? [id]).map((text) => [text]))
const together = [
  ['missing-codes codes=-999', 'fill longest=3s', 'hampel window=5', 'counter channels=total', 'd = total / flow'],
  ['duplicates', 'resample step=2s how=mean', 'smooth window=7', 'd = diff(flow)', 'drop channels=total'],
  ['pieces count=total', 'counter', 'resample step=5s', 'shift by=-10s channels=flow', 'fill longest=20s'],
  ['leave-out ranges=2024-03-01T00:01:10Z/2024-03-01T00:01:20Z', 'duplicates keep=mean', 'smooth how=median'],
]

async function modelOf(detector: string, series: Series, steps: CleaningStep[]) {
  const { series: cleaned } = applySteps(series, steps)
  const params = detector === 'kmeans' ? { window: 8 } : {}
  return trainDetector(detectorById(detector), cleaned, { params }, quietJob())
}

/** As the app scores a dataset. */
async function whole(model: Awaited<ReturnType<typeof modelOf>>, series: Series, steps: CleaningStep[]) {
  const { series: cleaned, span } = applySteps(series, steps)
  const { scores } = await scoreSeries(model, cleaned, {}, quietJob())
  return sameRows(series.times, cleaned.times)
    ? scores
    : onRawRows(scores, rawRows(series.times, cleaned.times, span, scores))
}

async function inPieces(
  model: Awaited<ReturnType<typeof modelOf>>,
  series: Series,
  steps: CleaningStep[],
  size: number,
): Promise<{ times: number[]; scores: number[]; most: number }> {
  const cleaning = rowCleaning(steps, model.channels, series.channels, usualStep(series.times))
  const columns = cleaning.channels.map(({ name }) => series.values[series.channels.findIndex((c) => c.name === name)])
  const scorer = segmentScorer(model)
  let stream = new CleanedScorer(scorer, cleaning, 5)
  const found = { times: [] as number[], scores: [] as number[], most: 0 }
  for (let at = 0; at < rows; at += size) {
    const end = Math.min(rows, at + size)
    for (let i = at; i < end; i++)
      stream.add(
        series.times[i],
        columns.map((column) => column[i]),
      )
    const scored = await stream.take(end === rows, quietJob())
    found.times.push(...scored.times)
    found.scores.push(...scored.scores)
    found.most = Math.max(found.most, stream.held)
    expect(stream.waiting).toBe(end - found.times.length)
    // What a process leaves behind is enough to go on.
    if ((at / size) % 5 !== 0) continue
    const left = JSON.parse(JSON.stringify(stream.state())) as ReturnType<CleanedScorer['state']>
    stream = new CleanedScorer(scorer, cleaning, 5, left)
  }
  return found
}

describe.each([...single, ...together].map((texts) => [texts.join(', '), texts] as const))('%s', (_name, texts) => {
  test.each(['z-score', 'kmeans'])(
    '%s: rows that come piece by piece get the scores of the whole',
    async (detector) => {
      const steps = texts.map(step)
      const isResampled = texts.some((text) => text.startsWith('resample'))
      const series = machine(isResampled ? 300 : 0)
      const model = await modelOf(detector, series, steps)
      if (steps.some((one) => ['detrend', 'decompose'].includes(one.step)))
        return expect(() => rowCleaning(steps, model.channels, series.channels, 1000)).toThrow(
          /^The model was trained after the step ".*", which looks at the whole series: .*"detect"/,
        )
      const wanted = await whole(model, series, steps)
      const usual = wanted.filter(Number.isFinite).reduce((sum, v, _, { length }) => sum + Math.abs(v) / length, 0)
      for (const size of detector === 'z-score' ? [1, 7, 130, rows] : [7, 130]) {
        const found = await inPieces(model, series, steps, size)
        expect(found.times).toEqual([...series.times])
        found.scores.forEach((score, i) => {
          expect(Number.isNaN(score), `row ${i}, pieces of ${size}`).toBe(Number.isNaN(wanted[i]))
          if (!Number.isNaN(score)) expect(Math.abs(score - wanted[i]) / usual, `row ${i}`).toBeLessThan(1e-9)
        })
        if (size === 7) expect(found.most).toBeLessThan(120)
      }
    },
  )
})

describe('steps of a model', () => {
  const known = machine().channels

  test('ask for the raw channels that have a say in its own, and leave out what has none', () => {
    const steps = [
      'clip above=9 channels=total,level',
      'missing-codes codes=-999 channels=flow',
      'd = flow + hour',
      'e = lag(d, 2)',
      'f = total',
      'drop channels=flow,d,f',
    ].map(step)
    const needed = stepsFor([...steps, { ...step('sort'), on: false }], ['e', 'level'], ['total', 'flow', 'level'])
    expect(needed.raw).toEqual(['level', 'flow'])
    expect(needed.steps.map(stepText)).toEqual([
      'clip above=9 channels=level',
      'missing-codes codes=-999 channels=flow',
      stepText(steps[2]),
      stepText(steps[3]),
    ])
    expect(stepsFor([steps[2]], ['d'], ['hour', 'flow']).raw).toEqual(['flow', 'hour'])
    expect(rowCleaning(steps, ['level', 'e'], known, 1000).channels).toEqual([
      { name: 'level', unit: 'l' },
      { name: 'flow', unit: 'l' },
    ])
  })

  test('say what is wrong with them, and with a channel that comes too seldom to be bridged unsaid', async () => {
    expect(() => rowCleaning([step('hampel windows=3')], ['flow'], known, 1000)).toThrow(
      'Cleaning step hampel of the model: There is no parameter "windows"',
    )
    expect(() => rowCleaning([step('drop channels=flow'), step('d = flow')], ['d'], known, 1000)).not.toThrow()
    const series = machine()
    const steps = [step('resample step=1s how=linear')]
    const model = await modelOf('z-score', series, steps)
    const seldom = { ...series, values: series.values.map((v, c) => v.map((x, i) => (c === 2 && i % 4 ? NaN : x))) }
    await expect(inPieces(model, seldom, steps, 50)).rejects.toThrow('Channel "level" has a value every 4 s only')
    await inPieces(model, seldom, [step('resample step=1s how=linear bridge=9s')], 50)
    await inPieces(model, seldom, [step('resample step=1s how=mean')], 50)
  })

  test('refuse rows that go back in time', async () => {
    const series = machine()
    const model = await modelOf('z-score', series, [step('clip above=9')])
    const stream = new CleanedScorer(
      segmentScorer(model),
      rowCleaning([step('clip above=9')], ['flow'], known, 1000),
      5,
    )
    stream.add(5000, [1])
    expect(() => stream.add(4000, [1])).toThrow('1970-01-01T00:00:04.000Z comes after 1970-01-01T00:00:05.000Z')
  })
})
