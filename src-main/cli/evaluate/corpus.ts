import { quietJob } from '../../analysis/job.ts'
import type { Corpus } from './report.ts'
import { nabMeasures, runNab } from './nab.ts'
import type { EvaluatePlan } from './options.ts'
import { runSkab, skabMeasures } from './skab.ts'
import { watchProgress } from '../progress.ts'

/** Scores the files of a manifest as one. Throws bad-input with a sentence. */
export async function runCorpus(plan: Exclude<EvaluatePlan, { kind: 'scores' }>): Promise<Corpus> {
  const progress = watchProgress()
  const job = quietJob({ onProgress: progress.report })
  try {
    return plan.kind === 'nab'
      ? await nabCorpus(plan.manifest, plan.threshold, job)
      : await skabCorpus(plan.manifest, job)
  } finally {
    progress.end()
  }
}

async function nabCorpus(
  manifest: string,
  threshold: number | 'best' | null,
  job: ReturnType<typeof quietJob>,
): Promise<Corpus> {
  const result = await runNab(manifest, threshold, job)
  const { files, profiles, notes } = result
  const windows = files.reduce((sum, file) => sum + file.windows, 0)
  return {
    files,
    notes,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    assessed: files.reduce((sum, file) => sum + file.assessed, 0),
    threshold: profiles[0].threshold,
    values: nabMeasures(result),
    about: [`${windows.toLocaleString('en')} windows; a row is a detection if its score is at or above the threshold`],
    more: { windows, profiles: Object.fromEntries(profiles.map(({ profile, ...rest }) => [profile, rest])) },
  }
}

async function skabCorpus(manifest: string, job: ReturnType<typeof quietJob>): Promise<Corpus> {
  const result = await runSkab(manifest, job)
  const { files, outliers, notes } = result
  const { tp, fp, tn, fn } = outliers
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  return {
    files,
    notes,
    rows,
    assessed: rows,
    threshold: null,
    values: skabMeasures(result),
    about: [
      `${tp.toLocaleString('en')} labelled rows detected, ${fn.toLocaleString('en')} missed; ${fp.toLocaleString('en')} normal rows detected, ${tn.toLocaleString('en')} rightly quiet`,
    ],
    more: { confusion: { tp, fp, tn, fn }, changePoints: result.changePoints },
  }
}
