import type { ErrorKind, ErrorList } from '../../../src-main/shared/labels/event-errors.ts'
import { counted } from '../../../src-main/shared/counted.ts'
import { dateTime } from '../../charts/format.ts'
import type { ErrorFilter } from '../../state/event-errors/event-errors.svelte.ts'

interface Situation {
  run: boolean
  /** Whether the label set marks any anomaly. */
  labelled: boolean
  list: ErrorList | null
  shown: number
  filter: ErrorFilter
  known: number
  /** Name of the label set. */
  set: string
  share: number
}

const none: Record<ErrorKind, string> = {
  'false alarm': 'No detection lies outside the labels.',
  missed: 'Every labelled event was detected.',
  late: 'No event was found late.',
}

/** What stands where the list would be empty; filtered — whether another filter may show something. null where there is something to list. */
export function emptyWords({
  run,
  labelled,
  list,
  shown,
  filter,
  known,
  set,
  share,
}: Situation): { text: string; filtered: boolean } | null {
  if (!run)
    return { text: 'Train a model first. What it misses and where it cries wolf is listed here.', filtered: false }
  if (!labelled)
    return {
      text: `Nothing is labelled as an anomaly in “${set}”, so nothing can be called right or wrong. Mark the events that you know of.`,
      filtered: false,
    }
  if (!list || shown > 0) return null
  if (list.events === 0)
    return { text: list.notes[0] ?? 'No labelled event lies within the data that were judged.', filtered: false }
  if (filter === 'known') return { text: 'No error is marked as known.', filtered: true }
  if (filter !== 'all') return { text: none[filter], filtered: true }
  if (known > 0)
    return { text: `Nothing is left: ${counted(known, 'error is', 'errors are')} marked as known.`, filtered: true }
  const found = `${list.events === 1 ? 'The labelled event' : `All ${counted(list.events, 'labelled event')}`} was found within the first ${Math.round(share * 100)} %`
  return {
    text: `${found.replace(/^All(.*) was/, 'All$1 were')}, and no detection lies outside the labels.`,
    filtered: true,
  }
}

/** What the list is about, where that is not everything. */
export function judgedIn({ judged, notes }: Pick<ErrorList, 'judged' | 'notes'>, zone: string): string {
  const rows = judged
    ? [`Only what was held out from training: ${dateTime(judged.start, zone)} to ${dateTime(judged.end, zone)}.`]
    : []
  return [...rows, ...notes].join(' ')
}
