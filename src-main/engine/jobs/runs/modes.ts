import { getDataset } from '../../../db/datasets.ts'
import { getClass } from '../../../db/labels/label-classes.ts'
import { listSets } from '../../../db/labels/label-sets.ts'
import { listLabels } from '../../../db/labels/labels.ts'
import { readModelData, type ModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import { statesOf } from '../../../shared/importing/states.ts'
import type { ModeSplit } from '../../../shared/models/modes.ts'
import type { Run } from '../../../shared/project.ts'
import type { RowRange } from '../../../shared/data/series.ts'
import { flagsFrom } from '../../../formats/labels/intervals.ts'
import { modesByLabel, modesByValue, type Modes } from '../../../analysis/thresholds/modes.ts'
import { lowerBound } from '../../../shared/search.ts'

/**
 * Rows of this dataset whose scores are training scores: those that the one model of the run was trained on. null = none: another dataset
 * was trained on, the detector learns nothing, or each score is of a model that has not seen its row, as in cross-validation.
 */
export function ownTraining(
  { dataset, model: { training } }: Run,
  { trainingScores, trainedRows }: Pick<ModelData, 'trainingScores' | 'trainedRows'>,
): RowRange[] | null {
  return trainingScores.length > 0 && training?.dataset === dataset && training.holdOut.kind !== 'blocks'
    ? trainedRows
    : null
}

/** The threshold of each row as the run was judged, [n]; null where it has no operating modes. Where its steps were too many to be kept, the rows are parted again. */
export function thresholdByRow(db: Project, run: Run, times: Float64Array): Float64Array | null {
  const { found, modes: split } = run.threshold
  const whole = run.thresholdValue
  if (!found || !split || whole === null) return null
  const rows = new Float64Array(times.length).fill(whole)
  if (found.steps) {
    for (const { start, threshold } of found.steps) rows.fill(threshold, lowerBound(times, start))
    return rows
  }
  const trainedRows = ownTraining(run, readModelData(db, run.model.id))
  const trained = trainedRows && flagged(trainedRows, times.length)
  const { of } = partition(db, run, split, times, trained)
  return rows.map((_, row) => found.modes[of[row]]?.threshold ?? whole)
}

/** The operating modes of a run's dataset. trained — [n], 1 = row that ranges may be fitted on, null = all. Throws bad-input where the channel or class is not there. */
export function partition(
  db: Project,
  { dataset }: Run,
  split: ModeSplit,
  times: Float64Array,
  trained: Uint8Array | null,
): Modes {
  if (split.kind === 'class') {
    const { name } = getClass(db, split.class)
    const labels = listSets(db, dataset)
      .flatMap((set) => listLabels(db, { set: set.id }))
      .filter((label) => label.class === split.class && label.status === 'accepted')
    if (labels.length === 0)
      throw badInput(`No label of this dataset has the class "${name}", so it cannot part the data into modes.`)
    return modesByLabel(name, flagsFrom(labels, times))
  }
  const whole = getDataset(db, dataset)
  const { channels, name } = whole
  const channel = channels.find((one) => one.name === split.channel)
  if (!channel) throw badInput(`Dataset "${name}" has no channel "${split.channel}" to tell operating modes by.`)
  const values = readValues(db, channel.series)
  if (values.every(Number.isNaN))
    throw badInput(`Channel "${split.channel}" has no value at all, so it cannot tell operating modes.`)
  return modesByValue(channel.name, channel.unit, values, split.bins, trained, statesOf(whole, channel.name))
}

/** [n], 1 inside a range. */
export function flagged(ranges: readonly RowRange[], rows: number): Uint8Array {
  const flags = new Uint8Array(rows)
  for (const { first, last } of ranges) flags.fill(1, first, last + 1)
  return flags
}
