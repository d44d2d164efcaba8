import { existsSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type { App } from '../app/create-app.ts'
import { badInput, StudioError } from '../shared/errors.ts'
import { collect, type AddCommand } from './command.ts'
import { unique } from './import/problems.ts'
import { ask, jobEnd, quietApp } from './quiet-app.ts'

export const importCommand: AddCommand = (program) => {
  program
    .command('import')
    .description('Import files into a project file, with the settings that are guessed from each.')
    .argument(
      '<file...>',
      'time series: CSV, TSV, semicolons, blanks, gzip of these, Parquet; also with one row per value, as historians export',
    )
    .option('--project <file>', 'the project file; made if it is not there')
    .option('--preview', 'read the files and say what would be imported; nothing is stored')
    .option('--json', 'with --preview: print one JSON object')
    .option(
      '--at <row>',
      'with --preview --json: print this row too (0-based); may be given several times',
      collect,
      [],
    )
    .action(async (files: string[], options: ImportOptions) => {
      const missing = files.find((file) => !existsSync(file))
      if (missing !== undefined) throw badInput(`There is no file "${missing}".`)
      if (options.preview) return showPreview(files, options)
      if (options.project === undefined)
        throw badInput('Name the project file with --project, or look only with --preview.')
      const app = await quietApp()
      try {
        await openOrCreate(app, options.project)
        for (const file of files) await importFile(app, file)
      } finally {
        await app.close()
      }
    })
}

interface ImportOptions {
  project?: string
  preview?: boolean
  json?: boolean
  at: string[]
}

async function showPreview(files: string[], { json, at }: ImportOptions): Promise<void> {
  const { previewObject } = await import('./import/preview.ts')
  const rows = at.map(Number)
  if (rows.some((row) => !Number.isInteger(row) || row < 0))
    throw badInput('--at takes the number of a row, 0 for the first.')
  for (const file of files) {
    const found = await previewObject(file, rows)
    for (const { text } of found.problems) console.error(`${basename(file)}: ${text}`)
    if (json) console.log(JSON.stringify(found))
    else {
      const span =
        found.first === null
          ? 'rows are numbered'
          : `${found.first} to ${found.last}${found.time === 'elapsed' ? ' s' : ''}`
      console.log(
        `${basename(file)}: ${counted(found.rows, 'row')}, ${span}, ${counted(found.channels.length, 'channel')}`,
      )
      for (const { name, unit, missing } of found.channels)
        console.log(`  ${name}${unit ? ` [${unit}]` : ''}${missing ? `, ${counted(missing, 'value')} missing` : ''}`)
    }
  }
}

const counted = (n: number, what: string) => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`

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
  console.log(
    `${name}: ${counted(dataset.rows, 'row')}, ${counted(dataset.channels.length, 'channel')}, ${counted(dataset.labelCount, 'label')}`,
  )
  // What was found is told apart from what was done, and all of it: a warning of the preview too.
  for (const problem of unique([...problems, ...(dataset.report?.problems ?? [])]))
    console.error(`${name}: ${problem.message}`)
}

const datasetName = (name: string) => name.replace(/(\.(csv|tsv|txt|dat|parquet|gz))+$/i, '') || name
