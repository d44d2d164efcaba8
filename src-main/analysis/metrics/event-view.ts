import { windowsFound } from './event-based.ts'
import { WEEK_MS } from './event-sums.ts'
import { ratio, type Metric, type MetricInput } from './metric.ts'

const reference = 'Design of the alarm list: EEMUA 191'

/**
 * For each window that was found, in seconds from its first point to the first point of the earliest detection that
 * touches it; negative where that detection began before the window (forewarning).
 */
export function delays({
  windows,
  detections,
  times,
}: Pick<MetricInput, 'windows' | 'detections' | 'times'>): number[] {
  let at = 0
  return windows.flatMap((window) => {
    while (at < detections.length && detections[at].last < window.first) at++
    const detection = detections[at]
    return detection && detection.first <= window.last ? [(times[detection.first] - times[window.first]) / 1000] : []
  })
}

/** Detections that touch no labelled window. */
export function falseAlarms({ windows, detections }: Pick<MetricInput, 'windows' | 'detections'>): number {
  let at = 0
  return detections.filter((detection) => {
    while (at < windows.length && windows[at].last < detection.first) at++
    return at === windows.length || windows[at].first > detection.last
  }).length
}

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted.length === 0 ? null : (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}

/** What a person who gets the alarms wants to know. */
export const eventViewMetrics: Metric[] = [
  {
    id: 'events found',
    name: 'Events found',
    kind: 'prediction',
    better: 'higher',
    loweredBy: 'missed event',
    companion: 'events there',
    usual: 8,
    unit: 'events',
    reference,
    summary: 'Labelled windows with at least one detected point.',
    compute: ({ windows, flags }) => (windows.length === 0 ? null : windowsFound(windows, flags)),
    fromSums: ({ windows, windowsFound }) => (windows === 0 ? null : windowsFound),
  },
  {
    id: 'events there',
    name: 'Events there',
    kind: 'prediction',
    better: null,
    unit: 'events',
    reference,
    summary: 'Labelled windows with at least one assessed point.',
    compute: ({ windows }) => windows.length,
    fromSums: ({ windows }) => windows,
  },
  {
    id: 'mean delay',
    name: 'Mean delay',
    kind: 'prediction',
    better: 'lower',
    loweredBy: 'late detection',
    unit: 's',
    reference,
    summary:
      'From the beginning of a found window to that of its detection. Negative is forewarning, unless rows share in the windows that follow them.',
    compute(input) {
      const found = delays(input)
      return found.length === 0 ? null : found.reduce((a, b) => a + b) / found.length
    },
    fromSums: ({ delay, delays }) => ratio(delay, delays),
  },
  {
    id: 'median delay',
    name: 'Median delay',
    kind: 'prediction',
    better: 'lower',
    loweredBy: 'late detection',
    usual: 9,
    unit: 's',
    reference,
    summary:
      'Half of the found windows were detected sooner. Negative is forewarning, unless rows share in the windows that follow them.',
    compute: (input) => median(delays(input)),
  },
  {
    id: 'false alarms per week',
    name: 'False alarms per week',
    kind: 'prediction',
    better: 'lower',
    loweredBy: 'false alarm',
    usual: 10,
    unit: 'per week',
    reference,
    summary: 'Detections that touch no labelled window, per week of assessed time.',
    compute: (input) =>
      input.stepMs > 0 ? (falseAlarms(input) * WEEK_MS) / (input.scores.length * input.stepMs) : null,
    fromSums: ({ falseAlarms, time }) => ratio(falseAlarms * WEEK_MS, time),
  },
  {
    id: 'share in alarm',
    name: 'Share of time in alarm',
    kind: 'prediction',
    better: null,
    needsLabels: false,
    loweredBy: 'false alarm',
    usual: 11,
    reference,
    summary: 'Detected points among all assessed points.',
    compute: ({ flags }) => flags.reduce((sum, f) => sum + f, 0) / flags.length,
    fromSums: ({ alarmTime, time }) => ratio(alarmTime, time),
  },
]
