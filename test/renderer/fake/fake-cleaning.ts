import type { CleaningState, CleaningStep, CleaningStepInfo } from '../../../src-main/shared/data/cleaning.ts'
import type { HandlersFor } from '../../../src-main/shared/contract.ts'
import type { Dataset } from '../../../src-main/shared/project.ts'

const kinds: CleaningStepInfo[] = [
  {
    id: 'hampel',
    name: 'Despike (Hampel)',
    summary: 'Replaces values that stand out from the median of their neighbours.',
    params: { window: { kind: 'integer', default: 7, min: 3, max: 101, label: 'Window', help: 'Points.' } },
    byChannel: true,
  },
  {
    id: 'mask',
    name: 'Mask ranges',
    summary: 'Makes the values inside the ranges missing.',
    params: { ranges: { kind: 'text', default: '', label: 'Ranges', help: 'FROM/TO.' } },
    byChannel: true,
  },
  {
    id: 'derive',
    name: 'Derived channel',
    summary: 'Adds a channel that is computed from others by a formula.',
    params: {
      name: { kind: 'text', default: '', label: 'Name', help: 'Of the new channel.' },
      formula: { kind: 'text', default: '', label: 'Formula', help: 'Channels and signs.' },
    },
    byChannel: false,
  },
]

/** Cleaning in memory, as the app keeps it: every list of steps, and which of them holds. A formula "Flow +" is wrong. */
export function fakeCleaning(dataset: () => Dataset): HandlersFor<'cleaning'> {
  const versions: { steps: CleaningStep[]; what: string | null }[] = [{ steps: [], what: null }]
  let at = 0
  const state = (): CleaningState => ({
    steps: versions[at].steps,
    undo: versions[at].what,
    redo: versions[at + 1]?.what ?? null,
  })
  return {
    'cleaning.kinds': () => kinds,
    'cleaning.get': state,
    'cleaning.set': ({ steps, what }) => {
      versions.splice(++at, versions.length, { steps, what })
      return state()
    },
    'cleaning.undo': () => {
      at = Math.max(0, at - 1)
      return state()
    },
    'cleaning.redo': () => {
      at = Math.min(versions.length - 1, at + 1)
      return state()
    },
    'cleaning.preview': ({ steps, channel, start, end }) => {
      const wrong = steps.findIndex((step) => step.on && step.params.formula === 'Flow +')
      const { channels, rows } = dataset()
      const line = (value: number) => ({ times: Float64Array.of(start, end), values: Float64Array.of(value, value) })
      return {
        problem: wrong < 0 ? null : { index: wrong, message: 'Something is missing at the end.', from: 6, to: 7 },
        channels: channels.map(({ name, unit }) => ({ name, unit })),
        channel: channel ?? channels[0].name,
        unit: channels[0].unit,
        before: line(1),
        after: line(2),
        rows: { before: rows, after: rows },
        counts: { changed: 2, missingBefore: 0, missingAfter: 0 },
        part: false,
      }
    },
  }
}
