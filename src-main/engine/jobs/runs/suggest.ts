import { getCleaning } from '../../../db/cleaning.ts'
import { getDataset } from '../../../db/datasets.ts'
import { anomalousClasses } from '../../../db/labels/label-classes.ts'
import { listLabels } from '../../../db/labels/labels.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { applyUntilProblem } from '../../../analysis/cleaning/apply.ts'
import { joined } from '../../../analysis/math/joined.ts'
import { overviewRanges } from '../../../analysis/normal/overview.ts'
import { LOOK_AT_ROWS } from '../../../analysis/first-answer.ts'
import type { EngineCalls } from '../../protocol.ts'
import { suggestFor } from '../../../analysis/suggest.ts'
import type { RowRange, Series } from '../../../shared/data/series.ts'
import { flagsFrom } from '../../../formats/labels/intervals.ts'
import { withProject } from '../with-project.ts'

/** Of labels only those count that a training would look at: accepted ones of the set, of a class that marks anomalies. */
export function suggest(args: EngineCalls['suggest']['args']): Promise<EngineCalls['suggest']['result']> {
  return withProject(args.project, (db) => {
    const dataset = getDataset(db, args.dataset)
    const last = Math.min(dataset.rows, LOOK_AT_ROWS) - 1
    const anomalous = anomalousClasses(db)
    const labels = (args.labelSet === null ? [] : listLabels(db, { set: args.labelSet })).filter(
      (label) => label.status === 'accepted' && anomalous.has(label.class),
    )
    const { steps } = getCleaning(db, args.dataset)
    const cleaned = (series: Series) => applyUntilProblem(series, steps).cleaned.series
    const read = (ranges: RowRange[]): Series => {
      const rows = (of: (first: number, last: number) => Float64Array) => joined(ranges.map((r) => of(r.first, r.last)))
      return {
        times: rows((first, last) => readTimes(db, args.dataset, first, last)),
        channels: dataset.channels.map(({ name, unit }) => ({ name, unit })),
        values: dataset.channels.map((channel) => rows((first, last) => readValues(db, channel.series, first, last))),
      }
    }
    const looked = read([{ first: 0, last }])
    const { times } = looked
    const series = cleaned(looked)
    return suggestFor(series, {
      overview: last + 1 < dataset.rows ? cleaned(read(overviewRanges(dataset.rows, LOOK_AT_ROWS))) : undefined,
      rows: last + 1 < dataset.rows ? dataset.rows : series.times.length,
      labelCount: labels.length,
      constant: dataset.channels.filter(({ min, max }) => min !== null && min === max).map(({ name }) => name),
      labelShare: flagsFrom(labels, times).reduce((sum, flag) => sum + flag, 0) / Math.max(1, times.length),
    })
  })
}
