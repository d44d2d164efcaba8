import { affiliationMetrics } from './affiliation.ts'
import { pointMetrics } from './confusion.ts'
import { eventMetrics } from './event-based.ts'
import { eventViewMetrics } from './event-view.ts'
import type { Metric } from './metric.ts'
import { nabMetrics } from './nab.ts'
import { rangeMetrics } from './range-based.ts'
import { rankingMetrics } from './ranking.ts'
import { vusMetrics } from './vus.ts'

/** Every metric, in the order in which it is shown. A family is one file and one line here. */
export const metrics: readonly Metric[] = [
  ...pointMetrics,
  ...eventViewMetrics,
  ...rankingMetrics,
  ...vusMetrics,
  ...rangeMetrics,
  ...affiliationMetrics,
  ...nabMetrics,
  ...eventMetrics,
]
