import type { AddCommand } from './command.ts'
import type { DescribeOptions } from './describe/run.ts'

export const describeCommand: AddCommand = (program) => {
  program
    .command('describe')
    .description(
      'What is in a file or a project, and how far it can be trusted: statistics, a grade per channel, findings.',
    )
    .argument('<file>', 'a file that can be imported, or a project (.anomaly)')
    .option('--dataset <name>', 'of a project: this dataset alone; every dataset otherwise')
    .option('--json', 'print one JSON object; of a project with several datasets {datasets: [...]}, each with its name')
    .addHelpText(
      'after',
      `
Statistics are exact and of the values that are there: std with n − 1, percentiles linear between neighbours.
Times are ISO 8601, with Z only where the file states a zone; elapsed times are seconds, rows without a time are numbered from 0.
Of one kind of finding a channel tells its 100 worst places; its reasons count all.`,
    )
    .action(async (file: string, options: DescribeOptions) => {
      const { runDescribe } = await import('./describe/run.ts')
      const { descriptionInWords, descriptionJson } = await import('./describe/print.ts')
      const described = await runDescribe(file, options)
      for (const note of described.flatMap(({ notes }) => notes)) console.error(note)
      console.log(
        options.json
          ? JSON.stringify(descriptionJson(described), null, 2)
          : described.map(descriptionInWords).join('\n\n'),
      )
    })
}
