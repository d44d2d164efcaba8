import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { App } from '../../app/create-app.ts'
import type { Output } from '../../files/output.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import type { Dataset, Run } from '../../shared/project.ts'
import { outputFrom } from '../output.ts'
import { watchProgress } from '../progress.ts'
import { ask, jobEnd, projectPath, quietApp } from '../quiet-app.ts'

/** As typed. labels — false with --no-labels. */
export interface ReportOptions {
  out: string
  force?: boolean
  run?: string
  labels: string | boolean
  json?: boolean
}

export interface ReportPlan {
  project: string
  /** Number or name; null = the newest. */
  run: string | null
  /** Name of a set; null = the dataset's first; false = none. */
  labels: string | null | false
  out: Output
}

export interface WrittenReport {
  project: string
  dataset: string
  run: string
  number: number
  labels: string | null
  file: string
  bytes: number
}

/** Throws bad-input where there is no such project file, or the run is named twice. */
export function parseReport(run: string, options: ReportOptions): ReportPlan {
  // A project may have a # in its name; a run's name cannot hold ".anomaly#".
  const named = /^(.*?\.anomaly)#(.+)$/i.exec(run) ?? /^(?!.*\.anomaly$)(.*)#(.+)$/i.exec(run)
  const [project, after] = named ? [named[1], named[2]] : [run, null]
  if (after !== null && options.run !== undefined && after !== options.run)
    throw badInput(`The run is named twice: "${after}" and "${options.run}".`)
  if (/\.pdf$/i.test(options.out))
    throw badInput('The command line writes HTML: open it in a browser and print it to PDF there.')
  return {
    project: projectPath(project),
    run: after ?? options.run ?? null,
    labels: options.labels === false ? false : typeof options.labels === 'string' ? options.labels : null,
    out: outputFrom(resolve(options.out), options.force, [projectPath(project)]),
  }
}

export async function runReport(plan: ReportPlan): Promise<WrittenReport> {
  const app = await quietApp()
  const progress = watchProgress()
  try {
    await ask(app, 'project.open', { file: app.admit(plan.project).token })
    const { run, dataset } = await chosenRun(app, plan)
    const labels = await chosenSet(app, dataset, plan.labels)
    const { job } = await ask(app, 'report.start', {
      run: run.id,
      labelSet: labels?.id ?? null,
      file: app.admitOutput(plan.out.path, plan.out.replace).token,
    })
    const ended = await jobEnd(app, job, ({ phase, done, total, unit }) =>
      progress.report({ phase, done, total, unit }),
    )
    if (ended.status !== 'done') throw new StudioError('bad-input', ended.message ?? `The report was ${ended.status}.`)
    return {
      project: plan.project,
      dataset: dataset.name,
      run: run.name,
      number: run.id,
      labels: labels?.name ?? null,
      file: plan.out.path,
      bytes: statSync(plan.out.path).size,
    }
  } finally {
    progress.end()
    await app.close()
  }
}

async function chosenRun(app: App, { project, run: wanted }: ReportPlan): Promise<{ run: Run; dataset: Dataset }> {
  const datasets = await ask(app, 'datasets.list', {})
  const all = (
    await Promise.all(
      datasets.map(async (dataset) =>
        (await ask(app, 'runs.list', { dataset: dataset.id })).map((run) => ({ run, dataset })),
      ),
    )
  ).flat()
  const ready = all.filter(({ run }) => run.status === 'ready').sort((a, b) => a.run.id - b.run.id)
  if (ready.length === 0) throw badInput(`"${project}" has no run with scores yet.`)
  if (wanted === null) return ready[ready.length - 1]
  const found =
    ready.findLast(({ run }) => String(run.id) === wanted) ??
    ready.findLast(({ run }) => run.name.toLowerCase() === wanted.toLowerCase())
  if (!found)
    throw badInput(
      `"${project}" has no run "${wanted}". Its runs: ${ready
        .slice(-20)
        .map(({ run, dataset }) => `${run.id} (${run.name} on ${dataset.name})`)
        .join(', ')}.`,
    )
  return found
}

async function chosenSet(app: App, dataset: Dataset, wanted: ReportPlan['labels']) {
  if (wanted === false) return null
  const sets = await ask(app, 'labels.sets', { dataset: dataset.id })
  if (wanted === null) return sets[0] ?? null
  const found = sets.find((set) => set.name.toLowerCase() === wanted.toLowerCase())
  if (!found)
    throw badInput(`"${dataset.name}" has no label set "${wanted}". It has: ${sets.map((set) => set.name).join(', ')}.`)
  return found
}
