import { badInput } from '../../shared/errors.ts'
import type { FileLabel } from '../protocol.ts'
import { csvCell, parseCsv } from './csv-text.ts'
import type { LabelFormat } from './label-format.ts'
import { parseLabelTime, writeLabelTime } from './label-time.ts'

const statuses = ['proposed', 'accepted', 'rejected'] as const

/**
 * `start,end,label,channel,note` with further columns `status,certainty`: the one format that holds everything.
 * Several channels are separated by "|". A missing end means an instant.
 */
export const plainCsv: LabelFormat = {
  id: 'csv',
  name: 'Labels (CSV: start, end, label, channel, note)',
  extension: '.csv',
  recognises: (text) => (/^\uFEFF?"?start"?\s*[,;\t]/i.test(text) ? 0.9 : 0),
  parse(text, context) {
    const body = text.replace(/^\uFEFF/, '')
    const delimiter = [',', ';', '\t'].find((d) => (body.split('\n')[0] ?? '').includes(d)) ?? ','
    const [header = [], ...rows] = parseCsv(body, delimiter)
    const names = header.map((cell) => cell.trim().toLowerCase())
    if (!names.includes('start')) throw badInput(`The first line must name the columns, "start" among them. It says: ${header.join(delimiter)}`)
    const cell = (row: string[], ...wanted: string[]) => row[names.findIndex((name) => wanted.includes(name))]?.trim() ?? ''
    const labels = rows.map((row, i): FileLabel => {
      const start = parseLabelTime(cell(row, 'start'), context.zone)
      const end = cell(row, 'end') === '' ? start : parseLabelTime(cell(row, 'end'), context.zone)
      if (end < start) throw badInput(`Line ${i + 2} ends before it starts: ${cell(row, 'start')} – ${cell(row, 'end')}.`)
      const status = statuses.find((s) => s === cell(row, 'status'))
      const certainty = cell(row, 'certainty')
      return {
        start, end, status,
        class: cell(row, 'label', 'class') || 'anomaly',
        channels: cell(row, 'channel', 'channels').split('|').map((c) => c.trim()).filter(Boolean),
        note: cell(row, 'note', 'text'),
        certainty: certainty === '' || !Number.isFinite(Number(certainty)) ? undefined : Math.min(1, Math.max(0, Number(certainty))),
      }
    })
    return { labels, problems: [] }
  },
  write(labels, context) {
    const lines = labels.map((l) => [
      writeLabelTime(l.start, context.zone), writeLabelTime(l.end, context.zone), l.class, l.channels.join('|'), l.note, l.status ?? 'accepted', String(l.certainty ?? 1),
    ].map(csvCell).join(','))
    return { text: `${['start,end,label,channel,note,status,certainty', ...lines].join('\n')}\n`, leftOut: [] }
  },
}
