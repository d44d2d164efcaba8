import type { AddCommand } from './command.ts'
import type { ScoreOptions } from './score/plan.ts'

export const scoreCommand: AddCommand = (program) => {
  program
    .command('score')
    .description('Score rows from standard input as they come, with a model that was trained before.')
    .requiredOption('--model <folder|project:run>', 'an exported model, or a run of a project (plant.anomaly:3)')
    .option('--key <column>', 'rows of many series in one stream: which column names the series')
    .option('--time <column>', 'the column with the times; "time", "timestamp" or the like, else the first one')
    .option('--format <format>', 'csv or jsonl, for input and output; by the first character otherwise')
    .option(
      '--state <file>',
      'keep in this file how far the stream was scored, and go on from there: rows that were scored are passed over',
    )
    .option('--wait <seconds>', 'after so long without a new row, what can be scored is written', '0.5')
    .option('--cleaned', "the rows have been through the model's cleaning steps already: they are not applied")
    .option('--engine <engine>', 'native or wasm; native where it is there otherwise')
    .option('--serve [port]', 'answer HTTP requests on this machine instead: POST rows to /score, GET /health')
    .action(async (options: ScoreOptions) => {
      const [{ parseScore }, { runScore }] = await Promise.all([import('./score/plan.ts'), import('./score/run.ts')])
      await runScore(parseScore(options))
    })
}
