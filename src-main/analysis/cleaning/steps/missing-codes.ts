import { defineStep, eachChannel } from '../step.ts'

const numbers = (text: string) =>
  text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number)

export const missingCodes = defineStep({
  id: 'missing-codes',
  name: 'Missing codes',
  summary: 'Makes values that stand for "no measurement", such as −999, missing.',
  params: {
    codes: {
      kind: 'text',
      default: '',
      label: 'Codes',
      help: 'Numbers, several with commas between: -999, 9999.',
    },
  },
  byChannel: true,
  wrong({ codes }) {
    const found = numbers(codes)
    if (found.length === 0) return 'No code is given: write the numbers that stand for "no measurement".'
    return found.every(Number.isFinite) ? null : `"${codes}" is no list of numbers.`
  },
  apply(given, chosen, { codes }) {
    const known = new Set(numbers(codes))
    return eachChannel(given, chosen, (values) => values.map((v) => (known.has(v) ? NaN : v)))
  },
})
