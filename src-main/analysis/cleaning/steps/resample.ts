import { resample as onto } from '../../preprocessing/resample.ts'
import { resamplings } from '../../../shared/data/alignment.ts'
import { durationMs, wrongDuration } from '../../../shared/duration.ts'
import { around, defineStep, type RowSpan } from '../step.ts'

export const resample = defineStep({
  id: 'resample',
  name: 'Resample to a regular step',
  summary: 'Lays all channels on a regular time axis. Labels are times and stay where they are.',
  params: {
    step: { kind: 'text', default: '', label: 'Step', help: 'Such as 1s, 10min or 1h. Rows lie on its multiples.' },
    how: {
      kind: 'choice',
      options: resamplings,
      default: 'time-mean',
      label: 'By',
      help: 'Time-mean: the mean over time around the row, which keeps a slope where the data are irregular. Linear: the value at the moment. Mean, last, min and max: of the points from the row to the next.',
    },
    bridge: {
      kind: 'text',
      default: '',
      label: 'Bridge pauses up to',
      advanced: true,
      help: 'Linear and time-mean: between points farther apart than this it stays missing. Empty = five usual steps of the channel.',
    },
  },
  byChannel: false,
  // Where no pause is named that is bridged, a channel that is logged seldom looks five of its own steps far.
  reach: ({ step, bridge }) => around(64, 2 * (durationMs(step) ?? 0) + (durationMs(bridge) ?? 0)),
  wrong: ({ step, bridge }) =>
    wrongDuration('The step', step) ?? (bridge.trim() === '' ? null : wrongDuration('The longest pause', bridge)),
  apply({ series, stepMs: usual }, _chosen, { step, how, bridge }) {
    const stepMs = durationMs(step)!
    return {
      series: onto(series, stepMs, how, bridge.trim() === '' ? null : durationMs(bridge)),
      stepMs: usual === null ? null : stepMs,
      span: spanOf({ step, how }),
    }
  },
})

/** For how long a row of the new axis stands. */
export function spanOf({ step, how }: { step?: unknown; how?: unknown }): RowSpan {
  const stepMs = durationMs(String(step))!
  return how === 'time-mean' || how === 'linear'
    ? { before: stepMs / 2, after: stepMs / 2 }
    : { before: 0, after: stepMs }
}
