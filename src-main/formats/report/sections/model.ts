import { lossChart } from '../charts/loss-chart.ts'
import type { Clock } from '../clock.ts'
import { html, type Content } from '../markup.ts'
import { stepText } from '../../../shared/data/cleaning-text.ts'
import type { ParamSpecs, ParamValue } from '../../../shared/models/params.ts'
import { madeBy } from '../../../shared/project.ts'
import type { ReportData } from '../report-data.ts'
import { facts, table } from '../table.ts'
import { count, counted } from '../../../shared/counted.ts'
import { duration, listed, number, percent } from '../words.ts'
import type { Section } from './section.ts'

const rangesListed = 20

/** What was trained, with which parameters, on which data, and how the training went. */
export function modelSection({ run, dataset, detector, trainedRows, trainedOn }: ReportData, clock: Clock): Section {
  const { model } = run
  const whole = model.channels.length === dataset.channels.length
  const elsewhere =
    model.training !== null && model.training.dataset !== dataset.id
      ? `another dataset${trainedOn === null ? '' : `, “${trainedOn}”`}`
      : null
  const trained = model.kind !== 'ensemble' && detector?.learns !== 'nothing'
  return {
    id: 'model',
    title: 'Model and training',
    content: html`${detector && html`<p>${detector.summary}</p>`}
${model.kind === 'ensemble' && html`<p>An ensemble: the scores of several runs as one. It learned nothing itself; each member has its own model.</p>`}
${model.kind === 'adaptive' && html`<p>An adaptive run: the model learned on from what was normal while it scored, batch by batch in the order of time. No point was scored by a model that had seen it.</p>`}
${facts([
  ['Detector', detector ? html`${detector.name} <span class="soft">${madeBy(model)}</span>` : model.name],
  detector ? ['Source', detector.reference] : ['Kind', madeBy(model)],
  ['Channels', whole ? `all ${counted(model.channels.length, 'channel')}` : listed(model.channels)],
  ...(model.training?.cleaning?.length
    ? [['Cleaned first by', listed(model.training.cleaning.map(stepText))] as const]
    : []),
  ...(trained && run.seconds.train > 0 ? [['Trained in', duration(run.seconds.train * 1000)] as const] : []),
  ...heldOutWords(model.training, elsewhere, clock),
  ['Scored in', duration(run.seconds.score * 1000)],
  ['Made', clock.done(run.created)],
])}
<h3>Parameters</h3>
${parameters(model.params, detector?.params ?? {})}
${
  trained &&
  html`<h3>Trained on</h3>
${
  model.ranges.length === 0
    ? html`<p>${withoutRanges(model, elsewhere)}</p>`
    : table(
        [{ title: 'From' }, { title: 'To' }, { title: 'Length', number: true }],
        model.ranges
          .slice(0, rangesListed)
          .map((range) => [clock.at(range.start), clock.at(range.end), duration(range.end - range.start)]),
      )
}
${trainedRows !== null && trainedRows < dataset.rows && html`<p>${counted(trainedRows, 'row')} of ${count(dataset.rows)}: gaps, and labels where they were left out, are not among them.</p>`}
${model.ranges.length > rangesListed && html`<p class="soft">and ${counted(model.ranges.length - rangesListed, 'stretch', 'stretches')} more.</p>`}`
}
${training(model.history)}`,
  }
}

/** What a model learned from that was given no stretches. */
function withoutRanges({ kind, training }: ReportData['run']['model'], elsewhere: string | null): string {
  if (kind === 'adaptive') return 'The beginning of the data, and then what was normal of the rest.'
  if (training && training.holdOut.kind !== 'nothing')
    return `What was not held out${elsewhere === null ? '' : ` of ${elsewhere}`}.`
  const labels = training?.withoutLabels ? ' but its labelled anomalies' : ''
  return `The whole ${elsewhere === null ? 'dataset' : `of ${elsewhere}`}${labels}.`
}

/** What training did not see, so that the run could be judged on it. */
function heldOutWords(
  training: ReportData['run']['model']['training'],
  elsewhere: string | null,
  clock: Clock,
): [string, Content][] {
  if (!training) return []
  const { holdOut, purge, labelled, note } = training
  const apart = purge > 0 ? `, ${counted(purge, 'row')} left out between them` : ''
  const held =
    holdOut.kind === 'blocks'
      ? `in turn each of ${holdOut.blocks} blocks of time: every score is from a model that did not see its block${apart}`
      : holdOut.kind === 'last'
        ? `the last ${percent(holdOut.share, 1)}${apart}`
        : holdOut.kind === 'from'
          ? `everything from ${clock.at(holdOut.time)} on${apart}`
          : null
  return [
    ...(held !== null && elsewhere === null ? [['Held out', held] as [string, Content]] : []),
    ...(elsewhere !== null ? [['Trained on', elsewhere] as [string, Content]] : []),
    ...(labelled
      ? [
          [
            'Labelled anomalies in training',
            labelled.windows === 0
              ? 'none'
              : `${counted(labelled.windows, 'window')}, ${counted(labelled.rows, 'row')}`,
          ] as [string, Content],
        ]
      : []),
    ...(note ? [['Training', note] as [string, Content]] : []),
  ]
}

/** Every parameter as it was used, the automatic ones as the numbers they became. */
export function parameters(values: Record<string, ParamValue>, specs: ParamSpecs) {
  const list = Object.entries(values)
  if (list.length === 0) return html`<p>It has none.</p>`
  return facts(
    list.map(([key, value]) => {
      const spec = specs[key]
      const unit = spec && 'unit' in spec && spec.unit ? ` ${spec.unit}` : ''
      const shown =
        typeof value === 'number' ? number(value, 8) : typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
      return [spec?.label ?? key, `${shown}${unit}`] as const
    }),
  )
}

function training(history: ReportData['run']['model']['history']) {
  if (history.length === 0) return null
  const best = history.reduce((a, b) => ((b.validationLoss ?? b.loss) < (a.validationLoss ?? a.loss) ? b : a))
  const last = history[history.length - 1]
  const validated = history.some((epoch) => epoch.validationLoss !== undefined)
  const losses = `${number(last.loss, 4)}${validated ? `, on validation ${number(last.validationLoss, 4)}` : ''}`
  const lowest = `${validated ? 'Validation loss' : 'Loss'} was lowest in epoch ${best.epoch}.`
  const keys = [
    html`<span class="key"><i class="k-line"></i>loss</span>`,
    validated && html`<span class="key"><i class="k-validation"></i>validation loss (dashed)</span>`,
  ]
  return html`<h3>Training curve</h3>
<figure>${lossChart(history)}<figcaption>${counted(history.length, 'epoch')}; the last loss is ${losses}. ${lowest} ${keys}</figcaption></figure>`
}
