import type { Findings, ReportData, ReportEvent } from '../report-data.ts'
import { count, counted } from '../../../shared/counted.ts'
import { duration, lasting, number, percent } from '../words.ts'
import type { Clock } from '../clock.ts'

/** events — all of them; windows — how many there are to be found. */
export function findingsOf(
  { events, windows }: { events: readonly ReportEvent[]; windows: number },
  stepMs: number,
): Findings {
  const detected = events.filter((event) => event.kind !== 'missed')
  const missed = events.length - detected.length
  return {
    detections: detected.length,
    found: windows - missed,
    falseAlarms: detected.filter((event) => event.kind === 'false alarm').length,
    missed,
    windows,
    alarmMs: detected.reduce((sum, { start, end }) => sum + end - start + stepMs, 0),
    highest: detected.reduce<ReportEvent | null>(
      (best, event) => (best === null || event.peak > best.peak ? event : best),
      null,
    ),
  }
}

/** The first thing that is read: what was looked at, what was found, and how it compares with the labels. */
export function findingsInWords(data: ReportData, clock: Clock): string[] {
  const { run, dataset, detector, labels, findings: found } = data
  const name = detector?.name ?? run.model.name
  const channels =
    run.model.channels.length === dataset.channels.length
      ? counted(dataset.channels.length, 'channel')
      : `${count(run.model.channels.length)} of ${counted(dataset.channels.length, 'channel')}`
  const looked = `${name} looked at ${counted(dataset.rows, 'row')} of ${channels} of “${dataset.name}”, from ${clock.at(dataset.start)} to ${clock.at(dataset.end)}.`
  if (run.thresholdValue === null) return [looked, 'The run has no threshold, so nothing was detected.']
  const limit =
    run.threshold.modes && run.threshold.found
      ? 'the threshold of their operating mode'
      : `the threshold of ${number(run.thresholdValue, 4)}`
  const { highest } = found
  if (highest === null)
    return [
      looked,
      `It detected nothing: no score stays above ${limit}${run.maxScore === null ? '' : `; the highest is ${number(run.maxScore, 4)}`}.`,
      ...againstLabels(data, found),
    ]
  const every =
    found.detections === 1
      ? `It found one detection above ${limit}, at ${clock.at(highest.start)}, ${lasting(highest) === 'one point' ? 'one point long' : `${lasting(highest)} long`}`
      : `It found ${counted(found.detections, 'detection')} above ${limit}, together ${duration(found.alarmMs)} or ${percent(found.alarmMs, run.assessed * dataset.stepMs)} of what was assessed; the highest, event ${highest.number}, is at ${clock.at(highest.peakTime)}`
  return [
    looked,
    `${every}, with a score of ${number(highest.peak, 4)}${mostly(highest.channels)}.`,
    ...(found.windows > 0
      ? againstLabels(data, found)
      : [
          `${(labels?.windows.length ?? 0) > 0 ? 'No labelled window has an assessed point to judge by' : 'There are no labels to judge by'}: whether these are the anomalies that matter is for someone to say who knows the machine.`,
        ]),
  ]
}

const mostly = (channels: { name: string; share: number }[]) =>
  channels.length > 1 && channels[0].share >= 0.05 ? `, mostly from “${channels[0].name}”` : ''

function againstLabels(
  { labels, run }: ReportData,
  { found, falseAlarms, missed, windows, detections }: Findings,
): string[] {
  if (!labels || windows === 0) return []
  const hits =
    windows === 1
      ? missed === 0
        ? 'the one labelled window was detected'
        : 'the one labelled window was missed'
      : `${count(found)} of ${count(windows)} labelled windows were detected${missed > 0 ? ` and ${count(missed)} missed` : ''}`
  const astray =
    detections === 0
      ? ''
      : falseAlarms === 0
        ? '; no detection lies outside them'
        : `; ${counted(falseAlarms, 'detection lies', 'detections lie')} outside them`
  const measure = (id: string) =>
    run.measures?.values.find((one) => one.id.toLowerCase() === id.toLowerCase() && !one.badge && one.value !== null)
  const [precision, recall, area] = [measure('Precision'), measure('Recall'), measure('AUC-PR')]
  const said = [
    precision && `${percent(precision.value!, 1)} of those in alarm are labelled`,
    recall && `${percent(recall.value!, 1)} of the labelled ones are in alarm`,
    area &&
      `AUC-PR is ${area.value!.toFixed(3)}${area.interval ? ` (${area.interval[0].toFixed(3)} to ${area.interval[1].toFixed(3)})` : ''}`,
  ].filter(Boolean)
  return [
    `Against “${labels.set.name}”, ${hits}${astray}.${said.length ? ` Of the points${run.measures?.judged ? ' judged' : ''}, ${said.join('; ')}.` : ''}`,
  ]
}
