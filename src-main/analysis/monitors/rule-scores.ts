import type { WatchedRule } from '../../shared/watch/monitors.ts'
import type { Direction, StrangeChannel } from '../../shared/runs/strangest.ts'
import { ruleFindings } from '../candidates/rule-findings.ts'
import type { Finding } from '../candidates/rules.ts'
import { outOfLimits } from '../control-charts/out-of-control.ts'
import { runRules } from '../control-charts/run-rules.ts'
import { massSquared } from '../similar/mass.ts'

/** What a rule says of rows. scores — [n], in units of what the rule allows: above 1 it is met. byChannel — [channel][n], the same of each. */
export interface RuleScores {
  scores: Float64Array
  byChannel: Float64Array[]
}

/** From here on a score counts as infinitely far: a rate over no time, a chart without spread. */
const most = 1e6
/** The certainty of a limit nears 1 by e: its odds would be millions for what is a few ranges away. */
const beyond = (certainty: number) => 1 - Math.log(2 * Math.max(1 - certainty, Number.EPSILON))
/** A rule that is met exactly is met. */
const met = 1 + 1e-9

/**
 * Holds rows against a watched rule. values — [channel][n] in the order of the rule's channels, NaN = missing; times — [n], epoch ms, ascending.
 * A rule on values or a control chart gives the odds of its certainty, which is 1 where it is just met: twice the rate that is allowed
 * scores 2, six sigma on a chart 3. A limit gives 1 and one more for each tenth of the channel's range beyond it. A search gives the correlation with the example over the least that counts (MASS, Mueen et al. 2017).
 */
export function ruleScores(rule: WatchedRule, values: readonly Float64Array[], times: Float64Array): RuleScores {
  const n = times.length
  const { source } = rule
  if (source.kind === 'similar') return alike(rule, values, n)
  const byChannel = rule.channels.map((channel, c) => {
    const scores = new Float64Array(n)
    const findings: Finding[] =
      source.kind === 'run-rules'
        ? outOfLimits(
            { times, values: values[c] },
            { centre: channel.centre!, sigma: channel.sigma! },
            { book: source.rules, apart: source.apart ?? 0 },
          )
        : source.kind === 'detections' || source.kind === 'doubt'
          ? []
          : ruleFindings(source, values[c], times, channel.scale)
    for (const { first, last, certainty } of findings) {
      const score = Math.min(
        most,
        Math.max(met, source.kind === 'limit' ? beyond(certainty) : certainty / (1 - certainty)),
      )
      for (let row = first; row <= last; row++) scores[row] = Math.max(scores[row], score)
    }
    return scores
  })
  return { byChannel, scores: highest(byChannel, n) }
}

function alike({ channels, least }: WatchedRule, values: readonly Float64Array[], n: number): RuleScores {
  const length = channels[0]?.example?.length ?? 0
  const scores = new Float64Array(n)
  if (length === 0 || n < length) return { scores, byChannel: channels.map(() => scores) }
  const squares = new Float64Array(n - length + 1)
  for (const [c, { example }] of channels.entries()) {
    const own = massSquared(values[c], Float64Array.from(example!))
    for (let i = 0; i < squares.length; i++) squares[i] += own[i]
  }
  for (let i = 0; i < squares.length; i++) {
    // The squared distance is 2m(1 − r).
    const r = 1 - squares[i] / (2 * length * channels.length)
    if (!(r >= least)) continue
    const score = Math.max(met, r / least)
    for (let row = i; row < i + length; row++) scores[row] = Math.max(scores[row], score)
  }
  return { scores, byChannel: channels.map(() => scores) }
}

function highest(byChannel: readonly Float64Array[], n: number): Float64Array {
  const scores = new Float64Array(n)
  for (const channel of byChannel) for (let i = 0; i < n; i++) if (channel[i] > scores[i]) scores[i] = channel[i]
  return scores
}

/** Rows before a new one that have a say in whether a rule is met there. */
export function ruleReach({ source, channels }: WatchedRule): number {
  switch (source.kind) {
    case 'similar':
      return channels[0]?.example?.length ?? 0
    case 'run-rules': {
      const points = Math.max(...runRules[source.rules].map((rule) => rule.points))
      // A channel that is logged more seldom than others has a value in every so many rows only.
      const every = Math.max(1, ...channels.map((channel) => channel.every ?? 1))
      return points * every + (source.apart ?? 0)
    }
    case 'detections':
    case 'doubt':
      return 0
    default:
      return (source.points ?? 1) + (source.apart ?? 0) + 1
  }
}

/** Channels that meet the rule between two rows, the one that meets it most first, and how they depart. names — in the order of the rule's channels. */
export function ruleChannels(
  rule: WatchedRule,
  { byChannel }: RuleScores,
  values: readonly Float64Array[],
  names: readonly string[],
  { first, last }: { first: number; last: number },
): StrangeChannel[] {
  const peaks = byChannel.map((scores) => scores.subarray(first, last + 1).reduce((a, b) => Math.max(a, b), 0))
  const sum = peaks.reduce((total, peak) => total + (peak > 1 ? peak : 0), 0)
  return peaks
    .flatMap((peak, c) =>
      peak > 1
        ? [
            {
              name: names[c],
              share: peak / sum,
              direction: directionOf(rule, c, values[c].subarray(first, last + 1)),
            },
          ]
        : [],
    )
    .sort((a, b) => b.share - a.share)
}

function directionOf({ source, channels }: WatchedRule, c: number, values: Float64Array): Direction {
  if (source.kind === 'flat') return 'too flat'
  if (source.kind === 'rate') return 'too fast'
  if (source.kind === 'missing') return 'missing'
  if (source.kind === 'similar') return 'like the example'
  const present = values.filter(Number.isFinite)
  if (source.kind === 'limit') {
    const { above } = source
    return above !== null && present.some((v) => v > above) ? 'too high' : 'too low'
  }
  return present.reduce((total, v) => total + v - (channels[c].centre ?? 0), 0) >= 0 ? 'too high' : 'too low'
}
