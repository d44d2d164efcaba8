import { holdsFlags, readFlagColumns, tableHead, timeColumn, writeFlagTable } from './flag-columns.ts'
import { heldBy } from './held-by.ts'
import type { LabelFormat } from './label-format.ts'
import { blurredLeftOut, spansOf } from './point-runs.ts'

/** Files of the TSB-AD benchmark: channel,…,Label, without times; a line stands for a row of the dataset. */
export const tsbAdColumn: LabelFormat = {
  id: 'tsb-ad',
  name: 'TSB-AD (CSV: channels, Label)',
  extension: '.csv',
  perPoint: true,
  recognises(text) {
    const { header, sample } = tableHead(text)
    const last = header.length - 1
    if (last < 1 || header[last].toLowerCase() !== 'label' || (sample.length > 0 && !holdsFlags(sample, last))) return 0
    return timeColumn(header) < 0 ? 0.95 : 0.6
  },
  parse: (text, context) => readFlagColumns(text, [{ name: 'Label', class: 'anomaly' }], context),

  write(labels, context) {
    const { labels: held, leftOut } = heldBy('a TSB-AD file', { classes: ['anomaly'] }, labels)
    const { spans, leftOut: between } = spansOf(held, context.rows.times())
    const { text, pieces, blurred } = writeFlagTable(
      { delimiter: ',', time: null, columns: [{ heading: 'Label', spans }], flags: ['0', '1'] },
      context,
    )
    const times = held.length
      ? ['All times: a TSB-AD file has none, its lines are the rows of the dataset in order.']
      : []
    return { text, pieces, leftOut: [...leftOut, ...between, ...blurredLeftOut(blurred), ...times] }
  },
}
