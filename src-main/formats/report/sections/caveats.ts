import type { Clock } from '../clock.ts'
import type { ReportData } from '../report-data.ts'
import { count, counted } from '../../../shared/counted.ts'
import { percent } from '../words.ts'

/** What a reader must know before trusting the numbers, the weightiest first. Sentences. */
export function caveatsOf(
  { run, dataset, labels, detector, rule, events, eventCount }: ReportData,
  clock: Clock,
): string[] {
  const { measures, model } = run
  const windows = labels?.windows ?? []
  const unassessed = dataset.rows - run.assessed
  const trainedOnLabels =
    model.ranges.length > 0
      ? windows.filter((window) => model.ranges.some((range) => window.start <= range.end && range.start <= window.end))
          .length
      : windows.length
  // The judging of today warns by itself; runs that were judged by an older version do not.
  const unwarned = measures?.warnings === undefined
  const judged = measures?.judged
  return [
    judged &&
      `The measures are of the rows that the model had not seen, ${clock.at(judged.start)} to ${clock.at(judged.end)}; events are counted over all of the data.`,
    unwarned &&
      run.oracle &&
      `The threshold was chosen by ${rule?.name ?? 'a rule'} on the labels that it is judged on (an oracle threshold): on new data expect worse.`,
    unwarned &&
      detector?.learns === 'labels' &&
      windows.length > 0 &&
      'The detector learned from labels. Where it is judged on the same labels, the measures say how well it remembers, not how well it will do.',
    unwarned &&
      detector?.learns === 'normal' &&
      trainedOnLabels > 0 &&
      `${trainedOnLabels === 1 ? '1 labelled window lies' : `${count(trainedOnLabels)} labelled windows lie`} in the stretch that the model was trained on; what was labelled may have been left out, but its surroundings were not.`,
    labels !== null &&
      windows.length > 0 &&
      run.measures === null &&
      'The run was not judged against these labels yet, so there are no measures.',
    measures !== null &&
      measures.windows > 0 &&
      measures.windows < 5 &&
      `${measures.windows === 1 ? 'There is only 1 labelled window' : `There are only ${measures.windows} labelled windows`}: the measures can change much with one more.`,
    unassessed > 0 &&
      `${counted(unassessed, 'row')} (${percent(unassessed, dataset.rows)}) could not be assessed: ${model.kind === 'adaptive' ? 'the beginning, which the model learned from first, ' : ''}missing values, gaps, or too short a stretch for the model.`,
    labels !== null &&
      proposals(labels.classes) > 0 &&
      `${counted(proposals(labels.classes), 'label')} of the set still ${proposals(labels.classes) === 1 ? 'waits' : 'wait'} for review and ${proposals(labels.classes) === 1 ? 'does' : 'do'} not count.`,
    events.length < eventCount &&
      `There are ${counted(eventCount, 'event')}; the table below holds ${count(events.length)} of them, the first ones and all that have a chart. Export the detections for all of them.`,
  ].filter((caveat) => typeof caveat === 'string')
}

const proposals = (classes: { proposed: number }[]) => classes.reduce((sum, one) => sum + one.proposed, 0)
