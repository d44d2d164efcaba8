import { badInput } from '../../shared/errors.ts'
import type { EventMapping, EventTable } from '../../shared/labels/event-mapping.ts'
import type { LabelStatus } from '../../shared/project.ts'
import { checked, type FoundLabel } from './checked.ts'
import { columnsByName, headOf, mappingByName } from './event-table.ts'
import { csvLine, delimiterOf, records } from './file-text.ts'
import { zoneLeftOut } from './held-by.ts'
import type { LabelContext, LabelFormat, ParsedLabels } from './label-format.ts'
import { isoTime, parseTimes } from './label-times.ts'
import { checkTimes, timeReader } from './time-pattern.ts'

const statuses: readonly LabelStatus[] = ['proposed', 'accepted', 'rejected']
/** As much of a file as its columns are guessed from. */
const headLength = 64 * 1024

/** One label per line: start,end,label,channel,note. Event logs and work orders with other headings are read too. */
export const intervalCsv: LabelFormat = {
  id: 'interval-csv',
  name: 'Intervals (CSV: start, end, label, channel, note)',
  extension: '.csv',
  perPoint: false,
  recognises(text) {
    const columns = columnsByName(headOf(text.slice(0, 4096).split(/\r?\n/, 1)[0])?.headings ?? [])
    if (columns.start === null) return 0
    // Surer than a format whose only mark is a last column named "label".
    return columns.end !== null ? (columns.class === null ? 0.9 : 0.97) : columns.class !== null ? 0.4 : 0
  },

  parse(text, context) {
    if (text.trim() === '') throw badInput('The label file is empty.')
    if (context.mapping) return readEvents(text, context.mapping, context)
    const guess = mappingByName(wholeLines(text), context.zone)
    if (!guess)
      throw badInput('The label file has no column "start". Its first line should be: start,end,label,channel,note.')
    const { labels, problems } = readEvents(text, guess.mapping, context)
    const how = guess.mapping.timeFormat.startsWith('%m') ? 'month first' : 'day first'
    return {
      labels,
      problems: guess.ambiguous
        ? [`Day and month of the times could be swapped; they are read ${how}.`, ...problems]
        : problems,
    }
  },

  write(labels, context) {
    const full = labels.some((label) => (label.status ?? 'accepted') !== 'accepted' || (label.certainty ?? 1) !== 1)
    const header = ['start', 'end', 'label', 'channel', 'note', ...(full ? ['certainty', 'status'] : [])]
    const lines = labels.map((label) =>
      csvLine([
        isoTime(label.start),
        isoTime(label.end),
        label.class,
        label.channels.join('; '),
        label.note,
        ...(full ? [label.certainty ?? 1, label.status ?? 'accepted'] : []),
      ]),
    )
    return {
      text: csvLine(header) + lines.join(''),
      leftOut: zoneLeftOut(context.zone, labels, 'times are written in UTC, each with a Z'),
    }
  },
}

/** The beginning of a file without a last line that is cut. */
export function wholeLines(text: string): string {
  const head = text.slice(0, headLength)
  return head.length < text.length && head.includes('\n') ? head.slice(0, head.lastIndexOf('\n')) : head
}

/** What becomes of some lines, for the person to see. Throws bad-input for a zone or a time pattern that cannot be used. */
export function previewEvents(lines: readonly string[][], mapping: EventMapping): EventTable['read'] {
  checkTimes(mapping)
  const starts = lines.map((cells) => cellOf(cells, mapping.start))
  const times = parseTimes(
    [...starts, ...lines.map((cells, i) => cellOf(cells, mapping.end) || starts[i])],
    mapping.zone,
    timeReader(mapping.timeFormat),
  )
  const shown = (time: number) => (Number.isNaN(time) ? null : time)
  return lines.map((cells, i) => ({
    start: shown(times[i]),
    end: shown(times[lines.length + i]),
    class: classIn(cells, mapping),
  }))
}

const cellOf = (cells: string[], column: number | null) => (column === null ? '' : (cells[column] ?? '').trim())
const classIn = (cells: string[], { class: column, className }: EventMapping) =>
  cellOf(cells, column).slice(0, 100) || className

function readEvents(text: string, mapping: EventMapping, context: LabelContext): ParsedLabels {
  checkTimes(mapping)
  const found: FoundLabel[] = []
  const times: string[] = []
  let first = true
  for (const { cells, line } of records(text, delimiterOf(text), context.tell)) {
    if (first) {
      first = false
      continue
    }
    const start = cellOf(cells, mapping.start)
    // An event without an end is an instant.
    times.push(start, cellOf(cells, mapping.end) || start)
    const status = statuses.find((s) => s === cellOf(cells, mapping.status).toLowerCase())
    const certainty = Number(cellOf(cells, mapping.certainty).replace(',', '.') || NaN)
    found.push({
      start: NaN,
      end: NaN,
      class: classIn(cells, mapping),
      channels: channelsIn(cellOf(cells, mapping.channel)),
      note: cellOf(cells, mapping.note),
      ...(status ? { status } : {}),
      ...(certainty >= 0 && certainty <= 1 ? { certainty } : {}),
      where: `line ${line}`,
    })
  }
  if (found.length === 0)
    return { labels: [], problems: ['The label file has a header and no lines below it: there are no labels in it.'] }
  const read = parseTimes(times, mapping.zone, timeReader(mapping.timeFormat))
  found.forEach((label, i) => Object.assign(label, { start: read[2 * i], end: read[2 * i + 1] }))
  return checked(found, context)
}

const channelsIn = (cell: string) =>
  cell === ''
    ? []
    : cell
        .split(/[;|]/)
        .map((name) => name.trim())
        .filter((name) => name !== '' && !/^(all|\*)$/i.test(name))
