import { badInput, StudioError } from '../../shared/errors.ts'
import type { Run } from '../../shared/project.ts'
import { calibratedAt } from '../../shared/runs/calibrated-at.ts'
import { timeFrom } from '../detect/split.ts'
import { runsNamed } from '../drift/runs-named.ts'
import { ask, projectPath, quietApp } from '../quiet-app.ts'

export interface CalibrateOptions {
  dataset?: string
  run?: string
  from?: string
  to?: string
  back?: boolean
  json?: boolean
}

/** Judges a run anew on the scores of another range, by its rule where that looks at scores, and prints what was before and what is after. */
export async function calibrate(project: string, options: CalibrateOptions): Promise<void> {
  const { from, to, back = false } = options
  if (!back && from === undefined && to === undefined)
    throw badInput('Say which rows are normal, with --from and --to, or --back for the scores of training.')
  const path = projectPath(project)
  const app = await quietApp()
  try {
    const state = await ask(app, 'project.open', { file: app.admit(path).token })
    if (state.readOnly) throw new StudioError('read-only', state.readOnlyReason ?? 'The project is open read-only.')
    const named = await runsNamed(app, options)
    if (named.length > 1)
      throw badInput(`Say with --dataset which one: ${named.map(({ dataset }) => dataset.name).join(', ')}.`)
    const [{ dataset, run }] = named
    const range = {
      start: from === undefined ? dataset.start : timeFrom(from, dataset.zone),
      end: to === undefined ? dataset.end : timeFrom(to, dataset.zone),
    }
    if (range.end <= range.start) throw badInput('The range of normal rows ends before it begins.')
    const [set] = await ask(app, 'labels.sets', { dataset: dataset.id })
    const { thresholds } = await ask(app, 'detectors.list', {})
    const looksAtScores = !thresholds.find(({ id }) => id === run.threshold.rule)?.uncalibrated
    const after = await ask(app, 'runs.judge', {
      run: run.id,
      threshold: calibratedAt(run.threshold, back ? [] : [range], looksAtScores),
      labelSet: set?.id ?? null,
    })
    const told = {
      dataset: dataset.name,
      run: run.name,
      rule: after.threshold.rule,
      normal: back ? null : { from: iso(range.start), to: iso(range.end) },
      before: facts(run),
      after: facts(after),
    }
    if (options.json) return console.log(JSON.stringify(told, null, 2))
    const instead = told.rule === run.threshold.rule ? '' : `, in place of ${run.threshold.rule}`
    console.log(`${told.dataset}, run "${told.run}", rule ${told.rule}${instead}`)
    console.log(`  before: threshold ${figure(told.before.threshold)}, ${told.before.detections} detections`)
    const how = told.normal
      ? `calibrated on ${told.normal.from} to ${told.normal.to}`
      : told.after.calibratedOn === null
        ? 'as it was given'
        : 'calibrated on the scores of training'
    console.log(`  after:  threshold ${figure(told.after.threshold)}, ${told.after.detections} detections, ${how}`)
  } finally {
    await app.close()
  }
}

const facts = ({ thresholdValue, detections, threshold }: Run) => ({
  threshold: thresholdValue,
  detections,
  calibratedOn: threshold.basis?.of ?? null,
  scores: threshold.basis?.scores ?? null,
})
const figure = (value: number | null) => (value === null ? 'none' : String(Number(value.toPrecision(4))))
const iso = (time: number) => new Date(time).toISOString()
