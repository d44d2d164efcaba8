import { badInput } from '../../shared/errors.ts'
import type { LabelStatus } from '../../shared/project.ts'
import { checked, type FoundLabel } from './checked.ts'
import { csvLine, delimiterOf, parseRecords } from './file-text.ts'
import { zoneLeftOut } from './held-by.ts'
import type { LabelFormat } from './label-format.ts'
import { isoTime, parseTimes } from './label-times.ts'

/** What a column of labels or events may be called, in lower case with blanks for marks. Work orders and event logs use many words. */
const headings: Readonly<Record<string, readonly string[]>> = {
  start: ['start', 'begin', 'from', 'start time', 'starttime', 'begin time', 'start date', 'started', 'onset', 'time', 'timestamp', 'datetime', 'date'],
  end: ['end', 'stop', 'to', 'until', 'end time', 'endtime', 'end date', 'ended', 'finished', 'finish', 'offset'],
  class: ['label', 'class', 'type', 'category', 'event', 'anomaly', 'fault', 'text', 'description', 'title', 'work order'],
  channel: ['channel', 'channels', 'signal', 'signals', 'sensor', 'tag'],
  note: ['note', 'notes', 'comment', 'comments', 'remark', 'remarks', 'description', 'text', 'details'],
  certainty: ['certainty', 'confidence'],
  status: ['status', 'state'],
}
const statuses: readonly LabelStatus[] = ['proposed', 'accepted', 'rejected']

/** One label per line: start,end,label,channel,note. Event logs and work orders with other headings are read too. */
export const intervalCsv: LabelFormat = {
  id: 'interval-csv',
  name: 'Intervals (CSV: start, end, label, channel, note)',
  extension: '.csv',
  perPoint: false,
  recognises(text) {
    const columns = columnsOf(text.slice(0, 4096))
    return columns.start < 0 ? 0 : columns.end >= 0 ? 0.9 : columns.class >= 0 ? 0.4 : 0
  },

  parse(text, context) {
    if (text.trim() === '') throw badInput('The label file is empty.')
    const columns = columnsOf(text)
    if (columns.start < 0) throw badInput('The label file has no column "start". Its first line should be: start,end,label,channel,note.')
    const records = parseRecords(text, delimiterOf(text)).slice(1)
    const at = (cells: string[], column: number) => (column < 0 ? '' : (cells[column] ?? '').trim())
    const starts = records.map(({ cells }) => at(cells, columns.start))
    // An event without an end is an instant.
    const times = parseTimes([...starts, ...records.map(({ cells }, i) => at(cells, columns.end) || starts[i])], context.zone)
    const found = records.map(({ cells, line }, i): FoundLabel => {
      const status = statuses.find((s) => s === at(cells, columns.status).toLowerCase())
      const certainty = Number(at(cells, columns.certainty) || NaN)
      return {
        start: times[i], end: times[records.length + i],
        class: at(cells, columns.class).slice(0, 100) || 'anomaly',
        channels: at(cells, columns.channel).split(/[;|]/).map((name) => name.trim()).filter((name) => name !== '' && !/^(all|\*)$/i.test(name)),
        note: at(cells, columns.note),
        ...(status ? { status } : {}), ...(certainty >= 0 && certainty <= 1 ? { certainty } : {}),
        where: `line ${line}`,
      }
    })
    return checked(found, context)
  },

  write(labels, context) {
    const full = labels.some((label) => (label.status ?? 'accepted') !== 'accepted' || (label.certainty ?? 1) !== 1)
    const header = ['start', 'end', 'label', 'channel', 'note', ...(full ? ['certainty', 'status'] : [])]
    const lines = labels.map((label) => csvLine([
      isoTime(label.start), isoTime(label.end), label.class, label.channels.join('; '), label.note,
      ...(full ? [label.certainty ?? 1, label.status ?? 'accepted'] : []),
    ]))
    return { text: csvLine(header) + lines.join(''), leftOut: zoneLeftOut(context.zone, labels, 'times are written in UTC, each with a Z') }
  },
}

/** Where each kind of column is, -1 where there is none; one column serves one purpose. */
function columnsOf(text: string): Record<string, number> {
  const first = text.replace(/^\ufeff/, '').split(/\r?\n/, 1)[0]
  const names = (parseRecords(first, delimiterOf(first))[0]?.cells ?? []).map((cell) => cell.trim().toLowerCase().replaceAll(/[_-]+/g, ' '))
  const taken = new Set<number>()
  return Object.fromEntries(Object.entries(headings).map(([kind, words]) => {
    const column = words.map((word) => names.indexOf(word)).find((i) => i >= 0 && !taken.has(i)) ?? -1
    if (column >= 0) taken.add(column)
    return [kind, column]
  }))
}
