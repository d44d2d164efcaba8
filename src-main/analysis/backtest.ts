import type { Backtest, BacktestPeriod, PeriodOutcome } from '../shared/watch/backtest.ts'
import { badInput, StudioError } from '../shared/errors.ts'
import { parseParams, type ParamSpecs, type ParamValues } from '../shared/models/params.ts'
import type { RowRange, Series } from '../shared/data/series.ts'
import { disturbances, type AlarmRule } from './alarms.ts'
import type { AnyDetector } from './detectors/detector.ts'
import type { Job } from './job.ts'
import { seededRandom } from './math/random.ts'
import { rangesOf } from './metrics/metric.ts'
import { averagePrecision, rankingCurve } from './metrics/ranking.ts'
import { usualStep } from './preprocessing/gaps.ts'
import { quantileSorted } from './preprocessing/scaling.ts'
import { byPlanted } from './ranking/judges.ts'
import { thresholdById } from './thresholds/index.ts'
import { scoreSeries, trainDetector, type TrainedModel } from './train-and-score.ts'

/**
 * series — the channels that the champion uses; learnt — rows that it was trained on, all before the first period; labels — [n], 1 inside
 * an anomaly, null = none; normal — [n], 1 where somebody called an alarm false: learnt from whatever the champion says; champion, threshold — as they are in use; rule — how the challenger's threshold is made; window — rows that
 * the detector looks at together.
 */
export interface BacktestInput {
  detector: AnyDetector
  params: ParamValues
  series: Series
  learnt: RowRange[]
  labels: Uint8Array | null
  normal: Uint8Array
  champion: Omit<TrainedModel, 'trainingScores' | 'history'>
  threshold: number
  rule: { rule: string; params: ParamValues }
  alarm: AlarmRule
  window: number
  everyDays: number
  learns: 'recent' | 'all'
}

const day = 86_400_000
const draws = 1000
/** A difference in quality that decides about another model: less is real at times, and of no use. */
const leastDifference = 0.02
/** Fewer rows make no period. */
export const leastRows = 50
/** A champion whose false alarms are so many rows, and so many times the challenger's or so many rows more, no longer fits. */
const manyFalse = 0.02
const timesFewer = 2
const rowsFewer = 0.1

/**
 * Replays what came after training in the order of time: before every period the detector is trained anew, or not, and both models meet
 * the same rows, which neither has seen. A challenger learns from rows before the period only, without labelled ones and without those
 * that the champion called anomalous. Throws bad-input where nothing came after training.
 */
export async function backtest(input: BacktestInput, job: Job): Promise<Backtest> {
  const { series, learnt, everyDays, learns, detector } = input
  if (detector.learns !== 'normal')
    throw badInput(`"${detector.name}" does not learn from normal data, so there is nothing to train anew day by day.`)
  const n = series.times.length
  const first = (learnt.at(-1)?.last ?? -1) + 1
  const parts = periodsOf(series.times, first, everyDays * day)
  if (parts.length === 0)
    throw badInput(`Fewer than ${leastRows} rows came after training: there is nothing to replay yet.`)
  const own = await scoreSeries(input.champion, series, {}, job)
  const budget = learnt.reduce((sum, range) => sum + range.last - range.first + 1, 0)
  const periods: BacktestPeriod[] = []
  for (const [done, part] of parts.entries()) {
    await job.checkpoint({ phase: 'Replaying', done, total: parts.length, unit: 'periods' })
    const { ranges, refused } = usable(input, own.scores, part.first, learns === 'recent' ? budget : n)
    const count = ranges.reduce((sum, range) => sum + range.last - range.first + 1, 0)
    const anew = await challengerOf(input, ranges, job)
    const judge = judgeOf(input, part)
    const champion = await outcome(input, part, input.champion, own.scores, input.threshold, judge.quality, job)
    const challenger =
      typeof anew === 'string'
        ? null
        : await outcome(
            input,
            part,
            anew.model,
            (await scoreSeries(anew.model, series, { rows: withContext(part, input.window) }, job)).scores,
            anew.threshold,
            judge.quality,
            job,
          )
    periods.push({
      start: series.times[part.first],
      end: series.times[part.last],
      rows: part.last - part.first + 1,
      events: judge.events,
      by: judge.by,
      champion,
      challenger,
      learnt: count,
      refused,
      note: typeof anew === 'string' ? anew : '',
    })
  }
  return {
    detector: detector.id,
    everyDays,
    learns,
    periods,
    ...withHint(periods, verdictOf(periods, isAnswered(input, first))),
  }
}

