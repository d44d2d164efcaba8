import { cyclesOf } from '../../../analysis/explore/cycles.ts'
import { evaluate } from '../../../analysis/formula/evaluate.ts'
import { channelsIn, parseFormula } from '../../../analysis/formula/parse.ts'
import { getDataset } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import { badInput } from '../../../shared/errors.ts'
import type { CycleCut } from '../../../shared/data/explore.ts'
import type { RowRange } from '../../../shared/data/series.ts'
import type { Stretch } from './stretch.ts'

/** Rows of the stretch, cut by a condition. times — those of the stretch, which is one piece. */
export function cutStretch(
  db: Project,
  dataset: number,
  stretch: Stretch,
  times: Float64Array,
  { channel, edge, level, formula, leastMs }: CycleCut,
): RowRange[] {
  if (formula === null) return cyclesOf(times, stretch.values(stretch.channel(channel)), { edge, level, leastMs })
  const { channels, zone } = getDataset(db, dataset)
  const parsed = parseFormula(
    formula,
    channels.map(({ name }) => name),
  )
  if ('problem' in parsed) throw badInput(parsed.problem.message)
  const used = new Set(channelsIn(parsed.formula))
  const wanted = channels.filter(({ name }) => used.has(name))
  const series = { times, channels: wanted, values: wanted.map((one) => stretch.values(one)) }
  const truth = evaluate(parsed.formula, series, zone).map((v) => (Number.isNaN(v) ? NaN : Number(v !== 0)))
  return cyclesOf(times, truth, { edge: 'above', level: 0.5, leastMs })
}
