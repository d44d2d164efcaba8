import type { FileLabel } from '../../shared/labels/file-label.ts'
import type { LabelWriteContext } from './label-format.ts'
import { blurredLeftOut } from './point-runs.ts'

/** What a format can hold besides start and end. classes — the only ones it knows, or all. */
export interface Holds {
  classes: 'all' | readonly string[]
  channels?: boolean
  notes?: boolean
  /** Those that can be told from accepted. */
  status?: readonly ('proposed' | 'rejected')[]
  certainty?: boolean
}

/**
 * The labels that a format can be given, and a sentence for everything they lose in it.
 * A rejected label would read as an anomaly where nothing says that it is rejected: it is not written.
 * what — the format, as the subject of a sentence.
 */
export function heldBy(
  what: string,
  holds: Holds,
  labels: readonly FileLabel[],
): { labels: FileLabel[]; leftOut: string[] } {
  const kept = holds.status?.includes('rejected') ? [...labels] : labels.filter((label) => label.status !== 'rejected')
  const leftOut: string[] = []
  const count = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`
  const rejected = labels.length - kept.length
  if (rejected) leftOut.push(`${count(rejected, 'rejected label')}: ${what} cannot say that a label is rejected.`)
  const proposed = kept.filter((label) => label.status === 'proposed').length
  if (proposed && !holds.status?.includes('proposed'))
    leftOut.push(
      `That ${count(proposed, 'label is', 'labels are')} only proposed: ${what} cannot tell them from accepted ones.`,
    )
  if (holds.classes !== 'all') {
    const known = new Set(holds.classes)
    const classes = [...new Set(kept.map((label) => label.class))].filter((name) => !known.has(name))
    if (classes.length)
      leftOut.push(
        `${classes.length === 1 ? 'The class' : 'The classes'} ${named(classes)}: ${what} cannot hold ${classes.length === 1 ? 'it' : 'them'}, such labels come back as "${holds.classes[0]}".`,
      )
  }
  const onChannels = kept.filter((label) => label.channels.length).length
  if (onChannels && !holds.channels)
    leftOut.push(
      `The channels of ${count(onChannels, 'label')}: ${what} cannot hold them, labels apply to all channels.`,
    )
  const notes = kept.filter((label) => label.note !== '').length
  if (notes && !holds.notes) leftOut.push(`${count(notes, 'note')}.`)
  if (!holds.certainty && kept.some((label) => (label.certainty ?? 1) !== 1)) leftOut.push('How certain labels are.')
  return { labels: kept, leftOut }
}

/** A sentence about the zone where times come out in UTC. */
export const zoneLeftOut = (zone: string, labels: readonly FileLabel[], how: string) =>
  zone === 'UTC' || labels.length === 0 ? [] : [`The zone ${zone}: ${how}.`]

/** What a table of marks loses, which writes times as the clock of the zone shows them. blurred — labels that overlap or touch. */
export const wallClockLeftOut = ({ zone }: LabelWriteContext, labels: readonly FileLabel[], blurred: number) => [
  ...blurredLeftOut(blurred),
  ...zoneLeftOut(zone, labels, 'times are written by its clock, without its name'),
]

const named = (names: string[]) =>
  names
    .slice(0, 5)
    .map((name) => `"${name}"`)
    .join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')
