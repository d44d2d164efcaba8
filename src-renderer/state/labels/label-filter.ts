import type { Label } from '../../../src-main/shared/project.ts'

export const labelOrders = { time: 'by time', longest: 'longest', certainty: 'least certain' } as const

/** Which labels a list shows, and in what order. */
export interface LabelFilter {
  /** Words that must all be found in what is said of a label. */
  text: string
  status: Label['status'] | 'any'
  order: keyof typeof labelOrders
}

export const noFilter: LabelFilter = { text: '', status: 'any', order: 'time' }

/** list — sorted by start; wordsOf — all that is said of a label: its class, its note, its channels. */
export function filtered(
  list: readonly Label[],
  { text, status, order }: LabelFilter,
  wordsOf: (label: Label) => string,
): readonly Label[] {
  const wanted = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const kept =
    wanted.length === 0 && status === 'any'
      ? list
      : list.filter((label) => {
          if (status !== 'any' && label.status !== status) return false
          if (wanted.length === 0) return true
          const words = wordsOf(label).toLowerCase()
          return wanted.every((word) => words.includes(word))
        })
  if (order === 'time') return kept
  const by = order === 'longest' ? (l: Label) => l.start - l.end : (l: Label) => l.certainty
  return [...kept].sort((a, b) => by(a) - by(b))
}

/** How many labels a class has, and how long they last together in ms; rejected ones left out. By class. */
export function totalsOf(list: readonly Label[]): ReadonlyMap<number, { count: number; ms: number }> {
  const totals = new Map<number, { count: number; ms: number }>()
  for (const label of list) {
    if (label.status === 'rejected') continue
    const total = totals.get(label.class) ?? { count: 0, ms: 0 }
    total.count++
    total.ms += label.end - label.start
    totals.set(label.class, total)
  }
  return totals
}
