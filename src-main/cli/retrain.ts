import type { AddCommand } from './command.ts'
import type { RetrainOptions } from './retrain/run.ts'

export const retrainCommand: AddCommand = (program) => {
  program
    .command('retrain')
    .description('Train a challenger on recent normal data and judge it against the run in force.')
    .argument('<project>', 'the project file')
    .option('--dataset <name>', 'the dataset; its only one otherwise')
    .option('--run <number|name>', 'the run to challenge; the one under watch, else the newest of the dataset')
    .option(
      '--window <days|all>',
      'learn from so many days, or from all; from as many of the latest normal rows as the run did otherwise',
    )
    .option(
      '--how <how>',
      'cold, from nothing, as otherwise; warm, going on from the model in force; adaptive, as if it had learnt on step by step',
    )
    .option('--json', 'print one JSON object')
    .action(async (project: string, options: RetrainOptions) => {
      const { retrain } = await import('./retrain/run.ts')
      await retrain(project, options)
    })
}