/** Stretches of so many milliseconds from a row on; a last one that is shorter than half of it is left out. */
function periodsOf(times: Float64Array, first: number, length: number): RowRange[] {
  const parts: RowRange[] = []
  for (let from = first; from < times.length;) {
    let to = from
    while (to < times.length && times[to] < times[from] + length) to++
    if (to - from >= leastRows && (to < times.length || times[to - 1] - times[from] >= length / 2))
      parts.push({ first: from, last: to - 1 })
    from = to
  }
  return parts
}

/**
 * Rows from `start` to before `end` to learn from, the latest `most` of them. None is strange, or near to what is: before a score rises above the
 * threshold, and after it, a part of its window is strange already. Near are as many rows as are strange, and half a window at most: a single
 * one costs little. allowed — those that only a person calls normal.
 */
export function usable(
  { labels, normal, threshold, window }: Pick<BacktestInput, 'labels' | 'normal' | 'threshold' | 'window'>,
  scores: Float64Array,
  end: number,
  most: number,
  start = 0,
) {
  const near = new Uint8Array(scores.length)
  for (const { first, last } of rangesOf(scores.map((score, row) => Number(score > threshold && !normal[row])))) {
    const around = Math.min(Math.floor(window / 2), last - first + 1)
    near.fill(1, Math.max(0, first - around), last + around + 1)
  }
  const ranges: RowRange[] = []
  let [left, refused, allowed] = [most, 0, 0]
  for (let row = end - 1; row >= start && left > 0; row--) {
    const isStrange = scores[row] > threshold
    if (labels?.[row] || (near[row] && !normal[row])) {
      refused++
      continue
    }
    left--
    allowed += Number(isStrange)
    const open = ranges.at(-1)
    if (open?.first === row + 1) open.first = row
    else ranges.push({ first: row, last: row })
  }
  return { ranges: ranges.reverse(), refused, allowed }
}

/** The model and its threshold, or why there is none. */
async function challengerOf(
  { detector, params, series, rule }: BacktestInput,
  ranges: RowRange[],
  job: Job,
): Promise<{ model: TrainedModel; threshold: number } | string> {
  try {
    const model = await trainDetector(detector, series, { params, ranges }, job)
    const by = thresholdById(rule.rule)
    const specs: ParamSpecs = by.params
    const { trainingScores: training } = model
    const threshold = by.compute(
      { training, scored: training, labels: null, stepMs: usualStep(series.times) },
      parseParams(specs, rule.params),
    )
    return { model, threshold }
  } catch (error) {
    if (error instanceof StudioError && error.code === 'bad-input') return error.message
    throw error
  }
}

type Quality = (
  model: Omit<TrainedModel, 'trainingScores' | 'history'>,
  scores: Float64Array,
  job: Job,
) => Promise<number | null>

/** By the labels of the period, where it has some; else by anomalies that are planted into it, the same for both models. */
export function judgeOf(
  { labels, series, window }: Pick<BacktestInput, 'labels' | 'series' | 'window'>,
  part: RowRange,
) {
  const truth = labels?.subarray(part.first, part.last + 1)
  const events = truth ? rangesOf(truth).length : 0
  if (truth && events > 0) {
    const quality: Quality = (_model, scores) => {
      const own = scores.subarray(part.first, part.last + 1)
      const assessed = (_: number, i: number) => !Number.isNaN(own[i])
      const [s, l] = [own.filter(assessed), truth.filter(assessed)]
      return Promise.resolve(l.includes(1) ? averagePrecision(rankingCurve(s, l)) : null)
    }
    return { by: 'labels' as const, events, quality }
  }
  try {
    const planted = byPlanted(series, part, Math.max(5, Math.min(window, Math.floor((part.last - part.first) / 20))), 1)
    const quality: Quality = async (model, _scores, job) => (await planted(model as TrainedModel, job)).aucPr
    return { by: 'planted anomalies' as const, events, quality }
  } catch (error) {
    if (!(error instanceof StudioError)) throw error
    return { by: null, events, quality: () => Promise.resolve(null) }
  }
}

const withContext = ({ first, last }: RowRange, window: number): RowRange => ({
  first: Math.max(0, first - 2 * window),
  last,
})

