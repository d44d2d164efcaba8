import { describe, expect, test } from 'vitest'
import type { ErrorList, ListedError } from '../../../src-main/shared/labels/event-errors.ts'
import { EventErrors } from '../../../src-renderer/state/event-errors/event-errors.svelte.ts'
import type { Studio } from '../../../src-renderer/state/studio.svelte.ts'

const error: ListedError = {
  kind: 'missed',
  first: 1,
  last: 2,
  start: 1000,
  end: 2000,
  peak: 0,
  peakTime: 1000,
  area: 0,
  delayMs: null,
  detection: null,
  detectedFrom: null,
  labels: [1],
  known: null,
}

/** The list of errors of run 1 and label set 7, with one error in it. */
async function listed() {
  const marked: { run: number; labelSet: number; known: boolean }[] = []
  const api = {
    on: () => () => {},
    call: async (name: string, input: { run: number; labelSet: number; known: boolean }) => {
      if (name === 'event-errors.ignore') marked.push({ run: input.run, labelSet: input.labelSet, known: input.known })
      return { errors: [error], events: 1, judged: null, notes: [] } satisfies ErrorList
    },
  }
  const runs = { selectedId: 1, selected: { id: 1, status: 'ready', judgedOn: 'all', threshold: {} } }
  const labels = { sets: { id: 7 }, selection: { select: () => {} }, list: [], classes: { current: null } }
  const studio = {
    api,
    runs,
    labels,
    announcer: { say: () => {} },
    datasets: { selectedId: 1 },
    view: { isAll: true },
    notices: { attempt: (work: () => unknown) => work() },
  }
  const errors = new EventErrors(studio as unknown as Studio)
  await errors.see('first')
  errors.select(error)
  return { errors, runs, labels, marked }
}

describe('taking back that an error is known', () => {
  test('belongs to the run and the label set that it was marked in', async () => {
    const { errors, runs, labels, marked } = await listed()
    await errors.toggleKnown()
    expect([marked, errors.canUndo]).toEqual([[{ run: 1, labelSet: 7, known: true }], true])
    runs.selectedId = 2
    expect(errors.canUndo).toBe(false)
    await errors.undo()
    expect(marked).toHaveLength(1)
    runs.selectedId = 1
    labels.sets.id = 8
    expect(errors.canUndo).toBe(false)
    labels.sets.id = 7
    await errors.undo()
    expect(marked[1]).toEqual({ run: 1, labelSet: 7, known: false })
  })
})
