import type { TableMetric } from '../../shared/runs/run-table.ts'
import { metrics } from '../metrics/index.ts'
import { families } from './families.ts'

const poolingOf = (id: string) => families.find((family) => family.ids.includes(id))?.pooling ?? 'mean'

/** Columns that are no metric: what can be said of a run without labels, and what it cost. */
const others: TableMetric[] = [
  {
    id: 'alarms per week',
    name: 'Alarms per week',
    unit: 'per week',
    better: null,
    needsLabels: false,
    pooling: 'sum',
    summary: 'Detections per week of assessed time, right or wrong.',
    reference: 'Design of the alarm list: EEMUA 191',
    loweredBy: 'false alarm',
    usual: 12,
  },
  {
    id: 'agreement',
    name: 'Agreement',
    better: null,
    needsLabels: false,
    pooling: 'mean',
    summary:
      'Mean rank correlation of its scores with those of each other run: runs that are right are right together.',
    reference: 'Spearman, 1904',
    usual: 13,
  },
  {
    id: 'training time',
    name: 'Training time',
    unit: 's',
    better: 'lower',
    needsLabels: false,
    pooling: 'mean',
    summary: 'How long the training took.',
    reference: '',
  },
]

/** Every column there is, in the order in which they are offered. */
export const columns: readonly TableMetric[] = [
  ...metrics.map(({ kind: _, oracle: __, compute: ___, fromSums: ____, ...facts }): TableMetric => ({
    ...facts,
    needsLabels: facts.needsLabels ?? true,
    pooling: poolingOf(facts.id),
  })),
  ...others.filter((other) => !metrics.some(({ id }) => id === other.id)),
]
