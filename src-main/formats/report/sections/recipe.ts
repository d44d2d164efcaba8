import type { Clock } from '../clock.ts'
import { madeBy } from '../../../shared/project.ts'
import type { ReportData } from '../report-data.ts'
import { count, counted } from '../../../shared/counted.ts'
import { listed, number } from '../words.ts'

/** Everything that the run was made with, as data. */
export const recipeOf = ({ run, dataset, labels }: ReportData) => ({
  dataset: {
    name: dataset.name,
    source: dataset.sourceFile,
    rows: dataset.rows,
    zone: dataset.zone,
    import: dataset.recipe,
  },
  model: {
    detector: madeBy(run.model),
    version: run.model.detectorVersion,
    parameters: run.model.params,
    channels: run.model.channels,
    seed: run.model.seed,
    holdOut: run.model.training?.holdOut ?? null,
    trainedOn:
      run.model.ranges.length === 0
        ? run.model.training?.withoutLabels
          ? 'all but the labels'
          : 'everything'
        : run.model.ranges.map(({ start, end }) => ({ start: iso(start), end: iso(end) })),
  },
  threshold: { ...run.threshold, found: undefined, value: run.thresholdValue },
  labels: labels?.set.name ?? null,
})

const iso = (time: number) => new Date(time).toISOString()

/** The same as steps for a person. */
export function stepsOf({ run, dataset, detector, rule, labels }: ReportData, clock: Clock): string[] {
  const { model, threshold } = run
  const name = detector?.name ?? model.name
  const where =
    model.ranges.length === 0
      ? model.training?.withoutLabels
        ? ' on everything but the labels'
        : ''
      : model.ranges.length === 1
        ? ` on ${clock.at(model.ranges[0].start)} to ${clock.at(model.ranges[0].end)}`
        : ` on ${counted(model.ranges.length, 'stretch', 'stretches')} of the data, listed below`
  const lengths = [
    threshold.minDurationMs > 0 && `shortest detection ${number(threshold.minDurationMs / 1000)} s`,
    threshold.mergeGapMs > 0 && `merged across ${number(threshold.mergeGapMs / 1000)} s`,
    threshold.normal?.length &&
      `calibrated on ${threshold.normal.map(({ start, end }) => `${clock.at(start)} to ${clock.at(end)}`).join(', ')}`,
    threshold.hysteresis < 1 && `hysteresis ${number(threshold.hysteresis)}`,
  ].filter((one) => typeof one === 'string')
  return [
    dataset.sourceFile === 'simulated'
      ? 'Open the sample project.'
      : `Import ${dataset.sourceFile}${dataset.recipe ? ' with the settings below' : ''}; it has ${count(dataset.rows)} rows.`,
    model.kind === 'ensemble'
      ? `Train the members (${String(model.params.members ?? '')}) and combine them.`
      : model.kind === 'adaptive'
        ? `Choose ${model.adapts} and start an adaptive run${where}, seed ${model.seed}.`
        : `Choose ${name} with the parameters below and the channels ${listed(model.channels)}; train${where} with seed ${model.seed}.`,
    `Set the threshold: ${rule?.name ?? threshold.rule}${Object.entries(threshold.params)
      .map(([key, value]) => `, ${key} ${typeof value === 'number' ? number(value, 8) : value}`)
      .join('')}${lengths.length ? `; ${lengths.join(', ')}` : ''}.`,
    ...(labels ? [`Judge against the label set “${labels.set.name}”.`] : []),
  ]
}
