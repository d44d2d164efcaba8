import { collect, type AddCommand } from './command.ts'
import type { WatchOptions } from './watch/run.ts'

export const watchCommand: AddCommand = (program) => {
  program
    .command('watch')
    .description('Read what comes to folders and files, score it, and raise alarms; without a window.')
    .argument('<project>', 'the project file')
    .option('--source <path>', 'a folder, a pattern in one ("logs/*.csv") or a file that grows; kept in the project')
    .option('--dataset <name>', 'the dataset that it belongs to; its only one otherwise')
    .option('--run <number|name>', 'the run whose model scores; the newest of the dataset otherwise')
    .option('--column <old=new>', 'a column that has another name by now; may be given several times', collect, [])
    .option('--on-delay <seconds>', 'above the threshold for so long before it is an alarm')
    .option('--off-delay <seconds>', 'below it for so long before the alarm has ended: what comes back is the same')
    .option('--deadband <share>', 'an alarm lasts while the score is above this share of the threshold; 0.9 otherwise')
    .option(
      '--retrain-after <n>',
      'train a challenger by itself after so many confirmed and rejected alarms; 0 never, as otherwise',
    )
    .option('--once', 'read what is there and end: for schedulers')
    .option('--every <seconds>', 'look so often; 2 otherwise')
    .option(
      '--on-alarm <file|command>',
      'a file that gets one JSON line per alarm, or a program that gets it as its input',
    )
    .option('--most-per-hour <n>', 'hand on no more alarms than this in an hour; 60 otherwise')
    .option('--remove', 'with --source: watch it no more')
    .option('--list', 'say what is watched, and end')
    .option('--json', 'print one JSON object per look')
    .action(async (project: string, options: WatchOptions) => {
      const { watchProject } = await import('./watch/run.ts')
      await watchProject(project, options)
    })
}
