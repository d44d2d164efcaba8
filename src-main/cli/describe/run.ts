import { existsSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { quietJob } from '../../analysis/job.ts'
import { describeQuality } from '../../analysis/quality/describe.ts'
import { withSeriesOnDisk } from '../../formats/importers/sinks/disk-sink.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import type { QualityReport } from '../../shared/data/quality.ts'
import type { ImportReport } from '../../shared/importing/recipe.ts'
import { checkFile } from '../check-file.ts'
import { watchProgress } from '../progress.ts'
import { ask, projectPath, quietApp } from '../quiet-app.ts'

/** As typed. */
export interface DescribeOptions {
  dataset?: string
  json?: boolean
}

export interface Described {
  name: string
  report: QualityReport
  /** What the times are, and the zone that the file stated. */
  time: NonNullable<ImportReport['time']>
  zone: string | null
  /** What the import found, in sentences. */
  notes: string[]
}

/** Every dataset of a project, or the one of a file. Throws bad-input with a sentence. */
export async function runDescribe(path: string, options: DescribeOptions): Promise<Described[]> {
  const progress = watchProgress()
  try {
    if (isProject(path)) return await describeProject(projectPath(path), options.dataset, progress.report)
    if (options.dataset !== undefined) throw badInput('--dataset chooses one of a project; a file is one dataset.')
    checkFile(path)
    return [await describeFile(path, progress.report)]
  } finally {
    progress.end()
  }
}

const isProject = (path: string) =>
  extname(path).toLowerCase() === '.anomaly' || (!existsSync(path) && existsSync(`${path}.anomaly`))

type Report = ReturnType<typeof watchProgress>['report']

async function describeFile(path: string, onProgress: Report): Promise<Described> {
  const job = quietJob({ onProgress })
  try {
    return await withSeriesOnDisk(path, job, async ({ report, ...source }) => {
      if (source.times.length === 0) throw badInput('There are no rows to describe.')
      return {
        name: basename(path),
        report: await describeQuality(source, job),
        time: report.time ?? 'absolute',
        zone: report.zone ?? null,
        notes: report.problems.map((problem) => `${basename(path)}: ${problem.message}`),
      }
    })
  } catch (error) {
    throw error instanceof StudioError && error.code === 'bad-input'
      ? badInput(`${basename(path)}: ${error.message}`, error.detail)
      : error
  }
}

async function describeProject(path: string, name: string | undefined, onProgress: Report): Promise<Described[]> {
  const app = await quietApp()
  try {
    app.on((event, payload) => {
      if (event === 'explore.progress' && payload) onProgress(payload as Parameters<Report>[0])
    })
    await ask(app, 'project.open', { file: app.admit(path).token })
    const all = (await ask(app, 'datasets.list', {})).filter((dataset) => dataset.status === 'ready')
    if (all.length === 0) throw badInput(`"${path}" has no dataset yet.`)
    const chosen = name === undefined ? all : all.filter((dataset) => dataset.name === name)
    if (chosen.length === 0)
      throw badInput(`There is no dataset "${name}". There are: ${all.map((dataset) => dataset.name).join(', ')}.`)
    const described: Described[] = []
    for (const dataset of chosen)
      described.push({
        name: dataset.name,
        report: await ask(app, 'explore.quality', { dataset: dataset.id }),
        time: dataset.report?.time ?? 'absolute',
        zone: dataset.report?.zone ?? null,
        notes: [],
      })
    return described
  } finally {
    await app.close()
  }
}
