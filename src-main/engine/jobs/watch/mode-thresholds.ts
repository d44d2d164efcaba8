import { getDataset } from '../../../db/datasets.ts'
import { listSets } from '../../../db/labels/label-sets.ts'
import { listLabels } from '../../../db/labels/labels.ts'
import { readModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { sql } from '../../../db/file/statement.ts'
import type { Tail } from '../../../db/series/append-rows.ts'
import { flagsFrom } from '../../../formats/labels/intervals.ts'
import { statesOf } from '../../../shared/importing/states.ts'
import type { Run, ThresholdSetting } from '../../../shared/project.ts'
import { valueModes } from '../../../analysis/thresholds/modes.ts'
import { flagged, ownTraining } from '../runs/modes.ts'

/** How the mode of a row is told: by the value of a channel, or by labels of a class. */
interface ModeTeller {
  names: string[]
  of(db: Project, tail: Tail): Int16Array
}

/** By run and threshold: what is in here can be made again at any time. */
const kept = new Map<string, ModeTeller>()
const mostKept = 200
/** More changes than this are not drawn, as where a run is judged. */
const mostSteps = 500

/** The threshold of each row of a tail by its operating mode; null where the run has one for all. */
export function modeThresholds(db: Project, run: Run, tail: Tail): Float64Array | null {
  const { found, modes: split } = run.threshold
  const whole = run.thresholdValue
  if (!found || !split || whole === null) return null
  const key = `${db.name} ${run.id} ${JSON.stringify([split, found.modes])}`
  const teller = kept.get(key) ?? tellerOf(db, run, split)
  kept.set(key, teller)
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
  const byName = new Map(found.modes.map((mode) => [mode.name, mode.threshold]))
  // Ranges that are fitted on all rows have moved a little with the new ones: they are the same in their order.
  const isSame = teller.names.length === found.modes.length
  const thresholds = teller.names.map((name, m) => byName.get(name) ?? (isSame ? found.modes[m].threshold : whole))
  return Float64Array.from(teller.of(db, tail), (mode) => thresholds[mode] ?? whole)
}

function tellerOf(db: Project, run: Run, split: NonNullable<ThresholdSetting['modes']>): ModeTeller {
  if (split.kind === 'class') {
    return {
      names: run.threshold.found!.modes.map(({ name }) => name),
      of: (now, { dataset, times }) => {
        const labels = listSets(now, dataset.id)
          .flatMap((set) => listLabels(now, { set: set.id }))
          .filter((label) => label.class === split.class && label.status === 'accepted')
        return Int16Array.from(flagsFrom(labels, times), (flag) => 1 - flag)
      },
    }
  }
  const dataset = getDataset(db, run.dataset)
  const { channels, id } = dataset
  const channel = channels.findIndex((one) => one.name === split.channel)
  // Nothing tells the modes of rows whose channel is gone: they have the threshold of the whole.
  if (channel < 0) return { names: [], of: (_, { times }) => new Int16Array(times.length).fill(-1) }
  const { name, unit, series } = channels[channel]
  const trained = ownTraining(run, readModelData(db, run.model.id))
  const fitted = trained && flagged(trained, readTimes(db, id).length)
  const { names, modeOf } = valueModes(name, unit, readValues(db, series), split.bins, fitted, statesOf(dataset, name))
  return { names, of: (_, { values }) => Int16Array.from(values[channel], modeOf) }
}

/** Carries the steps of the threshold on that the chart draws. thresholds — [row of the tail]. */
export function storeSteps(db: Project, run: Run, { times, firstChanged, from }: Tail, thresholds: Float64Array): void {
  const { found } = run.threshold
  if (!found?.steps || firstChanged - from >= times.length) return
  const steps = found.steps.filter(({ start }) => start < times[firstChanged - from])
  for (let row = firstChanged - from; row < times.length; row++)
    if (steps.at(-1)?.threshold !== thresholds[row]) steps.push({ start: times[row], threshold: thresholds[row] })
  if (steps.length === found.steps.length) return
  const threshold = { ...run.threshold, found: { ...found, steps: steps.length > mostSteps ? null : steps } }
  sql(db, 'UPDATE run SET threshold = ? WHERE id = ?').run(JSON.stringify(threshold), run.id)
}
