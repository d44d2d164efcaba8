import { madeBy, type Run } from '../../../src-main/shared/project.ts'
import type { RunTable } from '../../../src-main/shared/runs/run-table.ts'

/** A table of one metric; null where there is no run to stand in it. */
export function fakeRunTable(runs: readonly Run[]): RunTable | null {
  if (runs.length === 0) return null
  return {
    dataset: 1,
    datasets: [{ id: 1, name: 'Water loop', events: 4 }],
    labelled: true,
    metrics: [
      {
        id: 'VUS-PR',
        name: 'VUS-PR',
        summary: 'How well the scores rank, near an edge counting in part.',
        reference: 'Paparrizos et al., VLDB 2022',
        better: 'higher',
        needsLabels: true,
        pooling: 'mean',
        usual: 1,
      },
    ],
    rows: runs.map((run, i) => ({
      key: String(run.id),
      name: run.name,
      detector: madeBy(run.model),
      params: run.model.params,
      trivial: false,
      runs: [{ run: run.id, dataset: run.dataset }],
      datasets: 1,
      oracle: false,
      warnings: [],
      assessed: run.assessed,
      notAssessed: 288,
      events: 4,
      cells: { 'VUS-PR': { value: 0.9 - i * 0.05, interval: null, behind: null } },
    })),
    events: 4,
    draws: 0,
    notes: ['Fewer than 5 labelled windows: no intervals.'],
  }
}
