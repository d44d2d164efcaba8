import type { BacktestPeriod } from '../shared/watch/backtest.ts'
import type { Challenge, HowTrained, LearnFrom } from '../shared/watch/challenge.ts'
import { badInput } from '../shared/errors.ts'
import { lowerBound } from '../shared/search.ts'
import type { RowRange } from '../shared/data/series.ts'
import {
  isAnswered,
  isStuck,
  judgeOf,
  leastRows,
  newNormal,
  outcome,
  usable,
  verdictOf,
  type BacktestInput,
} from './backtest.ts'
import type { Job } from './job.ts'
import { scoreSeries, type TrainedModel } from './train-and-score.ts'

export type ChallengeInput = Omit<BacktestInput, 'everyDays' | 'learns' | 'rule' | 'detector' | 'params'>

/** Of what came after the champion's training so much is kept to judge on, in so many periods at most. */
const heldShare = 1 / 3
const mostPeriods = 6
const day = 86_400_000

/** Rows to train a challenger on, and the periods after them to judge it on, which the champion has not seen either. */
export interface ChallengePlan {
  ranges: RowRange[]
  refused: number
  allowed: number
  periods: RowRange[]
  championScores: Float64Array
}

/** Throws bad-input where too little came after the champion's training, or nothing normal is left to learn from. */
export async function planChallenge(
  input: ChallengeInput,
  learnt: number,
  window: LearnFrom,
  job: Job,
): Promise<ChallengePlan> {
  const { times } = input.series
  const n = times.length
  const first = (input.learnt.at(-1)?.last ?? -1) + 1
  const held = Math.floor((n - first) * heldShare)
  if (held < leastRows)
    throw badInput(
      `There is nothing new to judge on: ${(n - first).toLocaleString('en')} rows came after training, and ${3 * leastRows} are needed, a third of which neither model may learn from.`,
    )
  const split = n - held
  const { scores: championScores } = await scoreSeries(input.champion, input.series, {}, job)
  const start = typeof window === 'number' ? lowerBound(times, times[split] - window * day) : 0
  const chosen = usable(input, championScores, split, window === 'recent' ? learnt : n, start)
  if (chosen.ranges.length === 0)
    throw badInput(
      `Nothing is left to learn from: ${chosen.refused.toLocaleString('en')} rows are labelled or above the threshold, and nobody called their alarms false.`,
    )
  const count = Math.max(1, Math.min(mostPeriods, Math.floor(held / leastRows)))
  const edge = (k: number) => split + Math.floor((k * held) / count)
  const periods = Array.from({ length: count }, (_, k) => ({ first: edge(k), last: edge(k + 1) - 1 }))
  return { ...chosen, periods, championScores }
}

/** Both models on the same rows, period by period. challenger — its scores of the whole series and its threshold. */
export async function judgeChallenger(
  input: ChallengeInput,
  plan: ChallengePlan,
  challenger: { model: TrainedModel; scores: Float64Array; threshold: number },
  settings: { window: LearnFrom; how: HowTrained },
  job: Job,
): Promise<Challenge> {
  const learnt = plan.ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  const periods: BacktestPeriod[] = []
  for (const [done, part] of plan.periods.entries()) {
    await job.checkpoint({ phase: 'Judging', done, total: plan.periods.length, unit: 'periods' })
    const { by, events, quality } = judgeOf(input, part)
    const { times } = input.series
    periods.push({
      start: times[part.first],
      end: times[part.last],
      rows: part.last - part.first + 1,
      events,
      by,
      champion: await outcome(input, part, input.champion, plan.championScores, input.threshold, quality, job),
      challenger: await outcome(input, part, challenger.model, challenger.scores, challenger.threshold, quality, job),
      learnt,
      refused: plan.refused,
      note: '',
    })
  }
  const verdict = verdictOf(periods, isAnswered(input, plan.periods[0].first))
  const reason = isStuck(periods, verdict)
    ? `${verdict.reason} ${newNormal}, and what came last only once later rows can judge.${waiting(input, plan)}`
    : verdict.reason
  return { ...settings, learnt, refused: plan.refused, allowed: plan.allowed, periods, ...verdict, reason }
}

/** How long to wait, where what runs now began so late that no row of it was there to learn from; else nothing. */
function waiting({ series, learnt, threshold }: ChallengeInput, { championScores, periods }: ChallengePlan): string {
  const first = (learnt.at(-1)?.last ?? -1) + 1
  const begins = lastingFrom(championScores, threshold, first)
  if (begins === null || begins < periods[0].first) return ''
  const more = rowsToWait(begins, first, series.times.length)
  return more > 0
    ? ` It began in the rows that judge, so none of it could be learnt: train again when ${more.toLocaleString('en')} more rows have come.`
    : ''
}

/** Where what lasts to the end began: from that row on the rows above the threshold outweigh the others most. Null where they hardly do. Rows without a score do not count. */
export function lastingFrom(scores: ArrayLike<number>, threshold: number, first: number): number | null {
  let begins: number | null = null
  let balance = 0
  let most = leastRows - 1
  for (let i = scores.length - 1; i >= first; i--) {
    if (Number.isNaN(scores[i])) continue
    balance += scores[i] > threshold ? 1 : -1
    if (balance > most) [most, begins] = [balance, i]
  }
  return begins
}

/** Rows that must come before so many of what began on a row can be learnt from, and a third of all new ones still judges. first — after training; n — rows now. */
export const rowsToWait = (begins: number, first: number, n: number): number =>
  Math.max(0, Math.ceil((begins + leastRows - first) / (1 - heldShare)) + first - n)
