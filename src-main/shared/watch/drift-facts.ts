import { count } from '../counted.ts'
import type { ChannelDrift, Estimate } from './drift-board.ts'

export interface DriftFact {
  what: string
  text: string
}

/** At most so many changes of level are named. */
const mostChanges = 5

/** What a channel's comparison rests on and all that was measured, in words. dateOf — a time as a person reads it. */
export function driftFacts(row: ChannelDrift, dateOf: (time: number) => string): DriftFact[] {
  const { based, psi, ks, wasserstein, spread, noise, missing, range, bias, changes } = row
  const unit = row.unit ? ` ${row.unit}` : ''
  const [before, now] = [range.training, range.recent]
  // What is left of a mean that is nothing, such as 1e-9, is nothing.
  const bare = (v: number) => (before && Math.abs(v) < 1e-4 * (before[1] - before[0]) ? 0 : v)
  const facts: (DriftFact | false)[] = [
    { what: 'Based on', text: `${count(based.recent)} recent values beside ${count(based.training)} of training` },
    { what: 'PSI', text: estimate(psi) },
    { what: 'KS', text: estimate(ks) },
    { what: 'W1', text: estimate(wasserstein, unit) },
    { what: 'Spread', text: `${estimate(spread)} times that of training` },
    noise !== null && { what: 'Noise', text: `${figure(noise)} times that of training` },
    { what: 'Missing', text: `${percent(missing.recent)}, in training ${percent(missing.training)}` },
    before !== null &&
      now !== null && {
        what: 'Range',
        text: `${figure(now[0])} to ${figure(now[1])}${unit}, in training ${figure(before[0])} to ${figure(before[1])}${unit}`,
      },
    bias !== undefined && {
      what: 'Bias of the model',
      text: `${signed(bare(bias.recent))}${unit} beside what it expects, in training ${signed(bare(bias.training))}${unit}`,
    },
    changes.length > 0 && {
      what: 'Level changes',
      text: `${changes.slice(0, mostChanges).map(dateOf).join(', ')}${changes.length > mostChanges ? ` and ${count(changes.length - mostChanges)} more` : ''}`,
    },
  ]
  return facts.filter((fact) => fact !== false)
}

const figure = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '–')
const signed = (value: number) => `${value > 0 ? '+' : ''}${figure(value)}`
const percent = (share: number) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`
const estimate = ({ value, low, high }: Estimate, unit = '') =>
  `${figure(value)}${low === null || high === null ? '' : ` [${figure(low)}, ${figure(high)}]`}${unit}`
