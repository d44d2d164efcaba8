import type { AddCommand } from './command.ts'
import type { EvaluateOptions } from './evaluate/options.ts'

export const evaluateCommand: AddCommand = (program) => {
  program
    .command('evaluate')
    .description(
      'Measure anomaly scores against labels, with every measure by its published name; or score a NAB or SKAB corpus.',
    )
    .argument('[scores]', 'a CSV or Parquet file with a column "score"; an empty score was not assessed')
    .option(
      '--labels <column|file>',
      'a 0/1 column of the file, a table with such a column and as many rows, or a file of labelled windows',
    )
    .option('--score <column>', 'the column of scores; "score" otherwise')
    .option(
      '--threshold <value|rule>',
      'a number (anomalous at or above it), or a rule such as percentile:99.5 or best-f1 (anomalous above it)',
    )
    .option(
      '--vus-window <L>',
      'the widest edge of VUS in points; the period of the values otherwise, or 125 where there are none',
    )
    .option('--nab <manifest>', 'the NAB score, pooled over the files of a JSON manifest (docs/evaluation.md)')
    .option(
      '--skab <manifest>',
      'F1, FAR, MAR and change points as SKAB scores them, pooled over the files of a JSON manifest',
    )
    .option('--json', 'print the result as JSON')
    .action(async (scores: string | undefined, options: EvaluateOptions) => {
      const { parseEvaluate } = await import('./evaluate/options.ts')
      const plan = parseEvaluate(scores, options)
      if (plan.kind === 'scores') {
        const [{ runEvaluate }, { evaluationInWords, evaluationJson }, { watchProgress }, { quietJob }] =
          await Promise.all([
            import('./evaluate/run.ts'),
            import('./evaluate/report.ts'),
            import('./progress.ts'),
            import('../analysis/job.ts'),
          ])
        const progress = watchProgress()
        const result = await runEvaluate(plan, quietJob({ onProgress: progress.report })).finally(progress.end)
        return console.log(options.json ? JSON.stringify(evaluationJson(result), null, 2) : evaluationInWords(result))
      }
      const [{ runCorpus }, { corpusInWords, corpusJson }] = await Promise.all([
        import('./evaluate/corpus.ts'),
        import('./evaluate/report.ts'),
      ])
      const corpus = await runCorpus(plan)
      console.log(options.json ? JSON.stringify(corpusJson(corpus), null, 2) : corpusInWords(corpus))
    })
}
