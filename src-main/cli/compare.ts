import { badInput } from '../shared/errors.ts'
import { addCleaningOptions, type TypedStep } from './cleaning-options.ts'
import type { AddCommand } from './command.ts'
import type { CompareOptions } from './compare/run.ts'

export const compareCommand: AddCommand = (program) => {
  const typed: TypedStep[] = []
  const command = program
    .command('compare')
    .description(
      'Train several detectors on the same data and rank them: by labels, or by planted anomalies where there are none.',
    )
    .argument('<files...>', 'each is compared by itself; ranks are averaged')
    .option('--detectors <ids>', 'e.g. pca,sub-pca,conv-autoencoder; everything classical and two networks otherwise')
    .option(
      '--labels <column|file>',
      "a 0/1 column of the files, or a file of labelled windows; the files' own otherwise",
    )
    .option('--no-labels', 'look at no labels, even where there are some')
    .option('--seed <n>', 'every random number comes from it', '1')
    .option('--engine <engine>', 'native or wasm; native where it is there otherwise')
    .option('--json', 'print the result as JSON')
    .option('--markdown', 'print the result as tables for a paper')
  addCleaningOptions(command, typed).action(
    async (files: string[], options: CompareOptions & { markdown?: boolean }) => {
      if (options.json && options.markdown) throw badInput('Choose --json or --markdown, not both.')
      const [{ prepareEngine }, { parseCompare, runCompare, comparisonsInWords }] = await Promise.all([
        import('./engine.ts'),
        import('./compare/run.ts'),
      ])
      const plan = parseCompare(files, options, typed)
      await prepareEngine()
      const result = await runCompare(plan)
      for (const note of result.notes) console.error(note)
      if (options.markdown) return console.log((await import('./compare/markdown.ts')).comparisonsAsMarkdown(result))
      console.log(options.json ? JSON.stringify({ ...result, notes: undefined }, null, 2) : comparisonsInWords(result))
    },
  )
}
