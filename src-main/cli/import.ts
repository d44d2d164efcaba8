import { basename } from 'node:path'
import { counted } from '../shared/counted.ts'
import { badInput } from '../shared/errors.ts'
import { collect, type AddCommand } from './command.ts'
import { filesNamed } from './import/files.ts'

export const importCommand: AddCommand = (program) => {
  program
    .command('import')
    .description('Import files into a project file, with the settings that are guessed from each.')
    .argument(
      '<file...>',
      'time series: CSV and other text, Excel, Parquet, NumPy, MATLAB, JSON lines, also within ZIP or gzip; a folder or a pattern stands for all in it',
    )
    .option('--project <file>', 'the project file; made if it is not there')
    .option('--set <key=value>', 'a setting that the guess has wrong; may be given several times', collect, [])
    .option('--recipe <name>', 'read by this recipe; without it, one that fits the file is used and named')
    .option('--save-recipe <name>', 'keep how the file was read, for the next of its shape')
    .option('--append <dataset>', 'append the rows to this dataset of the project: what it has stays')
    .option('--as-one', 'make one dataset of all files, in the order of time')
    .option('--preview', 'read the files and say what would be imported; nothing is stored')
    .option('--json', 'with --preview: print one JSON object')
    .option(
      '--at <row>',
      'with --preview --json: print this row too (0-based); may be given several times',
      collect,
      [],
    )
    .action(async (given: string[], options: ImportOptions) => {
      const files = filesNamed(given)
      if (options.preview) return showPreview(files, options)
      if (options.project === undefined)
        throw badInput('Name the project file with --project, or look only with --preview.')
      const { importFiles } = await import('./import/run.ts')
      await importFiles(files, { ...options, project: options.project })
    })
}

interface ImportOptions {
  project?: string
  set: string[]
  recipe?: string
  saveRecipe?: string
  append?: string
  asOne?: boolean
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
