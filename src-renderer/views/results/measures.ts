import type { TrainingFacts } from '../../../src-main/shared/models/hold-out.ts'
import type { Measure } from '../../../src-main/shared/runs/measures.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { counted } from '../../../src-main/shared/counted.ts'
import { duration, share, value } from '../../charts/format.ts'

const first = ['Precision', 'Recall', 'F1', 'Standard-F1', 'AUC-ROC', 'AUC-PR']

/** A measure's name at the beginning of a row: "precision" becomes "Precision". */
export const titled = (id: string) => id.charAt(0).toUpperCase() + id.slice(1)

/**
 * The measures that everybody knows, in their usual order, and all others as they come. An oracle's keep their place and wear
 * their badge, but a best value over all thresholds is not among those a run is known by.
 */
export function ordered(values: readonly Measure[]): { first: Measure[]; more: Measure[] } {
  const known = first.flatMap((id) =>
    values.filter((m) => m.id.toLowerCase() === id.toLowerCase() && !(m.oracle && id === 'Standard-F1')),
  )
  return { first: known, more: values.filter((m) => !known.includes(m)) }
}

/** A measure's value as it is read: long times in hours and days, what could not be measured has no unit, and one event is no events. */
export function written({ value: v, unit }: Pick<Measure, 'value' | 'unit'>): string {
  if (!unit) return share(v)
  if (v === null || Number.isNaN(v)) return '—'
  if (unit === 's' && Math.abs(v) > 120) return `${v < 0 ? '−' : ''}${duration(1000 * Math.abs(v))}`
  return `${value(v)} ${v === 1 && unit === 'events' ? 'event' : unit}`
}

/** Those that touch what is judged; all where everything is. */
export const inside = <R extends TimeRange>(ranges: readonly R[], judged: TimeRange | undefined): readonly R[] =>
  judged ? ranges.filter((range) => range.start <= judged.end && judged.start <= range.end) : ranges

/** What a run found, in the words of someone who asks "did it see my faults, and does it cry wolf?". */
export function foundOf(detections: readonly TimeRange[], windows: readonly TimeRange[]): string {
  if (windows.length === 0)
    return `No labelled window lies in what is judged; ${counted(detections.length, 'detection lies', 'detections lie')} there.`
  const touches = (a: TimeRange, b: TimeRange) => a.start <= b.end && b.start <= a.end
  const found = windows.filter((window) => detections.some((detection) => touches(window, detection))).length
  const astray = detections.filter((detection) => !windows.some((window) => touches(window, detection))).length
  const outside =
    astray === 0
      ? 'no detection lies outside them'
      : `${counted(astray, 'detection lies', 'detections lie')} outside them`
  return `${found} of ${counted(windows.length, 'labelled window')} detected, ${outside}.`
}

/** What was kept from training, in a few words; null where nothing was, or nobody knows. */
export function heldOutOf(training: TrainingFacts | null): string | null {
  if (!training || training.holdOut.kind === 'nothing') return null
  const { holdOut, heldOut, purge } = training
  const what =
    holdOut.kind === 'blocks'
      ? `each of ${holdOut.blocks} blocks in turn`
      : holdOut.kind === 'last'
        ? `the last ${value(100 * holdOut.share, 4)} %`
        : 'the end'
  const rows = holdOut.kind !== 'blocks' && heldOut ? ` (${counted(heldOut.last - heldOut.first + 1, 'row')})` : ''
  return `${what}${rows}, purge gap ${counted(purge, 'row')}`
}
