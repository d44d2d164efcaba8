import type { LabelDraft } from '../../../src-main/shared/contract.ts'
import type { Label } from '../../../src-main/shared/project.ts'
import { lowerBound } from '../../../src-main/shared/search.ts'

/** A label as a new one: without id and author. */
export function draftOf({ set, class: cls, start, end, channels, certainty, status, note, origin }: Label): LabelDraft {
  return { set, class: cls, start, end, channels, certainty, status, note, origin }
}

/** Two labels out of one: until `last`, and from `first` on. null where one of them would be empty. */
export function splitAt(label: Label, last: number, first: number): [LabelDraft, LabelDraft] | null {
  if (last < label.start || first > label.end || first <= last) return null
  return [
    { ...draftOf(label), end: last },
    { ...draftOf(label), start: first },
  ]
}

/** One label over several, with class and set of the first; on all channels where one of them is. */
export function joined(labels: readonly Label[]): LabelDraft {
  const sorted = [...labels].sort((a, b) => a.start - b.start)
  const [first] = sorted
  const everywhere = sorted.some((l) => l.channels.length === 0)
  return {
    ...draftOf(first),
    end: Math.max(...labels.map((l) => l.end)),
    channels: everywhere ? [] : [...new Set(sorted.flatMap((l) => l.channels))],
    certainty: Math.min(...labels.map((l) => l.certainty)),
    note: [...new Set(sorted.map((l) => l.note).filter(Boolean))].join('; '),
  }
}

/** The sample so many steps from a time; where the samples are not at hand, by the usual step. times — ascending. */
export function sampleFrom(times: ArrayLike<number> | null, time: number, steps: number, stepMs: number): number {
  if (times && times.length > 0 && time >= times[0] && time <= times[times.length - 1]) {
    const at = lowerBound(times, time)
    // Between two samples, the first step forwards goes to the next one.
    const to = at + steps - (times[at] > time && steps > 0 ? 1 : 0)
    if (to >= 0 && to < times.length) return times[to]
  }
  return time + steps * stepMs
}

/** Further than this many times the usual step from one sample to the next is a change. */
const sharp = 6
const least = 12

/**
 * Where a signal next behaves differently: the first sample that leaves the level of those before it by far more than
 * samples usually differ from their neighbours, and stays away for three. values — [time] from the place to start at on.
 * Answers an index, or −1.
 */
export function changeIn(values: ArrayLike<number>): number {
  const steps: number[] = []
  for (let i = 1; i < values.length; i++) {
    const step = Math.abs(values[i] - values[i - 1])
    if (!Number.isNaN(step)) steps.push(step)
  }
  if (steps.length < least) return -1
  // The median step of white noise is 0.954 of its deviation.
  const usual =
    steps.sort((a, b) => a - b)[steps.length >> 1] / 0.954 ||
    steps[Math.floor(steps.length * 0.95)] / 2 ||
    Number.MIN_VALUE
  let level = NaN
  for (let i = 0, seen = 0, away = 0; i < values.length; i++) {
    const value = values[i]
    if (Number.isNaN(value)) return seen > 0 ? i - 1 : -1
    if (seen > 0 && Math.abs(value - level) > sharp * usual) {
      if (++away === 3 || i === values.length - 1) return i - away + 1
      continue
    }
    away = 0
    // Follows a slow drift, not a jump.
    level = seen === 0 ? value : level + (value - level) / Math.min(++seen, 20)
    if (seen === 0) seen = 1
  }
  return -1
}

/** The index of the sharpest step among samples first…last; −1 where none stands out. It is that of the sample after the step. */
export function sharpestStep(values: ArrayLike<number>, first: number, last: number): number {
  const steps: number[] = []
  let best = -1
  for (let i = Math.max(1, first - 100); i < Math.min(values.length, last + 100); i++) {
    const step = Math.abs(values[i] - values[i - 1])
    if (Number.isNaN(step)) continue
    steps.push(step)
    if (i >= first && i <= last && (best < 0 || step > Math.abs(values[best] - values[best - 1]))) best = i
  }
  const usual = steps.sort((a, b) => a - b)[steps.length >> 1] / 0.954
  return best >= 0 && Math.abs(values[best] - values[best - 1]) > 3 * usual ? best : -1
}
