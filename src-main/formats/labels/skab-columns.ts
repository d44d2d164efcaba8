import { holdsFlags, readFlagColumns, tableHead, timeColumn, writeFlagTable } from './flag-columns.ts'
import { heldBy, wallClockLeftOut } from './held-by.ts'
import type { LabelFormat } from './label-format.ts'
import { fractionDigits, wallClock } from './label-times.ts'
import { spansOf } from './point-runs.ts'

const columns = [
  { name: 'anomaly', class: 'anomaly' },
  { name: 'changepoint', class: 'changepoint' },
]

/** Files of the Skoltech Anomaly Benchmark: datetime;channel;…;anomaly;changepoint, marks 0.0 and 1.0. */
export const skabColumns: LabelFormat = {
  id: 'skab',
  name: 'SKAB (CSV: datetime; channels; anomaly; changepoint)',
  extension: '.csv',
  perPoint: true,
  recognises(text) {
    const { header, sample } = tableHead(text)
    const at = columns.map(({ name }) => header.indexOf(name))
    return timeColumn(header) >= 0 &&
      at.every((column) => column >= 0 && (sample.length === 0 || holdsFlags(sample, column)))
      ? 1
      : 0
  },
  parse: (text, context) => readFlagColumns(text, columns, context),

  write(labels, context) {
    const { labels: held, leftOut } = heldBy('a SKAB file', { classes: columns.map((column) => column.class) }, labels)
    const times = context.rows.times()
    const { spans, leftOut: between } = spansOf(held, times)
    const { text, pieces, blurred } = writeFlagTable(
      {
        delimiter: ';',
        time: { heading: 'datetime', text: wallClock(context.zone, fractionDigits(times)) },
        columns: [
          { heading: 'anomaly', spans: spans.filter(({ label }) => label.class !== 'changepoint') },
          { heading: 'changepoint', spans: spans.filter(({ label }) => label.class === 'changepoint') },
        ],
        flags: ['0.0', '1.0'],
      },
      context,
    )
    return { text, pieces, leftOut: [...leftOut, ...between, ...wallClockLeftOut(context, held, blurred)] }
  },
}
