import type { AddCommand } from './command.ts'
import type { CalibrateOptions } from './calibrate/run.ts'

export const calibrateCommand: AddCommand = (program) => {
  program
    .command('calibrate')
    .description("Set a run's threshold anew on another range of normal rows; nothing is trained again.")
    .argument('<project>', 'the project file')
    .option('--dataset <name>', 'the dataset; its only one otherwise')
    .option('--run <number|name>', 'the run; the one under watch, else the newest of the dataset')
    .option(
      '--from <time>',
      "the first normal row (ISO 8601, in the dataset's zone if it names none); the first row otherwise",
    )
    .option('--to <time>', 'the last normal row; the last row otherwise')
    .option('--back', 'calibrate on the scores of training again')
    .option('--json', 'print one JSON object')
    .action(async (project: string, options: CalibrateOptions) => {
      const { calibrate } = await import('./calibrate/run.ts')
      await calibrate(project, options)
    })
}
