import { collect, type AddCommand } from './command.ts'
import type { MonitorOptions } from './monitor/run.ts'

export const monitorCommand: AddCommand = (program) => {
  program
    .command('monitor')
    .description('Hold new rows against a rule, a search, a control chart or a run; and what all monitors say.')
    .argument('<project>', 'the project file')
    .option('--dataset <name>', 'the dataset; its only one otherwise')
    .option('--add <name>', 'save a monitor under this name; what it watches is said by one of the next options')
    .option('--below <value>', 'values below it')
    .option('--above <value>', 'values above it')
    .option('--rate <per-second>', 'changes faster than this')
    .option('--flat', 'values that stay the same for --rows rows')
    .option('--missing', 'no value for --rows rows')
    .option('--chart <rules>', 'a control chart: limits, western-electric or nelson')
    .option('--like <from,to>', 'what looks like the rows between two times')
    .option('--run <number|name>', 'the score of a run above its threshold')
    .option('--channel <name>', 'a channel that it looks at, each otherwise; may be given several times', collect, [])
    .option('--rows <n>', 'for so many rows in a row; 1 otherwise, 20 for --flat and --missing')
    .option('--within <value>', 'with --flat: from the lowest to the highest value; 0 otherwise')
    .option('--least <correlation>', 'with --like: from this correlation on it is alike; 0.9 otherwise')
    .option('--severity <severity>', 'low, medium or high; by how far it is overstepped otherwise')
    .option('--on-delay <seconds>', 'met for so long before it is an alarm')
    .option('--off-delay <seconds>', 'not met for so long before the alarm has ended')
    .option('--try', 'with --add: say what it would have raised on the rows that are there, and save nothing')
    .option('--pause <name>', 'look with it no more until --resume')
    .option('--resume <name>', 'look with it again')
    .option('--remove <name>', 'take it away; its alarms stay')
    .option('--json', 'print one JSON object')
    .action(async (project: string, options: MonitorOptions) => {
      const { monitor } = await import('./monitor/run.ts')
      await monitor(project, options)
    })
}
