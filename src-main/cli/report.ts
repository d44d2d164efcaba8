import type { AddCommand } from './command.ts'
import { forceHelp } from './output.ts'
import type { ReportOptions } from './report/run.ts'

export const reportCommand: AddCommand = (program) => {
  program
    .command('report')
    .description('Write the report of a run of a project as one HTML file that opens anywhere, offline.')
    .argument(
      '<run>',
      'a project file for its newest run (plant.anomaly), or a run of it by number or name (plant.anomaly#3, "plant.anomaly#Night watch")',
    )
    .requiredOption('--out <file>', 'the HTML file to write')
    .option('--force', forceHelp)
    .option('--run <number|name>', 'the run, where it is not named after #')
    .option('--labels <name>', 'the label set to hold it against; the first of the dataset otherwise')
    .option('--no-labels', 'hold it against none')
    .option('--json', 'print what was written as JSON')
    .action(async (run: string, options: ReportOptions) => {
      const { parseReport, runReport } = await import('./report/run.ts')
      const written = await runReport(parseReport(run, options))
      console.log(
        options.json
          ? JSON.stringify(written, null, 2)
          : `Report of "${written.run}" on "${written.dataset}": ${written.file}, ${(written.bytes / 1e6).toFixed(2)} MB`,
      )
    })
}
