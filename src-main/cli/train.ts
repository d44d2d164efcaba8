import { collect, type AddCommand } from './command.ts'
import type { TrainOptions } from './train/plan.ts'

export const trainCommand: AddCommand = (program) => {
  program
    .command('train')
    .description(
      'Train models of many sites: one for each, one for all, and that one tuned for each; say which is worth it.',
    )
    .requiredOption('--sites <folder|file>', 'the data of all sites')
    .option(
      '--by <what>',
      '"file": each file of the folder is a site; else the column that names the site of a row',
      'file',
    )
    .option('--detector <id>', 'see "anomaly-studio detectors"', 'conv-autoencoder')
    .option('--set <key=value>', 'a parameter of the detector; may be given several times', collect, [])
    .option('--train-share <share>', 'the first part of each site trains (0.4 or 40%), the rest is judged', '0.5')
    .option('--train-rows <n>', 'the same in rows')
    .option('--labels <column>', 'a 0/1 column that marks anomalies; chosen from the data otherwise')
    .option('--leave-one-out', 'also a model of all other sites for each: what a new site would get')
    .option('--seed <n>', 'every random number comes from it', '1')
    .option('--engine <engine>', 'native or wasm; native where it is there otherwise')
    .option('--out <folder>', 'write the best model of each site as a folder in this one, for "score"')
    .option('--json', 'print the result as JSON')
    .action(async (options: TrainOptions) => {
      const [{ parseTrain }, { runTrain }, { sitesJson, sitesInWords }] = await Promise.all([
        import('./train/plan.ts'),
        import('./train/run.ts'),
        import('./train/report.ts'),
      ])
      const results = await runTrain(parseTrain(options))
      console.log(options.json ? JSON.stringify(sitesJson(results), null, 2) : sitesInWords(results))
    })
}
