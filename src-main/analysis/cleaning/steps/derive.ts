import { badInput } from '../../../shared/errors.ts'
import { evaluate } from '../../formula/evaluate.ts'
import { parseFormula } from '../../formula/parse.ts'
import { formulaReach } from '../../formula/reach.ts'
import { unitOfFormula } from '../../formula/unit.ts'
import type { ChannelInfo } from '../../../shared/data/series.ts'
import { defineStep, nowhere } from '../step.ts'

export const derive = defineStep({
  id: 'derive',
  name: 'Derived channel',
  summary: 'Adds a channel that is computed from others by a formula.',
  params: {
    name: { kind: 'text', default: '', label: 'Name', help: 'Of the new channel.' },
    formula: {
      kind: 'text',
      default: '',
      label: 'Formula',
      help: 'Channels by name (in quotes where it has blanks), + - * / % ^, comparisons, and, or, not, lag, diff, rolling_mean, rolling_std, ratio, if, abs, min, max, log, exp, sqrt, hour, weekday, month.',
    },
    unit: { kind: 'text', default: '', label: 'Unit', help: 'Empty = that of its parts, where they share one.' },
    zone: {
      kind: 'text',
      default: 'UTC',
      label: 'Time zone',
      advanced: true,
      help: 'Of hour, weekday and month, such as Europe/Berlin.',
    },
  },
  byChannel: false,
  reach: ({ formula }) => ({ before: formulaReach(formula), after: nowhere }),
  wrong: ({ name, zone }) => (name.trim() === '' ? 'The new channel has no name.' : wrongZone(zone)),
  apply({ series, span, stepMs }, _chosen, params) {
    const parsed = parseFormula(
      params.formula,
      series.channels.map(({ name }) => name),
    )
    if ('problem' in parsed) throw badInput(parsed.problem.message)
    return {
      span,
      stepMs,
      series: {
        times: series.times,
        channels: withDerived(series.channels, params),
        values: [...series.values, evaluate(parsed.formula, series, params.zone, stepMs)],
      },
    }
  },
  channelsAfter: (channels, _chosen, params) => withDerived(channels, params),
})

function withDerived(
  channels: readonly ChannelInfo[],
  { name, formula, unit }: { name: string; formula: string; unit: string },
): ChannelInfo[] {
  const parsed = parseFormula(
    formula,
    channels.map((channel) => channel.name),
  )
  const known = 'formula' in parsed ? unitOfFormula(parsed.formula, channels) : null
  return [...channels, { name: name.trim(), unit: unit.trim() || known }]
}

function wrongZone(zone: string): string | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return null
  } catch {
    return `"${zone}" is no known time zone.`
  }
}