export async function outcome(
  { series, labels, alarm }: Pick<BacktestInput, 'series' | 'labels' | 'alarm'>,
  part: RowRange,
  model: Omit<TrainedModel, 'trainingScores' | 'history'>,
  scores: Float64Array,
  threshold: number,
  quality: Quality,
  job: Job,
): Promise<PeriodOutcome> {
  const own = scores.slice(part.first, part.last + 1)
  const times = series.times.subarray(part.first, part.last + 1)
  const truth = labels?.subarray(part.first, part.last + 1)
  const above = own.map((score) => Number(score > threshold))
  let [normal, wrong] = [0, 0]
  for (let i = 0; i < own.length; i++) {
    if (truth?.[i] || Number.isNaN(own[i])) continue
    normal++
    wrong += above[i]
  }
  return {
    alarms: disturbances(own, times, threshold, alarm, usualStep(series.times)).length,
    falseShare: normal === 0 ? 0 : wrong / normal,
    found: truth ? rangesOf(truth).filter(({ first, last }) => above.subarray(first, last + 1).includes(1)).length : 0,
    quality: await quality(model, scores, job),
  }
}

/** Whether anything from a row on is labelled, or an alarm was called false there. */
export const isAnswered = ({ labels, normal }: Pick<BacktestInput, 'labels' | 'normal'>, first: number): boolean =>
  normal.subarray(first).includes(1) || (labels?.subarray(first).includes(1) ?? false)

/** Challenger against champion over the periods, paired; intervals by drawing periods with replacement. isAnswered — somebody said of their alarms what they are. */
export function verdictOf(
  periods: readonly BacktestPeriod[],
  isAnswered = true,
): Pick<Backtest, 'difference' | 'advice' | 'reason'> {
  const pairs = periods.flatMap(({ champion, challenger }) =>
    challenger?.quality != null && champion.quality !== null ? [challenger.quality - champion.quality] : [],
  )
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length
  const share = (of: (period: BacktestPeriod) => PeriodOutcome | null) =>
    mean(periods.flatMap((period) => of(period)?.falseShare ?? []))
  const [old, anew] = [share((one) => one.champion), share((one) => one.challenger)]
  const tooMany = old >= manyFalse && (anew * timesFewer <= old || old - anew >= rowsFewer)
  const shares = `${percent(old)} of the rows without retraining, ${percent(anew)} with it.`
  const words = isAnswered
    ? `False alarms: ${shares}`
    : `Alarms: ${shares}${tooMany ? ' Nobody has said that they are false: look at some before you promote.' : ''}`
  if (pairs.length === 0)
    return periods.some((one) => one.challenger) && tooMany
      ? { difference: null, advice: 'promote', reason: words }
      : { difference: null, advice: 'keep', reason: 'No period has a challenger and something to judge it by.' }
  const random = seededRandom(1)
  const drawn = Float64Array.from({ length: draws }, () =>
    mean(pairs.map(() => pairs[random.below(pairs.length)])),
  ).sort()
  const [low, high] = pairs.length < 3 ? [null, null] : [quantileSorted(drawn, 0.025), quantileSorted(drawn, 0.975)]
  const difference = { value: mean(pairs), low, high, periods: pairs.length }
  if (low !== null && low > 0 && difference.value >= leastDifference)
    return {
      difference,
      advice: 'promote',
      reason: `Retraining finds anomalies better, by more than chance explains. ${words}`,
    }
  const isWorse = high !== null && high < 0 && difference.value <= -leastDifference
  if (tooMany && !isWorse)
    return { difference, advice: 'promote', reason: `${words} It finds anomalies about as well.` }
  if (isWorse) return { difference, advice: 'keep', reason: `Retraining finds anomalies worse. ${words}` }
  return { difference, advice: 'keep', reason: `These periods show no difference that matters. ${words}` }
}

/** A challenger that calls so many rows strange has not learnt what runs now. */
const manyStrange = 0.1
export const newNormal =
  'If that is the new normal, call its alarms false and train again: what the run in force called strange is learnt from only then'

/** Whether a verdict to keep the run is one over a challenger that calls strange what runs now. */
export const isStuck = (periods: readonly BacktestPeriod[], { advice }: Pick<Backtest, 'advice'>): boolean => {
  const shares = periods.flatMap(({ challenger }) => challenger?.falseShare ?? [])
  return advice === 'keep' && shares.reduce((sum, share) => sum + share, 0) > manyStrange * shares.length
}

const withHint = (periods: readonly BacktestPeriod[], verdict: ReturnType<typeof verdictOf>) =>
  isStuck(periods, verdict) ? { ...verdict, reason: `${verdict.reason} ${newNormal}.` } : verdict

const percent = (value: number) =>
  Number.isFinite(value) ? `${(100 * value).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %` : 'none'
