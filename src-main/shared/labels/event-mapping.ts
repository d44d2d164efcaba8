import { z } from 'zod'

const column = z.number().int().min(0).max(10_000)

/** Which column of a table of events is what: a work order list, an alarm log. Columns by their place, from 0. */
export const eventMapping = z.object({
  start: column,
  /** null = every event is an instant. */
  end: column.nullable(),
  /** null = all events get `className`. */
  class: column.nullable(),
  className: z.string().trim().min(1).max(100),
  channel: column.nullable(),
  note: column.nullable(),
  certainty: column.nullable(),
  status: column.nullable(),
  /** 'iso' (year first, or seconds or milliseconds since 1970), 'excel', or a pattern of strptime: '%d.%m.%Y %H:%M'. */
  timeFormat: z.string().min(1).max(60),
  /** IANA zone of times without an offset. */
  zone: z.string().min(1).max(100),
})
export type EventMapping = z.infer<typeof eventMapping>

/** What a label file is, seen before it is imported. */
export interface LabelFileLook {
  /** Set where it is a table of events. */
  table: EventTable | null
}

export interface EventTable {
  headings: string[]
  /** The first lines below. */
  lines: string[][]
  /** The guess, or what the person has chosen. */
  mapping: EventMapping
  /** What becomes of these lines; null for a time that cannot be read. */
  read: { start: number | null; end: number | null; class: string }[]
  /** The headings are those of our own files and the times can be read: nothing has to be asked. */
  sure: boolean
  /** Patterns that the times may follow, the guess first. */
  timeFormats: string[]
}
