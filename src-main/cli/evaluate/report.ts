import { eventViewMetrics } from '../../analysis/metrics/event-view.ts'
import { rankingMetrics } from '../../analysis/metrics/ranking.ts'
import { vusMetrics } from '../../analysis/metrics/vus.ts'
import { counted } from '../../shared/counted.ts'
import type { Measure } from '../../shared/runs/measures.ts'
import type { Evaluation } from './run.ts'

/** What --json prints: measures by their published names; which of them are oracle or inflated is said beside them. */
export function evaluationJson({ rows, assessed, threshold, measures, labelsFrom, vusWindow, notes }: Evaluation) {
  return {
    rows,
    assessed,
    threshold: threshold?.value ?? null,
    ...(threshold
      ? { thresholdRule: { rule: threshold.rule, parameters: threshold.params, oracle: threshold.oracle } }
      : {}),
    measures: valuesById(measures.values),
    ...marksJson(measures.values),
    ...('confusion' in measures ? { confusion: measures.confusion } : {}),
    notAssessed: rows - assessed,
    windows: measures.windows,
    labels: labelsFrom,
    vusWindow: vusWindow.points,
    notes: [...measures.notes, ...notes],
  }
}

export const valuesById = (values: readonly Measure[]) => Object.fromEntries(values.map(({ id, value }) => [id, value]))

/** Everything that has to be known beside a value. */
export const marksJson = (values: readonly Measure[]) => ({
  units: Object.fromEntries(values.flatMap(({ id, unit }) => (unit ? [[id, unit]] : []))),
  oracle: values.filter((measure) => measure.oracle).map(({ id }) => id),
  inflated: values.filter((measure) => measure.badge === 'inflated').map(({ id }) => id),
  intervals: Object.fromEntries(values.flatMap(({ id, interval }) => (interval ? [[id, interval]] : []))),
})

/** The same for a person. */
export function evaluationInWords({
  rows,
  assessed,
  threshold,
  measures,
  labelsFrom,
  vusWindow,
  notes,
}: Evaluation): string {
  const left = rows - assessed
  return [
    `${counted(rows, 'row')}, ${left === 0 ? 'all' : assessed.toLocaleString('en')} assessed${left === 0 ? '' : `, ${left.toLocaleString('en')} without a score left out`}`,
    `${counted(measures.windows, 'event')} by ${labelsFrom}`,
    threshold
      ? `${threshold.oracle ? 'Oracle threshold' : 'Threshold'} ${short(threshold.value)} (${threshold.rule}): a row is anomalous if its score is ${threshold.inclusive ? 'at or above' : 'above'} it`
      : 'No threshold',
    '',
    ...measureTable(grouped(measures.values)),
    ...('confusion' in measures ? confusionLines(measures.confusion) : []),
    '',
    ...measures.notes.map((note) =>
      note.startsWith('VUS is computed') ? `${note.slice(0, -1)}: ${vusWindow.from}.` : note,
    ),
    ...notes,
  ].join('\n')
}

const confusionLines = ({ tp, fp, tn, fn }: { tp: number; fp: number; tn: number; fn: number }) => [
  `  ${counted(tp, 'labelled row')} detected, ${fn.toLocaleString('en')} missed; ${counted(fp, 'normal row')} detected, ${tn.toLocaleString('en')} rightly quiet`,
]

/** Names, values aligned at their point, intervals and marks. A text is a heading. */
export function measureTable(values: readonly (Measure | string)[]): string[] {
  const cells = values.map((measure) =>
    typeof measure === 'string'
      ? [measure, '', '', '']
      : [`  ${measure.id}`, inWords(measure, measure.value), intervalOf(measure), marks(measure)],
  )
  const rows = cells.filter(([, value]) => value !== '')
  const before = Math.max(...rows.map(([, value]) => pointOf(value)))
  for (const row of rows) row[1] = ' '.repeat(before - pointOf(row[1])) + row[1]
  const intervals = rows.some((row) => row[2] !== '')
  if (intervals) cells[0][2] ||= '95 % interval'
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column].length)))
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .filter((_, column) => column !== 2 || intervals)
      .join('  ')
      .trimEnd(),
  )
}

/** Under headings, by what they judge. */
function grouped(values: readonly Measure[]): (Measure | string)[] {
  const ids = (list: readonly { id: string }[]) => new Set(list.map(({ id }) => id))
  const groups = [
    [
      'Scores, whatever the threshold',
      ids([...rankingMetrics, ...vusMetrics, { id: 'Standard-F1 (best threshold)' }, { id: 'Standard-F1 (TSB-AD)' }]),
    ],
    ['Events', ids(eventViewMetrics)],
    ['Detections', null],
  ] as const
  const others = (measure: Measure) => !groups.some(([, known]) => known?.has(measure.id))
  // Standard-F1 at a threshold is a measure of detections.
  const atThreshold = values.some(({ id }) => id === 'F1')
  const belongs = (measure: Measure, known: Set<string> | null) =>
    measure.id === 'Standard-F1' && atThreshold ? known === null : known ? known.has(measure.id) : others(measure)
  return groups.flatMap(([title, known]) => {
    const members = values.filter((measure) => belongs(measure, known))
    return members.length ? [title, ...members] : []
  })
}

const pointOf = (text: string) => /^-?[\d,]*/.exec(text)?.[0].length ?? 0

function inWords({ unit }: Measure, value: number | null): string {
  if (value === null) return '–'
  if (unit === undefined) return value.toFixed(4)
  return unit === 'of 100' || unit === '%' ? value.toFixed(2) : short(value)
}

/** A count that is the same in every draw needs no interval. */
const intervalOf = (measure: Measure) =>
  measure.interval && measure.interval[0] < measure.interval[1]
    ? measure.interval.map((v) => inWords(measure, v)).join(' … ')
    : ''

const marks = ({ value, unit, oracle, badge, note }: Measure) =>
  [unit === 's' && value !== null ? `s${duration(value)}` : unit, oracle && 'oracle', badge, note]
    .filter(Boolean)
    .join('; ')

/** " = 1 d 1 h 15 min", where seconds are too many to grasp. */
function duration(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60)
  if (minutes < 2) return ''
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ] as const
  return ` = ${seconds < 0 ? '-' : ''}${parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')}`
}

/** What --nab and --skab print with --json. */
export const corpusJson = (corpus: Corpus) => ({
  files: corpus.files.length,
  rows: corpus.rows,
  assessed: corpus.assessed,
  threshold: corpus.threshold,
  measures: valuesById(corpus.values),
  ...marksJson(corpus.values),
  ...corpus.more,
  perFile: corpus.files,
  notes: corpus.notes,
})

export interface Corpus {
  files: { name: string; rows: number }[]
  rows: number
  assessed: number
  threshold: number | null
  values: Measure[]
  /** In words, before the table. */
  about: string[]
  more: Record<string, unknown>
  notes: string[]
}

export const corpusInWords = (corpus: Corpus): string =>
  [
    `${counted(corpus.files.length, 'file')}, ${counted(corpus.rows, 'row')}${corpus.assessed < corpus.rows ? `, ${corpus.assessed.toLocaleString('en')} assessed` : ''}`,
    ...corpus.about,
    '',
    ...measureTable(corpus.values),
    ...(corpus.notes.length ? ['', ...corpus.notes] : []),
  ].join('\n')

const short = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(5)).toString() : String(value))
