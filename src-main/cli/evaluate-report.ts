import type { Measure } from '../shared/measures.ts'
import type { Evaluation } from './evaluate-run.ts'

/** What --json prints: measures by their published names; which of them are oracle or inflated is said beside them. */
export function evaluationJson({ rows, assessed, threshold, measures, labelsFrom, vusWindow, notes }: Evaluation) {
  return {
    rows,
    assessed,
    threshold: threshold?.value ?? null,
    ...(threshold ? { thresholdRule: { rule: threshold.rule, parameters: threshold.params, oracle: threshold.oracle } } : {}),
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
export function evaluationInWords({ rows, assessed, threshold, measures, labelsFrom, vusWindow, notes }: Evaluation): string {
  const left = rows - assessed
  return [
    `${counted(rows, 'row')}, ${left === 0 ? 'all' : assessed.toLocaleString('en')} assessed${left === 0 ? '' : `, ${left.toLocaleString('en')} without a score left out`}`,
    `${counted(measures.windows, 'event')} by ${labelsFrom}`,
    threshold ? `${threshold.oracle ? 'Oracle threshold' : 'Threshold'} ${short(threshold.value)} (${threshold.rule}): a row is anomalous if its score is ${threshold.inclusive ? 'at or above' : 'above'} it` : 'No threshold',
    '',
    ...measureTable(measures.values),
    ...('confusion' in measures ? confusionLines(measures.confusion) : []),
    '',
    ...measures.notes.map((note) => (note.startsWith('VUS is computed') ? `${note.slice(0, -1)}: ${vusWindow.from}.` : note)),
    ...notes,
  ].join('\n')
}

const confusionLines = ({ tp, fp, tn, fn }: { tp: number; fp: number; tn: number; fn: number }) => [
  `  ${counted(tp, 'labelled row')} detected, ${fn.toLocaleString('en')} missed; ${counted(fp, 'normal row')} detected, ${tn.toLocaleString('en')} rightly quiet`,
]

/** Names, values aligned at their point, intervals and marks. */
export function measureTable(values: readonly Measure[]): string[] {
  const cells = values.map((measure) => [measure.id, measure.value === null ? '–' : number(measure), measure.interval ? `${short(measure.interval[0])} … ${short(measure.interval[1])}` : '', marks(measure)])
  if (cells.some((row) => row[2] !== '')) cells.unshift(['', '', '95 % interval', ''])
  const before = Math.max(...cells.map(([, value]) => pointOf(value)))
  for (const row of cells) row[1] = ' '.repeat(before - pointOf(row[1])) + row[1]
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column].length)))
  return cells.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).filter((_, column) => column !== 2 || widths[2] > 0).join('  ')}`.trimEnd())
}

const pointOf = (text: string) => (text.includes('.') ? text.indexOf('.') : text.length)
const number = ({ value, unit }: Measure) => (unit === undefined || unit === 'of 100' || unit === '%' ? value!.toFixed(unit === undefined ? 4 : 2) : short(value!))
const marks = ({ unit, oracle, badge, note }: Measure) => [unit, oracle && 'oracle', badge, note].filter(Boolean).join('; ')

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

export const corpusInWords = (corpus: Corpus): string => [
  `${counted(corpus.files.length, 'file')}, ${counted(corpus.rows, 'row')}${corpus.assessed < corpus.rows ? `, ${corpus.assessed.toLocaleString('en')} assessed` : ''}`,
  ...corpus.about, '', ...measureTable(corpus.values), ...(corpus.notes.length ? ['', ...corpus.notes] : []),
].join('\n')

const counted = (n: number, what: string) => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`
const short = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(5)).toString() : String(value))
