import { addCleaningOptions, type TypedStep } from './cleaning-options.ts'
import type { AddCommand } from './command.ts'
import { collect } from './command.ts'
import { forceHelp } from './output.ts'
import type { DetectOptions } from './detect/plan.ts'

export const detectCommand: AddCommand = (program) => {
  const typed: TypedStep[] = []
  const command = program
    .command('detect')
    .description('Train a detector on one file and score another, or the rest of the same.')
    .argument('<train>', 'file to train on')
    .argument('[score]', 'file to score; without it the first one is scored')
    .option('--detector <id>', 'see "anomaly-studio detectors"; otherwise what suits the data, with the reasons')
    .option(
      '--set <key=value>',
      'a parameter of the detector (of an ensemble: detector.key=value); may be given several times',
      collect,
      [],
    )
    .option('--model <file>', 'with --detector onnx: a model that was made elsewhere')
    .option('--preset <name>', "a preset of the detector: its source's settings")
    .option(
      '--normal <what>',
      'without a detector: beginning, everything, unknown, or FROM..TO; chosen from the data otherwise',
    )
    .option('--ensemble <ids>', 'several detectors as one, e.g. pca,sub-pca,isolation-forest')
    .option('--standardise <how>', 'ensemble: z, rank or unify; z otherwise')
    .option(
      '--combine <how>',
      'ensemble: mean, max, all or any (the last two by votes of the thresholds); mean otherwise',
    )
    .option('--weights <list>', 'ensemble: weighted mean, one weight per detector')
    .option('--votes <k>', 'ensemble: at least k thresholds must be exceeded')
    .option('--adaptive', 'go on learning from what is normal while scoring; reports drift')
    .option('--update-every <n>', 'adaptive: new normal points after which the model is updated')
    .option('--keep <n>', 'adaptive: an update learns from the last n normal points')
    .option('--score-batch <n>', 'adaptive: points scored at a time')
    .option('--accept-after <n>', 'adaptive: so many anomalous points in a row are a new normal; 0 or nothing = never')
    .option('--explain', 'say how much each channel adds to the score of the highest detections')
    .option(
      '--train-rows <n>',
      'train on the first n rows; without a second file, the rows after them are scored apart',
    )
    .option(
      '--train-until <time>',
      "train up to and including this time (ISO 8601, in the file's zone if it names none)",
    )
    .option(
      '--hold-out <share>',
      'keep the last share (0.3 or 30%) from training, and a window before it; measure on it alone',
    )
    .option(
      '--cross-validate <k>',
      'train k models, each without one block of time; each row is scored by the one that has not seen it',
    )
    .option('--purge <rows>', 'with these two: rows beside what is held out that train nobody; one window otherwise')
  addCleaningOptions(command, typed)
    .option(
      '--threshold <rule>',
      "e.g. maximum, mean-sigma:k=3, percentile:99.5, fixed:0.1; the detector's own otherwise",
    )
    .option('--gap-steps <n>', 'a step longer than so many usual steps is a gap; 5 otherwise')
    .option('--join <seconds>', 'detections no further apart than this are one')
    .option('--min-duration <seconds>', 'shorter detections are left out')
    .option('--labels <column|file>', 'a 0/1 column of the scored file, or a file of labelled windows')
    .option('--seed <n>', 'every random number comes from it', '1')
    .option('--engine <engine>', 'native or wasm; native where it is there otherwise')
    .option('--out <file>', 'write time,score,anomaly for every row of the scored file')
    .option('--export-model <folder>', 'write the trained model as a folder for "score" and for other machines')
    .option(
      '--start-from <model>',
      'go on from a trained network: an exported model, or a run of a project (plant.anomaly:3)',
    )
    .option(
      '--map <here=there>',
      'start-from: a channel of the data and what the model calls it; may be given several times',
      collect,
      [],
    )
    .option('--freeze <layers>', 'start-from: layers that stay as they are, e.g. encoder')
    .option('--force', forceHelp)
    .option('--json', 'print the result as JSON')
    .action(async (train: string, score: string | undefined, options: DetectOptions) => {
      const [{ prepareEngine }, { parseDetect }, { runDetect }, { reportInWords, reportJson }] = await Promise.all([
        import('./engine.ts'),
        import('./detect/options.ts'),
        import('./detect/run.ts'),
        import('./detect/report.ts'),
      ])
      const plan = parseDetect(train, score, options, typed)
      await prepareEngine()
      const result = await runDetect(plan)
      for (const note of result.notes) console.error(note)
      console.log(options.json ? JSON.stringify(reportJson(result), null, 2) : reportInWords(result))
    })
}
