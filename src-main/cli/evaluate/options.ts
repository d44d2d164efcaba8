import { parseThreshold } from '../../analysis/thresholds/index.ts'
import type { ThresholdChoice } from '../../analysis/detectors/detector.ts'
import { LONGEST_BUFFER } from '../../analysis/metrics/vus.ts'
import { badInput } from '../../shared/errors.ts'
import { checkFile } from '../check-file.ts'
import { wholeNumber } from '../detect/options.ts'

/** As typed. */
export interface EvaluateOptions {
  labels?: string
  score?: string
  threshold?: string
  vusWindow?: string
  nab?: string
  skab?: string
  json?: boolean
}

/** A rule, as everywhere in the app, takes what lies above its threshold; a number given as such what lies at or above it, as scikit-learn does. */
export interface EvaluateThreshold extends ThresholdChoice {
  inclusive: boolean
}

/** Checked as far as possible before a file is read. */
export type EvaluatePlan =
  | {
      kind: 'scores'
      scores: string
      labels: string
      score: string | null
      threshold: EvaluateThreshold | null
      vusWindow: number | null
    }
  | { kind: 'nab'; manifest: string; threshold: number | 'best' | null }
  | { kind: 'skab'; manifest: string }

/** Throws bad-input with a sentence. */
export function parseEvaluate(scores: string | undefined, options: EvaluateOptions): EvaluatePlan {
  const { nab, skab } = options
  if (nab !== undefined && skab !== undefined) throw badInput('Give --nab or --skab, not both.')
  const manifest = nab ?? skab
  if (manifest === undefined) return scoresPlan(scores, options)
  if (scores !== undefined) throw badInput(`The files of a corpus are named in its manifest: leave out "${scores}".`)
  const alone =
    options.labels !== undefined
      ? '--labels'
      : options.vusWindow !== undefined
        ? '--vus-window'
        : options.score !== undefined
          ? '--score'
          : null
  if (alone) throw badInput(`${alone} is for a single file; in a corpus the manifest says it for each.`)
  checkFile(manifest)
  if (nab !== undefined) return { kind: 'nab', manifest, threshold: nabThreshold(options.threshold) }
  if (options.threshold !== undefined)
    throw badInput(
      'SKAB is scored from predictions, so --threshold has nothing to do here; a "threshold" beside the scores in the manifest makes them.',
    )
  return { kind: 'skab', manifest }
}

function scoresPlan(scores: string | undefined, options: EvaluateOptions): EvaluatePlan {
  if (scores === undefined) throw badInput('Name a CSV file with a "score" column, or a corpus with --nab or --skab.')
  checkFile(scores)
  if (options.labels === undefined)
    throw badInput(
      'There are no labels to measure against: --labels names a 0/1 column of the file, or a file of labels.',
    )
  return {
    kind: 'scores',
    scores,
    labels: options.labels,
    score: options.score ?? null,
    threshold: options.threshold === undefined ? null : thresholdFrom(options.threshold),
    vusWindow: options.vusWindow === undefined ? null : vusWindowFrom(options.vusWindow),
  }
}

function thresholdFrom(text: string): EvaluateThreshold {
  const value = numberIn(text)
  return value === null
    ? { ...parseThreshold(text), inclusive: false }
    : { rule: 'fixed', params: { value }, inclusive: true }
}

function nabThreshold(text: string | undefined): number | 'best' | null {
  if (text === undefined) return null
  const value = numberIn(text)
  if (value === null && text !== 'best')
    throw badInput(`With --nab the threshold is a number, or "best" for the best over the corpus; not "${text}".`)
  return value ?? 'best'
}

const numberIn = (text: string) => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null)

function vusWindowFrom(text: string): number {
  const length = wholeNumber('--vus-window', text, 0, 1e9)
  if (length > LONGEST_BUFFER) throw badInput(`--vus-window may be at most ${LONGEST_BUFFER} points, not ${text}.`)
  return length
}
