import type { AddCommand } from './command.ts'
import type { BacktestOptions } from './backtest/run.ts'

export const backtestCommand: AddCommand = (program) => {
  program
    .command('backtest')
    .description('Replay what came after training: would training anew every few days have been better?')
    .argument('<project>', 'the project file')
    .option('--dataset <name>', 'the dataset; its only one otherwise')
    .option('--run <number|name>', 'the run that is in use; the newest of the dataset otherwise')
    .option('--every <days>', 'train anew so often; 7 otherwise')
    .option(
      '--learn <what>',
      'recent: from as many of the latest rows as the run did; all: from all before; recent otherwise',
    )
    .option('--json', 'print one JSON object')
    .action(async (project: string, options: BacktestOptions) => {
      const { showBacktest } = await import('./backtest/run.ts')
      await showBacktest(project, options)
    })
}
