import { defineStep, eachChannel } from '../step.ts'

const limit = (text: string, none: number) => (text.trim() === '' ? none : Number(text))
const side = { kind: 'text', default: '' } as const

export const clip = defineStep({
  id: 'clip',
  name: 'Clip to limits',
  summary: 'Holds values within limits, or makes those beyond them missing.',
  params: {
    below: { ...side, label: 'Lowest', help: 'Values below it are beyond the limit. Empty = no limit.' },
    above: { ...side, label: 'Highest', help: 'Values above it are beyond the limit. Empty = no limit.' },
    make: {
      kind: 'choice',
      options: ['limit', 'missing'],
      default: 'limit',
      label: 'What is beyond',
      help: 'Becomes the limit itself, or missing.',
    },
  },
  byChannel: true,
  wrong({ below, above }) {
    const [low, high] = [limit(below, -Infinity), limit(above, Infinity)]
    if (Number.isNaN(low) || Number.isNaN(high))
      return `A limit is a number, not "${Number.isNaN(low) ? below : above}".`
    if (low > high) return `The lowest value, ${low}, is above the highest, ${high}.`
    return low === -Infinity && high === Infinity
      ? 'No limit is given: write the lowest value, the highest, or both.'
      : null
  },
  apply(given, chosen, { below, above, make }) {
    const [low, high] = [limit(below, -Infinity), limit(above, Infinity)]
    const beyond = (value: number) => (make === 'missing' ? NaN : value)
    return eachChannel(given, chosen, (values) =>
      values.map((v) => (v < low ? beyond(low) : v > high ? beyond(high) : v)),
    )
  },
})
