import { basename } from 'node:path'
import { rankDetectors, quickChoice } from '../../analysis/ranking/rank-detectors.ts'
import type { AnyDetector } from '../../analysis/detectors/detector.ts'
import { detectorById } from '../../analysis/detectors/index.ts'
import { quietJob } from '../../analysis/job.ts'
import type { CleaningStep } from '../../shared/data/cleaning.ts'
import { stepText } from '../../shared/data/cleaning-text.ts'
import { badInput } from '../../shared/errors.ts'
import type { DetectorRanking, RankedDetector } from '../../shared/runs/ranking.ts'
import { labelsOf, labelSource } from '../detect/labels.ts'
import { checkFile } from '../check-file.ts'
import { cleanedFile } from '../cleaned-file.ts'
import { stepsFrom, type TypedStep } from '../cleaning-options.ts'
import { engineFrom, wholeNumber } from '../detect/options.ts'
import type { DetectPlan } from '../detect/plan.ts'
import { readFile } from '../detect/read.ts'
import { watchProgress } from '../progress.ts'

/** As typed. labels — false with --no-labels. */
export interface CompareOptions {
  detectors?: string
  labels: string | boolean
  seed: string
  engine?: string
  json?: boolean
}

export interface ComparePlan {
  files: string[]
  detectors: readonly AnyDetector[]
  /** A column or a file; null = the files' own; false = none. */
  labels: string | null | false
  seed: number
  engine: DetectPlan['engine']
  /** Steps that each file goes through first. */
  cleaning: CleaningStep[]
}

/** Mean place over the files in which a detector could be judged. */
export interface OverallRow {
  detector: string
  meanRank: number
  meanAucPr: number
  meanVusPr: number
  files: number
}

export interface CompareResult {
  seed: number
  /** Left out where there are none. */
  cleaning?: CleaningStep[]
  files: ({ file: string } & DetectorRanking)[]
  overall: OverallRow[]
  notes: string[]
}

/** Throws bad-input before a file is read. */
export function parseCompare(files: string[], options: CompareOptions, typed: readonly TypedStep[] = []): ComparePlan {
  files.forEach(checkFile)
  const detectors =
    options.detectors === undefined ? quickChoice() : options.detectors.split(',').map((id) => detectorById(id.trim()))
  return {
    files,
    detectors,
    labels: options.labels === false ? false : typeof options.labels === 'string' ? options.labels : null,
    seed: wholeNumber('--seed', options.seed, 0, 2 ** 31),
    engine: engineFrom(options.engine),
    cleaning: stepsFrom(typed),
  }
}

export async function runCompare(plan: ComparePlan): Promise<CompareResult> {
  const progress = watchProgress()
  const job = quietJob({ seed: plan.seed, onProgress: progress.report })
  const found: CompareResult['files'] = []
  const notes: string[] = []
  try {
    if (plan.detectors.some((d) => d.family === 'deep' || d.family === 'supervised')) {
      const { startTensorFlow } = await import('../../analysis/tensorflow.ts')
      await startTensorFlow(plan.engine)
    }
    for (const path of plan.files) {
      const source = await labelSource(plan.labels || null, path, job)
      const file = cleanedFile(path, await readFile(path, source, job), plan.cleaning)
      const { flags, problems } =
        plan.labels === false ? { flags: null, problems: [] } : await labelsOf(source, file, path)
      notes.push(...problems)
      found.push({ file: basename(path), ...(await rankDetectors(plan.detectors, file.series, flags, job)) })
    }
  } finally {
    progress.end()
  }
  const overall = overallOf(found.map((one) => one.rows))
  if (overall.length === 0)
    throw badInput(
      `No detector could be judged: ${found[0].rows.find((row) => row.problem)?.problem ?? 'there is nothing to judge by.'}`,
    )
  const { seed, cleaning } = plan
  return { seed, ...(cleaning.length > 0 && { cleaning }), files: found, overall, notes }
}

/** Best mean rank first. */
function overallOf(files: RankedDetector[][]): OverallRow[] {
  const ids = [...new Set(files.flat().map((row) => row.detector))]
  const rows = ids.flatMap((detector): OverallRow[] => {
    const judged = files.flat().filter((row) => row.detector === detector && row.rank !== null)
    const mean = (pick: (row: RankedDetector) => number) =>
      judged.reduce((sum, row) => sum + pick(row), 0) / judged.length
    return judged.length === 0
      ? []
      : [
          {
            detector,
            meanRank: mean((r) => r.rank!),
            meanAucPr: mean((r) => r.aucPr ?? 0),
            meanVusPr: mean((r) => r.vusPr ?? 0),
            files: judged.length,
          },
        ]
  })
  return rows.sort((a, b) => a.meanRank - b.meanRank)
}

export function comparisonsInWords({ files, overall, cleaning = [] }: CompareResult): string {
  const blocks = files.map(({ file, rows, notes, by }) =>
    [
      `${file}, ranked by ${by}`,
      ...rows.map((row) =>
        row.rank === null
          ? `   –  ${row.detector.padEnd(24)} ${row.problem}`
          : `  ${String(row.rank).padStart(2)}  ${row.detector.padEnd(24)} AUC-PR ${share(row.aucPr)}  VUS-PR ${share(row.vusPr)}${row.agreement === null ? '' : `  agreement ${share(row.agreement)}`}  ${(row.seconds.train + row.seconds.score).toFixed(1)} s`,
      ),
      ...notes.map((note) => `  ${note}`),
    ].join('\n'),
  )
  const whole =
    files.length < 2
      ? []
      : [
          [
            `Over ${files.length} files, by mean rank`,
            ...overall.map(
              (row) =>
                `  ${row.meanRank.toFixed(1).padStart(4)}  ${row.detector.padEnd(24)} AUC-PR ${share(row.meanAucPr)}  VUS-PR ${share(row.meanVusPr)}${row.files < files.length ? `  (${row.files} files)` : ''}`,
            ),
          ].join('\n'),
        ]
  const first = cleaning.length > 0 ? [`After cleaning: ${cleaning.map(stepText).join('; ')}`] : []
  return [...first, ...blocks, ...whole].join('\n\n')
}

const share = (value: number | null) => (value === null ? '   – ' : value.toFixed(3))
