import { expect, test, vi } from 'vitest'
import type { BacktestPeriod, PeriodOutcome } from '../../../../src-main/shared/watch/backtest.ts'
import type { Api } from '../../../../src-renderer/api.ts'
import { sideBySide } from '../../../../src-renderer/state/runs/side-by-side.ts'
import { Studio } from '../../../../src-renderer/state/studio.svelte.ts'

/** A page that shows dataset 1 with the run in force 1; run 2 is its challenger, 3 is another run. */
async function page(madeBy: 'person' | 'answers') {
  vi.stubGlobal('window', { matchMedia: () => ({ matches: false, addEventListener() {} }) })
  vi.stubGlobal('localStorage', { getItem: () => null, setItem() {} })
  const listeners = new Map<string, (payload: unknown) => void>()
  const answers: Record<string, unknown> = {
    'datasets.list': [{ id: 1, name: 'pump', status: 'ready', zone: 'UTC', channels: [], start: 0, end: 1, stepMs: 1 }],
    'runs.list': [1, 2, 3].map((id) => ({ id, dataset: 1, name: `run ${id}`, status: 'ready', measures: null })),
    'champion.states': [{ dataset: 1, run: 1, name: 'run 1', waiting: [{ run: 2, dataset: 1, champion: 1, madeBy }] }],
  }
  const api = {
    on: (name: string, listener: (payload: unknown) => void) => void listeners.set(name, listener),
    call: async (name: string) => answers[name] ?? [],
  } as unknown as Api
  const studio = new Studio(api)
  await studio.datasets.refresh()
  studio.datasets.selectedId = 1
  await studio.runs.look(1)
  await studio.runs.select(1)
  return {
    studio,
    async trained(run: number) {
      listeners.get('jobs.changed')!([{ id: run, kind: 'train', status: 'done', dataset: 1, run, ended: 1 }])
      await expect.poll(() => studio.jobs.list).toHaveLength(1)
    },
  }
}
const onChart = (studio: Studio) => studio.runs.onChart.map(({ id }) => id)

test('a challenger that a person asked for is shown beside the run in force, which stays the selected one', async () => {
  const { studio, trained } = await page('person')
  await trained(2)
  expect([studio.layout.pane, studio.watching.part]).toEqual(['watch', 'runs'])
  expect(studio.runs.selectedId).toBe(1)
  expect(onChart(studio)).toEqual([1, 2])
  expect(studio.layout.panel).not.toBe('results')
})

test('one that was trained by itself changes nothing that somebody looks at, and any other run is selected', async () => {
  const { studio, trained } = await page('answers')
  await trained(2)
  expect([studio.layout.pane, studio.runs.selectedId, onChart(studio)]).toEqual([null, 1, [1]])
  expect(studio.watching.champions[0].waiting).toHaveLength(1)
  await trained(3)
  await expect.poll(() => studio.runs.selectedId).toBe(3)
  expect([studio.layout.pane, studio.layout.panel]).toEqual([null, 'results'])
})

test('side by side are sums, shares over all rows, and the mean quality of periods where both have one', () => {
  const outcome = (alarms: number, falseShare: number, found: number, quality: number | null): PeriodOutcome => ({
    alarms,
    falseShare,
    found,
    quality,
  })
  const period = (rows: number, events: number, champion: PeriodOutcome, challenger: PeriodOutcome | null) =>
    ({ rows, events, champion, challenger }) as BacktestPeriod
  const periods = [
    period(100, 2, outcome(1000, 0.5, 1, 0.2), outcome(1, 0.1, 2, 0.4)),
    period(300, 1, outcome(500, 0.1, 0, 0.4), outcome(2, 0, 1, 0.5)),
    period(100, 0, outcome(0, 0, 0, 0.9), outcome(0, 0, 0, null)),
    period(100, 5, outcome(9, 1, 5, 1), null),
  ]
  expect(sideBySide(periods)).toEqual([
    { name: 'Alarms', champion: '1,500', challenger: '3' },
    { name: 'False rows', champion: '16.0 %', challenger: '2.0 %' },
    { name: 'Events found', champion: '1 of 3', challenger: '3 of 3' },
    { name: 'Quality', champion: '0.300', challenger: '0.450' },
  ])
  expect(sideBySide([periods[3]])).toEqual([])
})
