import type { HowTrained } from './watch/challenge.ts'
import type { Alignment } from './data/alignment.ts'
import type { CleaningStep } from './data/cleaning.ts'
import type { ExploreKind } from './data/explore.ts'
import { stepText } from './data/cleaning-text.ts'
import { durationText } from './duration.ts'
import type { HoldOut } from './models/hold-out.ts'
import type { ParamValues } from './models/params.ts'
import type { TimeRange } from './data/series.ts'
import type { MergeSettings } from './sites/federation.ts'

/** The words of a command that does what an action of the app does; or why there is none, in a sentence. */
export type CommandWords = { words: string[] } | { problem: string }

const program = 'anomaly-studio'
const command = (...words: string[]): CommandWords => ({ words: [program, ...words] })
const option = (name: string, value: string | number | null | undefined) =>
  value === null || value === undefined ? [] : [name, String(value)]
const time = (ms: number) => new Date(ms).toISOString()
const stepsOf = (steps: readonly CleaningStep[]) =>
  steps.filter(({ on }) => on).flatMap((step) => ['--step', stepText(step)])
const thresholdText = ({ rule, params: given }: { rule: string; params: ParamValues }) =>
  Object.keys(given).length > 0 ? `${rule}:${params(given).join(',')}` : rule
const params = (values: ParamValues) => Object.entries(values).map(([key, value]) => `${key}=${String(value)}`)

/** Of a run of a project. dataset — named where the project has several; run — its number. */
export interface OfRun {
  project: string
  dataset: string | null
  run: number | null
}
const ofRun = ({ project, dataset, run }: OfRun) => [project, ...option('--dataset', dataset), ...option('--run', run)]

export const cleanWords = (file: string, steps: readonly CleaningStep[]): CommandWords =>
  command('clean', file, ...stepsOf(steps), '--out', 'cleaned.csv')

/** Files laid on one clock and written as one. */
export const alignWords = (
  [first, ...others]: readonly string[],
  { stepMs, how, rows }: Alignment,
  out: string,
): CommandWords =>
  command(
    'clean',
    first,
    ...others.flatMap((file) => ['--with', file]),
    ...['--align', durationText(stepMs), '--how', how, '--rows', rows, '--out', out],
  )

/** A file, or a dataset of a project. */
export const describeWords = (of: { file: string } | { project: string; dataset: string | null }): CommandWords =>
  'file' in of ? command('describe', of.file) : command('describe', of.project, ...option('--dataset', of.dataset))

export interface ExploreAsked {
  project: string
  dataset: string | null
  pane: ExploreKind
  /** `key=value` each. */
  settings: readonly string[]
  /** null = all. */
  channels: readonly string[] | null
  /** null = the whole dataset. */
  range: TimeRange | null
  /** The label set that counts. */
  labels: string | null
}

/** One question of the pane Explore. */
export const exploreWords = ({
  project,
  dataset,
  pane,
  settings,
  channels,
  range,
  labels,
}: ExploreAsked): CommandWords =>
  command(
    ...['explore', project, ...option('--dataset', dataset), '--pane', pane],
    ...(channels ?? []).flatMap((channel) => ['--channel', channel]),
    ...(range ? ['--from', time(range.start), '--to', time(range.end)] : []),
    ...option('--labels', labels),
    ...settings.flatMap((setting) => ['--set', setting]),
  )

export interface TrainAsked {
  file: string
  detector: string
  params: ParamValues
  /** The channels of the dataset that are left out. */
  leftOut: readonly string[]
  /** Before the detector, in this order. */
  cleaning: readonly CleaningStep[]
  /** After these, as suggested. */
  steps: readonly CleaningStep[]
  decompose: { how: string; period: string } | null
  /** Empty = all rows. */
  ranges: readonly TimeRange[]
  /** The first row of the dataset. */
  start: number
  excludesLabels: boolean
  threshold: { rule: string; params: ParamValues } | null
  /** Detections no further apart are one. */
  joinMs: number
  holdOut: HoldOut
  seed: number
  startsFrom: boolean
  learns: 'normal' | 'labels' | 'nothing'
}

/** Trains on a file and scores all of it. */
export function trainWords(asked: TrainAsked): CommandWords {
  const { file, ranges, start, holdOut, threshold } = asked
  if (asked.startsFrom) return { problem: 'It starts from a run of this project: name its project with --start-from.' }
  if (asked.excludesLabels)
    return { problem: 'It leaves out the rows of labels, which lie in the project and not in the file.' }
  if (asked.learns === 'labels')
    return { problem: 'It learns from the labels of the project: export them first, and name them with --labels.' }
  if (ranges.length > 1 || (ranges.length === 1 && ranges[0].start > start))
    return { problem: 'It trains on ranges that do not begin at the first row, for which there is no option.' }
  const kept = heldOut(holdOut)
  if ('problem' in kept) return kept
  const until = ranges.length === 1 ? ranges[0].end : null
  if (until !== null && holdOut.kind !== 'nothing')
    return { problem: 'It trains on a range and holds rows back: on the command line it is one or the other.' }
  return command(
    'detect',
    file,
    // Named twice, the rows that it was trained on are scored as well.
    ...(until === null ? [] : [file, '--train-until', time(until)]),
    '--detector',
    asked.detector,
    ...params(asked.params).flatMap((pair) => ['--set', pair]),
    ...stepsOf([...asked.cleaning, ...asked.steps]),
    // Only now: a step may have looked at them.
    ...(asked.leftOut.length > 0
      ? ['--step', stepText({ step: 'drop', on: true, channels: [...asked.leftOut], params: {} })]
      : []),
    ...(asked.decompose ? ['--decompose', `${asked.decompose.how}:${asked.decompose.period}`] : []),
    ...(threshold ? ['--threshold', thresholdText(threshold)] : []),
    ...(threshold && asked.joinMs > 0 ? ['--join', String(asked.joinMs / 1000)] : []),
    ...kept,
    '--seed',
    String(asked.seed),
    '--out',
    'scores.csv',
  )
}

