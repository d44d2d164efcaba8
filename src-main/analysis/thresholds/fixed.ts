import { defineThreshold } from './threshold.ts'

/** A value that the person sets: the dragged line. */
export const fixed = defineThreshold({
  id: 'fixed',
  name: 'Fixed',
  summary: 'The value you set, whatever the scores are.',
  reference: 'Set by hand',
  oracle: false,
  uncalibrated: true,
  params: {
    value: {
      kind: 'number',
      default: 0,
      min: -1e300,
      max: 1e300,
      label: 'Value',
      help: 'In the units of the score; higher gives fewer alarms.',
    },
  },
  compute: (_input, { value }) => value,
})
