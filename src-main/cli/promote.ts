import type { AddCommand } from './command.ts'
import type { PromoteOptions } from './promote/run.ts'

export const promoteCommand: AddCommand = (program) => {
  program
    .command('promote')
    .description('Put a challenger in force, keep the run that is, or go back; and what was in force when.')
    .argument('<project>', 'the project file')
    .option('--dataset <name>', 'the dataset; the only one under watch otherwise')
    .option('--run <number|name>', 'the run that scores what comes from now on; any run of the dataset')
    .option('--keep', 'with --run or alone: the run in force stays, and the challenger waits no more')
    .option('--back', 'the run that was in force before')
    .option('--list', 'say what was in force when, and which challengers wait')
    .option('--json', 'print one JSON object')
    .action(async (project: string, options: PromoteOptions) => {
      const { promote } = await import('./promote/run.ts')
      await promote(project, options)
    })
}
