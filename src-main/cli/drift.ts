import type { AddCommand } from './command.ts'

export const driftCommand: AddCommand = (program) => {
  program
    .command('drift')
    .description('Hold what came after training against what a model was trained on, and say what to do.')
    .argument('<project>', 'the project file')
    .option('--dataset <name>', 'only this dataset; otherwise every one that has a run')
    .option('--run <number|name>', 'the run whose training counts; otherwise the one under watch, else the newest')
    .option(
      '--details',
      'also what each number rests on: values, intervals, ranges, bias of the model, changes of level',
    )
    .option('--json', 'print one JSON object')
    .action(async (project: string, options: { dataset?: string; run?: string; json?: boolean }) => {
      const { showDrift } = await import('./drift/run.ts')
      await showDrift(project, options)
    })
}
