/** What adds up over points, windows and detections: counted once per block of a run, so that a draw of blocks costs next to nothing. */
export const sumNames = [
  'tp',
  'fp',
  'tn',
  'fn',
  'time',
  'alarmTime',
  'windows',
  'windowsFound',
  'windowPoints',
  'adjusted',
  'detections',
  'falseAlarms',
  'delay',
  'delays',
  'rangeRecall',
  'rangePrecision',
  'ranges',
  'zonePrecision',
  'zonesHit',
  'zoneRecall',
  'nab',
  'nabWindows',
  'nabSkipped',
] as const

/**
 * tp, fp, tn, fn — points. time, alarmTime — assessed, and in alarm, ms. windows, windowsFound — labelled windows, and those with a
 * detected point; windowPoints, adjusted — their points, and those of the found ones. detections, falseAlarms — and those that touch no
 * window. delay, delays — seconds, and windows that have one. rangeRecall, rangePrecision, ranges — Tatbul's sums over windows, over
 * detected ranges, and how many of these. zonePrecision, zonesHit, zoneRecall — Huet's over zones, those with a detection, all.
 * nab, nabWindows, nabSkipped — the raw score, windows that count, and those within the probation.
 */
export type EventSums = Record<(typeof sumNames)[number], number>

export const WEEK_MS = 7 * 24 * 3600 * 1000
