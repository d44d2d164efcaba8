import type { EventMapping, EventTable } from '../../shared/labels/event-mapping.ts'
import { guessTimes } from '../importers/times/grammar.ts'
import { delimiterOf, records } from './file-text.ts'
import { timeReader } from './time-pattern.ts'

type Kind = 'start' | 'end' | 'class' | 'channel' | 'note' | 'certainty' | 'status'

/** What a column of labels or events may be called, in lower case with blanks for marks. Work orders and event logs use many words. */
const headings: Readonly<Record<Kind, readonly string[]>> = {
  start: [
    'start',
    'begin',
    'from',
    'start time',
    'starttime',
    'begin time',
    'start date',
    'started',
    'onset',
    'time',
    'timestamp',
    'datetime',
    'date',
  ],
  end: ['end', 'stop', 'to', 'until', 'end time', 'endtime', 'end date', 'ended', 'finished', 'finish', 'offset'],
  class: [
    'label',
    'class',
    'type',
    'category',
    'event',
    'anomaly',
    'fault',
    'text',
    'description',
    'title',
    'work order',
  ],
  channel: ['channel', 'channels', 'signal', 'signals', 'sensor', 'tag'],
  note: ['note', 'notes', 'comment', 'comments', 'remark', 'remarks', 'description', 'text', 'details'],
  certainty: ['certainty', 'confidence'],
  status: ['status', 'state'],
}
const kinds = Object.keys(headings) as Kind[]
/** Headings that say themselves that they hold classes, however many. */
const classWords = new Set(['label', 'class', 'type', 'category', 'anomaly', 'fault'])
/** The headings that this app writes: with no others, nothing about the file is a guess. */
const own = new Set(['start', 'end', 'label', 'channel', 'note', 'certainty', 'status'])
const sampleLines = 200
const linesShown = 6
/** In fewer lines it cannot be told whether texts repeat. */
const fewestTexts = 8
/** What a plant's systems write most often; the person may type another. */
const usualFormats = [
  'iso',
  '%d.%m.%Y %H:%M:%S',
  '%d/%m/%Y %H:%M:%S',
  '%m/%d/%Y %H:%M:%S',
  '%m/%d/%Y %I:%M:%S %p',
  '%d-%b-%Y %H:%M:%S',
  'excel',
]

/** Looks at the first lines of a table of events. text — the beginning of the file; null where it is no table. */
export function lookAtEvents(
  text: string,
  zone: string,
): (Omit<EventTable, 'read'> & { ambiguous: boolean; byName: boolean }) | null {
  const head = headOf(text)
  if (head === null || head.headings.length === 0) return null
  const { headings: names, lines } = head
  const found = columnsByName(names)
  const byName = found.start !== null
  const filled = (column: number) => lines.map((cells) => (cells[column] ?? '').trim()).filter((cell) => cell !== '')
  const formats = names.map((_, column) => (filled(column).length > 0 ? formatOf(filled(column)) : null))
  if (!byName) {
    // Headings in no words that are known: the first two columns of times, and the first of texts.
    const times = names.flatMap((_, column) => (formats[column] ? [column] : []))
    found.start = times[0] ?? null
    found.end = found.end ?? times[1] ?? null
    const texts = names.flatMap((_, column) =>
      !formats[column] && filled(column).some((cell) => Number.isNaN(Number(cell.replace(',', '.')))) ? [column] : [],
    )
    found.class = found.class ?? texts.find((column) => column !== found.channel && column !== found.note) ?? null
  }
  // Free text, a new one in nearly every line, is no class: each line would make one.
  const texts = found.class === null ? [] : filled(found.class)
  const free =
    texts.length >= fewestTexts &&
    !classWords.has(plain(names[found.class!])) &&
    new Set(texts).size * 2 > texts.length &&
    found.note === null
  if (free) Object.assign(found, { class: null, note: found.class })
  const samples = [found.start, found.end].flatMap((column) => (column === null ? [] : filled(column)))
  const format = samples.length > 0 ? formatOf(samples) : null
  const read = timeReader(format?.format ?? 'iso')
  const readable = samples.length > 0 && samples.every((cell) => !Number.isNaN(read(cell).ms))
  return {
    headings: names,
    lines: lines.slice(0, linesShown),
    mapping: {
      ...found,
      start: found.start ?? 0,
      className: free ? 'event' : 'anomaly',
      timeFormat: format?.format ?? 'iso',
      zone,
    },
    sure: byName && readable && format?.format === 'iso' && names.every((name) => own.has(plain(name))),
    timeFormats: [
      ...new Set([
        ...(format ? [format.format, ...(format.ambiguous ? [swapped(format.format)] : [])] : []),
        ...usualFormats,
      ]),
    ],
    ambiguous: format?.ambiguous ?? false,
    byName,
  }
}

/** The mapping that a table's headings give; null where none of them is a start. */
export function mappingByName(text: string, zone: string): { mapping: EventMapping; ambiguous: boolean } | null {
  const look = lookAtEvents(text, zone)
  return look?.byName ? look : null
}

/** The columns that a table's headings name. */
export function columnsByName(names: readonly string[]): Record<Kind, number | null> {
  const words = names.map(plain)
  const taken = new Set<number>()
  const entries = kinds.map((kind) => {
    const column = headings[kind].map((word) => words.indexOf(word)).find((i) => i >= 0 && !taken.has(i)) ?? null
    if (column !== null) taken.add(column)
    return [kind, column] as const
  })
  return Object.fromEntries(entries) as Record<Kind, number | null>
}

const plain = (name: string) => name.trim().toLowerCase().replaceAll(/[_-]+/g, ' ')

/** The headings and the first whole lines below. */
export function headOf(text: string): { headings: string[]; lines: string[][] } | null {
  const lines: string[][] = []
  try {
    for (const { cells } of records(text, delimiterOf(text))) if (lines.push(cells) > sampleLines) break
  } catch {
    // The beginning of a file may be cut inside a quote; what comes before can be looked at.
  }
  const [first, ...rest] = lines
  return first === undefined ? null : { headings: first.map((cell) => cell.trim()), lines: rest }
}

/** How the times of a column are written; null where they are no times. */
function formatOf(cells: string[]): { format: string; ambiguous: boolean } | null {
  const fits = (format: string) =>
    cells.filter((cell) => !Number.isNaN(timeReader(format)(cell).ms)).length * 2 >= cells.length
  const guess = guessTimes(cells)
  // A label file has one way to write its times.
  const format = guess?.format.split('|')[0]
  if (guess && format !== undefined && format !== 'iso' && fits(format)) return { format, ambiguous: guess.ambiguous }
  return fits('iso') ? { format: 'iso', ambiguous: false } : null
}

/** A pattern with day and month in each other's place. */
const swapped = (format: string) =>
  format
    .replace(/%d(.)%m/, '%M!$1%d')
    .replace(/%m(.)%d/, '%d$1%m')
    .replace('%M!', '%m')
