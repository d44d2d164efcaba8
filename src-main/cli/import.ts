import { existsSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type { App } from '../app/create-app.ts'
import { badInput, StudioError } from '../shared/errors.ts'
import type { AddCommand } from './command.ts'
import { ask, jobEnd, quietApp } from './quiet-app.ts'

export const importCommand: AddCommand = (program) => {
  program
    .command('import')
    .description('Import files into a project file, with the settings that are guessed from each.')
    .argument(
      '<file...>',
      'time series: CSV, TSV, semicolons, blanks, gzip of these, Parquet; also with one row per value, as historians export',
    )
    .requiredOption('--project <file>', 'the project file; made if it is not there')
    .action(async (files: string[], options: { project: string }) => {
      const missing = files.find((file) => !existsSync(file))
      if (missing !== undefined) throw badInput(`There is no file "${missing}".`)
      const app = await quietApp()
      try {
        await openOrCreate(app, options.project)
        for (const file of files) await importFile(app, file)
      } finally {
        await app.close()
      }
    })
}

async function openOrCreate(app: App, project: string): Promise<void> {
  const path = extname(project) === '.anomaly' ? project : `${project}.anomaly`
  const { token } = app.admit(path)
  const state = existsSync(path)
    ? await ask(app, 'project.open', { file: token })
    : await ask(app, 'project.create', { file: token, name: basename(project, '.anomaly') })
  if (state.readOnly) throw new StudioError('read-only', state.readOnlyReason ?? 'The project is open read-only.')
}

async function importFile(app: App, file: string): Promise<void> {
  const { token, name } = app.admit(file)
  const { recipe, problems } = await ask(app, 'import.preview', { file: token, changed: null })
  const refused = problems.find((problem) => problem.severity === 'error')
  if (refused) throw badInput(`${name}: ${refused.message}`)
  const { job } = await ask(app, 'import.start', { file: token, name: datasetName(name), recipe })
  const ended = await jobEnd(app, job)
  if (ended.status !== 'done') throw badInput(`${name}: ${ended.message ?? `The import was ${ended.status}.`}`)
  const dataset = (await ask(app, 'datasets.list', {})).find((one) => one.id === ended.dataset)
  if (!dataset) throw new StudioError('internal', `${name} was imported and cannot be found.`)
  const count = (n: number, what: string) => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`
  console.log(
    `${name}: ${count(dataset.rows, 'row')}, ${count(dataset.channels.length, 'channel')}, ${count(dataset.labelCount, 'label')}`,
  )
  for (const problem of dataset.report?.problems ?? []) console.log(`  ${problem.message}`)
}

const datasetName = (name: string) => name.replace(/(\.(csv|tsv|txt|dat|parquet|gz))+$/i, '') || name
