import { a3, b4, d4 } from '../control-charts/constants.ts'
import { movingRanges, subgroup, xbarSLimits, type XbarSLimits } from '../control-charts/limits.ts'
import { firedAt, ruleBooks, type RuleBook } from '../control-charts/run-rules.ts'
import { farthest, inSigma, limitsOf, spreadParam } from './chart-score.ts'
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

  async fit(train, params) {
    if (params.chart === 'i-mr') return { limits: limitsOf(train, params.spread), means: [] }
    const means = train[0].values.map((_, c) =>
      xbarSLimits(
        train.map((segment) => segment.values[c]),
        params.subgroup,
      ),
    )
    return { limits: [], means }
  },

  async score(model, segment, params, job) {
    const rules = ruleBooks.find((book) => book === params.rules)!
    if (params.chart === 'xbar-s')
      return farthest(
        segment,
        job,
        (c) => bySubgroup(segment.values[c], params.subgroup, model.means[c], rules),
        (c) => model.means[c].centre,
      )
    return farthest(
      segment,
      job,
      (c) => {
        const { range } = model.limits[c]
        const ranges = movingRanges(segment.values[c])
        // On the limit of its range a step counts as much as a value on the limit of values.
        const steps = ranges.map((step) => (3 * step) / (d4 * range))
        return withRules(inSigma(segment.values[c], model.limits[c]), rules, (t) => (t > 0 ? steps[t - 1] : 0))
      },
      (c) => model.limits[c].centre,
    )
  },
})

/** Distance in sigma, or what `other` says where that is more; every run rule that fires adds three, which is an alarm by itself. */
function withRules(z: Float64Array, rules: RuleBook, other: (t: number) => number): Float64Array {
  const fired = firedAt(z, rules)
  return z.map((v, t) => Math.max(Math.abs(v), other(t)) + 3 * fired[t])
}

/** Every row has the score of its subgroup. Rows that fill none at the end belong to the one that ends with the segment. */
function bySubgroup(values: Float64Array, size: number, limits: XbarSLimits, rules: RuleBook): Float64Array {
  const n = values.length
  const starts = Array.from({ length: Math.ceil(n / size) }, (_, g) => Math.min(g * size, n - size))
  const groups = starts.map((start) => subgroup(values.subarray(start, start + size)))
  const sigma = (a3(size) * limits.s) / 3
  const z = Float64Array.from(groups, ({ mean }) => (mean - limits.centre) / sigma)
  const scores = withRules(z, rules, (g) => (3 * (groups[g].s - limits.s)) / ((b4(size) - 1) * limits.s))
  return values.map((_, t) => scores[Math.min(Math.floor(t / size), groups.length - 1)])
}
