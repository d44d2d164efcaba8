import { holdsFlags, readFlagColumns, tableHead, timeColumn, writeFlagTable } from './flag-columns.ts'
import { heldBy, wallClockLeftOut } from './held-by.ts'
import type { LabelFormat } from './label-format.ts'
import { fractionDigits, wallClock } from './label-times.ts'
import { spansOf } from './point-runs.ts'

/** Other names for the last column: the published layout recommends is_anomaly and does not demand it. */
const alike = /^(is[_ ]?)?(anomal(y|ies|ous)|outlier|fault|attack)([_ ]?(label|flag))?$/i

/** TimeEval's canonical files: timestamp,channel,…,is_anomaly; the timestamp may be a row number. */
export const timeEvalColumns: LabelFormat = {
  id: 'timeeval',
  name: 'TimeEval (CSV: timestamp, channels, is_anomaly)',
  extension: '.csv',
  perPoint: true,
  recognises(text) {
    const { header, sample } = tableHead(text)
    const last = header.length - 1
    if (last < 1 || timeColumn(header) < 0 || (sample.length > 0 && !holdsFlags(sample, last))) return 0
    return header[last].toLowerCase() === 'is_anomaly' ? 1 : alike.test(header[last]) ? 0.6 : 0
  },
  parse(text, context) {
    const { header } = tableHead(text)
    return readFlagColumns(text, [{ name: header.at(-1) ?? 'is_anomaly', class: 'anomaly' }], context)
  },

  write(labels, context) {
    const { labels: held, leftOut } = heldBy('a TimeEval file', { classes: ['anomaly'] }, labels)
    const times = context.rows.times()
    const { spans, leftOut: between } = spansOf(held, times)
    const { text, pieces, blurred } = writeFlagTable(
      {
        delimiter: ',',
        time: { heading: 'timestamp', text: wallClock(context.zone, fractionDigits(times)) },
        columns: [{ heading: 'is_anomaly', spans }],
        flags: ['0', '1'],
      },
      context,
    )
    return { text, pieces, leftOut: [...leftOut, ...between, ...wallClockLeftOut(context, held, blurred)] }
  },
}
