import { a3, b4, d2, d4 } from '../control-charts/constants.ts'
import { movingRanges, subgroup, xbarSLimits } from '../control-charts/limits.ts'
import { firedAt, ruleBooks, runRules, type RuleBook } from '../control-charts/run-rules.ts'
import { chartOf, farthest, inSigma, spreadParam, type ChartModel } from './parts/chart-score.ts'
import { defineDetector } from './detector.ts'

/** Shewhart's control charts: single values with their moving range, or means and deviations of subgroups, with run rules. */
export const shewhart = defineDetector({
  id: 'shewhart',
  name: 'Shewhart control chart',
  summary: 'How far each value, or the mean of a few, lies from the centre line, with the run rules of the books.',
  scoreMeaning: {
    param: 'rules',
    of: {
      limits: 'The distance of the farthest channel from its centre line, in sigma of its chart',
      'western-electric':
        'The distance of the farthest channel from its centre line, in sigma of its chart, and three more for every run rule that is met',
      nelson:
        'The distance of the farthest channel from its centre line, in sigma of its chart, and three more for every run rule that is met',
    },
  },
  reference:
    'Shewhart 1931; Montgomery, Introduction to Statistical Quality Control; rules: Western Electric 1956, Nelson 1984',
  family: 'classical',
  learns: 'normal',
  version: 1,
  params: {
    chart: {
      kind: 'choice',
      options: ['i-mr', 'xbar-s'],
      default: 'i-mr',
      label: 'Chart',
      help: 'I-MR looks at single values and the step between neighbours; X̄-S at the mean and the deviation of a few values in a row.',
    },
    subgroup: {
      kind: 'integer',
      default: 5,
      min: 2,
      max: 1000,
      unit: 'points',
      label: 'Subgroup',
      help: 'X̄-S: values in a row that make one point of the chart. Larger finds smaller shifts, later.',
    },
    spread: spreadParam('moving-range'),
    rules: {
      kind: 'choice',
      options: ['limits', 'western-electric', 'nelson'],
      default: 'limits',
      label: 'Rules',
      help: 'Limits: a point beyond three sigma. The other two add runs and trends; they suit values that do not depend on those before.',
    },
  },
  threshold: { rule: 'fixed', params: { value: 3 } },
  needs: ({ chart, subgroup: size }) =>
    chart === 'xbar-s' ? { train: 2 * size, score: size } : { train: 2, score: 1 },
  // Subgroups are counted off from the beginning, and the last one ends with the end.
  reach: ({ chart, subgroup: size, rules }) =>
    chart === 'xbar-s'
      ? { before: Infinity, after: size }
      : { before: Math.max(2, ...runRules[rules as RuleBook].map(({ points }) => points)) - 1, after: 0 },

  async fit(train, params): Promise<ChartModel> {
    if (params.chart === 'i-mr') return chartOf(train, params.spread)
    const limits = train[0].values.map((_, c) =>
      xbarSLimits(
        train.map((segment) => segment.values[c]),
        params.subgroup,
      ),
    )
    return {
      centre: Float64Array.from(limits, ({ centre }) => centre),
      sigma: Float64Array.from(limits, ({ s }) => s),
    }
  },

  async score(model, segment, params, job) {
    const rules = ruleBooks.find((book) => book === params.rules)!
    const ofChannel = (c: number) => {
      const values = segment.values[c]
      if (params.chart === 'xbar-s') return bySubgroup(values, params.subgroup, model.centre[c], model.sigma[c], rules)
      const steps = movingRanges(values)
      // On the limit of its range a step counts as much as a value on the limit of values.
      const limit = d4 * d2 * model.sigma[c]
      return withRules(inSigma(values, model, c), rules, (t) => (t > 0 ? (3 * steps[t - 1]) / limit : 0))
    }
    return farthest(segment, job, ofChannel, (c) => model.centre[c])
  },
})

/** Distance in sigma, or what `other` says where that is more; every run rule that fires adds three, which is an alarm by itself. */
function withRules(z: Float64Array, rules: RuleBook, other: (t: number) => number): Float64Array {
  const fired = firedAt(z, rules)
  return z.map((v, t) => Math.max(Math.abs(v), other(t)) + 3 * fired[t])
}

/** Every row has the score of its subgroup. Rows that fill none at the end belong to the one that ends with the segment. */
function bySubgroup(values: Float64Array, size: number, centre: number, s: number, rules: RuleBook): Float64Array {
  const n = values.length
  const starts = Array.from({ length: Math.ceil(n / size) }, (_, g) => Math.min(g * size, n - size))
  const groups = starts.map((start) => subgroup(values.subarray(start, start + size)))
  const sigma = (a3(size) * s) / 3
  const z = Float64Array.from(groups, ({ mean }) => (mean - centre) / sigma)
  const scores = withRules(z, rules, (g) => (3 * (groups[g].s - s)) / ((b4(size) - 1) * s))
  return values.map((_, t) => scores[Math.min(Math.floor(t / size), groups.length - 1)])
}