function heldOut(holdOut: HoldOut): string[] | { problem: string } {
  if (holdOut.kind === 'nothing') return []
  if (holdOut.kind === 'from')
    return { problem: 'It holds back the rows from a time on: on the command line it is a share.' }
  if (holdOut.kind === 'blocks' && holdOut.agree) return { problem: 'Blocks that agree have no option of their own.' }
  const kept =
    holdOut.kind === 'last' ? ['--hold-out', String(holdOut.share)] : ['--cross-validate', String(holdOut.blocks)]
  return [...kept, ...option('--purge', holdOut.purge)]
}

export const compareWords = (
  file: string,
  asked: { seed: number; cleaning: readonly CleaningStep[]; labels: boolean },
): CommandWords =>
  command(
    'compare',
    file,
    ...(asked.labels ? [] : ['--no-labels']),
    ...stepsOf(asked.cleaning),
    '--seed',
    String(asked.seed),
  )

/** recipe — the name of one that the file is read by. */
export const importWords = (files: readonly string[], project: string, recipe: string | null): CommandWords =>
  command('import', ...files, ...option('--project', project), ...option('--recipe', recipe))

export const reportWords = (project: string, run: number, labels: string | null): CommandWords =>
  command(
    'report',
    project,
    '--run',
    String(run),
    ...(labels === null ? ['--no-labels'] : ['--labels', labels]),
    '--out',
    'report.html',
  )

export const exportModelWords = (project: string, run: number): CommandWords =>
  command('export-model', `${project}:${run}`, '--out', 'model')

/** Rows come from standard input. */
export const scoreWords = (project: string, run: number): CommandWords =>
  command('score', '--model', `${project}:${run}`)

/** Begins a federation. */
export function federateInitWords(of: {
  detector: string
  params: ParamValues
  channels: readonly { name: string; unit: string | null }[]
  settings: MergeSettings
}): CommandWords {
  const { proximal, clip, noise, delta, sites, sample } = of.settings
  const { epochs, ...others } = of.params
  const bad = of.channels.find(({ name }) => name.includes(','))
  if (bad) return { problem: `The command lists channels with commas between them, and "${bad.name}" holds one.` }
  const channels = of.channels.map(({ name, unit }) => (unit === null ? name : `${name} [${unit}]`)).join(',')
  return command(
    ...['federate', 'init', '--channels', channels, '--detector', of.detector, '--epochs', String(epochs ?? 1)],
    ...params(others).flatMap((one) => ['--set', one]),
    ...option('--prox', proximal || null),
    ...option('--clip', clip || null),
    ...(noise > 0
      ? ['--noise', String(noise), '--sites', String(sites), '--sample', String(sample), '--delta', String(delta)]
      : []),
    ...['--out', '0.federation'],
  )
}

/** A site's part, on the file that its rows came from: sums or weights, or the common model. */
export const federateSiteWords = (
  step: 'train' | 'apply',
  { federation, file, site, rows, out }: { federation: string; file: string; site: string; rows: number; out: string },
): CommandWords =>
  command(
    ...['federate', step, federation, file, ...(step === 'train' ? ['--site', site] : [])],
    ...['--train-rows', String(rows), '--out', out],
  )

export const federateMergeWords = (federation: string, updates: readonly string[], out: string): CommandWords =>
  command('federate', 'merge', federation, ...updates, '--out', out)

export const driftWords = (of: OfRun): CommandWords => command('drift', ...ofRun(of))

export const backtestWords = (of: OfRun, everyDays: number, learns: 'recent' | 'all'): CommandWords =>
  command('backtest', ...ofRun(of), '--every', String(everyDays), '--learn', learns)

/** normal — the range that the threshold is calibrated on; null = back to the scores of training. */
export function calibrateWords(of: OfRun, normal: readonly TimeRange[]): CommandWords {
  if (normal.length > 1) return { problem: 'The threshold is calibrated on several ranges: the command takes one.' }
  const [range] = normal
  return command(
    'calibrate',
    ...ofRun(of),
    ...(range ? ['--from', time(range.start), '--to', time(range.end)] : ['--back']),
  )
}

export const watchWords = (project: string): CommandWords => command('watch', project)

export const retrainWords = (of: OfRun, window: number | 'all' | null, how: HowTrained = 'cold'): CommandWords =>
  command('retrain', ...ofRun(of), ...option('--window', window), ...(how === 'cold' ? [] : ['--how', how]))

export const promoteWords = (of: OfRun): CommandWords => command('promote', ...ofRun(of))
