import type { CallInput } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { Dataset, Run } from '../../shared/project.ts'
import { numberOf } from '../watch/number.ts'

export interface WhatOptions {
  below?: string
  above?: string
  rate?: string
  flat?: boolean
  missing?: boolean
  chart?: string
  like?: string
  run?: string
  channel: string[]
  rows?: string
  within?: string
  least?: string
  onDelay?: string
  offDelay?: string
}
type What = CallInput<'monitors.try'>

/** What is to be watched, by the options. Throws bad-input for none, for several, and for what they name and nobody knows. */
export function whatOf(options: WhatOptions, dataset: Dataset, runs: readonly Run[]): What {
  const isLimit = options.below !== undefined || options.above !== undefined
  const kinds = [isLimit, options.rate, options.flat, options.missing, options.chart, options.like, options.run]
  if (kinds.filter((given) => given !== undefined && given !== false).length !== 1)
    throw badInput(
      'Say what is to be watched by one of --below and --above, --rate, --flat, --missing, --chart, --like or --run.',
    )
  const ms = (option: string, given: string | undefined) =>
    given === undefined ? null : 1000 * numberOf(option, given, 0, 0)
  const settings = { onDelayMs: ms('--on-delay', options.onDelay), offDelayMs: ms('--off-delay', options.offDelay) }
  const base = { dataset: dataset.id, settings }
  if (options.run !== undefined) return { ...base, run: runNamed(runs, options.run, dataset).id }
  const least = numberOf('--least', options.least, 0.9, 0)
  if (least > 1) throw badInput('--least takes a correlation, from 0 to 1.')
  return { ...base, least, source: sourceOf(options, dataset) }
}

function sourceOf(options: WhatOptions, dataset: Dataset): NonNullable<What['source']> {
  const channels = options.channel.map((name) => {
    const found = dataset.channels.find((one) => one.name === name)
    if (!found)
      throw badInput(
        `"${dataset.name}" has no channel "${name}". There are: ${dataset.channels.map((one) => one.name).join(', ')}.`,
      )
    return found.id
  })
  const rows = (otherwise: number, least: number) => Math.round(numberOf('--rows', options.rows, otherwise, least))
  const value = (option: string, given: string | undefined) =>
    given === undefined ? null : numberOf(option, given, 0, -Infinity)
  const { chart, like, rate } = options
  if (chart !== undefined) {
    if (chart !== 'limits' && chart !== 'western-electric' && chart !== 'nelson')
      throw badInput(`--chart takes limits, western-electric or nelson, and not "${chart}".`)
    return { kind: 'run-rules', channels, rules: chart, spread: 'moving-range', normal: null, apart: 0 }
  }
  if (like !== undefined) {
    const [start, end] = like
      .split(',')
      .map((text) => Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.trim()}Z`))
    if (!(end > start))
      throw badInput(`--like takes two times, "2026-03-01T10:00,2026-03-01T10:30", and not "${like}".`)
    return { kind: 'similar', channels, start, end }
  }
  if (rate !== undefined) {
    const perSecond = numberOf('--rate', rate, 0, 0)
    if (perSecond === 0) throw badInput('--rate takes a change per second above 0.')
    return { kind: 'rate', channels, perSecond, points: rows(1, 1) }
  }
  if (options.flat)
    return { kind: 'flat', channels, points: rows(20, 2), tolerance: numberOf('--within', options.within, 0, 0) }
  if (options.missing) return { kind: 'missing', channels, points: rows(20, 1) }
  const [below, above] = [value('--below', options.below), value('--above', options.above)]
  return { kind: 'limit', channels, below, above, points: rows(1, 1) }
}

function runNamed(runs: readonly Run[], wanted: string, { name }: Dataset): Run {
  const found = runs.findLast((run) => String(run.id) === wanted || run.name.toLowerCase() === wanted.toLowerCase())
  if (!found)
    throw badInput(
      `"${name}" has no run "${wanted}" that is ready.${runs.length > 0 ? ` There are: ${runs.map((run) => `${run.id} "${run.name}"`).join(', ')}.` : ''}`,
    )
  return found
}
