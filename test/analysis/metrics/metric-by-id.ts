import { metrics } from '../../../src-main/analysis/metrics/index.ts'
import type { Metric } from '../../../src-main/analysis/metrics/metric.ts'

export function metricById(id: string): Metric {
  const found = metrics.find((metric) => metric.id === id)
  if (!found) throw new Error(`There is no metric "${id}".`)
  return found
}
