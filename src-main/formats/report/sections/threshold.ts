import { histogramChart } from '../charts/histogram-chart.ts'
import { html, type Content } from '../markup.ts'
import type { Histogram, ReportData } from '../report-data.ts'
import { facts, table } from '../table.ts'
import { count, counted } from '../../../shared/counted.ts'
import { duration, number, percent } from '../words.ts'
import { parameters } from './model.ts'
import type { Section } from './section.ts'

/** Where the line between normal and anomalous lies, and why there. */
export function thresholdSection({ run, rule, histogram, dataset }: ReportData): Section {
  const { threshold, thresholdValue, oracle } = run
  return {
    id: 'threshold',
    title: 'Threshold',
    content: html`<p>${line(run)} ${rule && `${rule.name}: ${rule.summary}`}</p>
${run.model.kind === 'adaptive' && html`<p>The model changed on the way: its scores are given in units of the threshold that each of its states had, so 1 is where an alarm begins.</p>`}
${oracle && html`<p>${threshold.rule === 'fixed' ? 'The value was looked for with the labels that the run is judged on' : 'The rule looked at the labels that the run is judged on'}. It is the best for these data and says nothing of others.</p>`}
${facts([
  ['Rule', html`${rule?.name ?? threshold.rule} <span class="soft">${threshold.rule}</span>`],
  ...(rule ? [['Source', rule.reference] as const] : []),
  ['Shortest detection', threshold.minDurationMs > 0 ? duration(threshold.minDurationMs) : 'any length'],
  [
    'Merged across',
    threshold.mergeGapMs > 0
      ? `pauses up to ${duration(threshold.mergeGapMs)}`
      : 'nothing: every stretch is a detection of its own',
  ],
  [
    'Hysteresis',
    threshold.hysteresis < 1
      ? `a detection lasts while the score is above ${percent(threshold.hysteresis, 1)} of the threshold`
      : 'off',
  ],
  ['Highest score', number(run.maxScore)],
  ['Assessed', `${counted(run.assessed, 'row')} of ${count(dataset.rows)} (${percent(run.assessed, dataset.rows)})`],
])}
${Object.keys(threshold.params).length > 0 && html`<h3>Settings of the rule</h3>${parameters(threshold.params, rule?.params ?? {})}`}
${
  threshold.modes &&
  threshold.found &&
  html`<h3>Operating modes</h3>
<p>Each mode has a threshold of its own by the same rule${threshold.found.without > 0 && `; ${counted(threshold.found.without, 'row')} of no mode have the one above`}.</p>
${table(
  [{ title: 'Mode' }, { title: 'Rows', number: true }, { title: 'Threshold', number: true }, { title: '' }],
  threshold.found.modes.map((mode) => [mode.name, count(mode.rows), number(mode.threshold, 4), mode.note ?? '']),
)}`
}
${histogram && scoreFigure(histogram, thresholdValue)}`,
  }
}

function line({ threshold, thresholdValue, oracle }: ReportData['run']): Content {
  if (thresholdValue === null) return 'The run has no threshold.'
  const modes = threshold.modes && threshold.found && ', or above the threshold of its operating mode where it has one'
  const badge = oracle && html` <span class="badge">oracle</span>`
  return html`A point is anomalous where its score is above <b>${number(thresholdValue, 6)}</b>${modes}${badge}.`
}

function scoreFigure(histogram: Histogram, thresholdValue: number | null) {
  const { above, to, labelled } = histogram
  const chart = histogramChart(histogram, thresholdValue)
  const keys = [
    html`<span class="key"><i class="k-normal"></i>unlabelled</span>`,
    html`<span class="key"><i class="k-labelled"></i>inside labelled windows</span>`,
  ]
  const beyond = above > 0 && ` The last bar also holds the ${counted(above, 'point')} above ${number(to, 3)}.`
  return html`<figure>${chart}<figcaption>How many points have which score, counts on a logarithmic axis. ${labelled.some((n) => n > 0) && html`${keys}.`}${beyond}</figcaption></figure>`
}
