import { addCleaningOptions, type TypedStep } from './cleaning-options.ts'
import { collect, type AddCommand } from './command.ts'
import { forceHelp } from './output.ts'
import type { CleanOptions } from './clean/run.ts'

export const cleanCommand: AddCommand = (program) => {
  const typed: TypedStep[] = []
  const command = program
    .command('clean')
    .description('Clean a file by steps in their order, say what changed, and write it.')
    .argument('[file]', 'the file to clean')
    .option('--with <file>', 'another file, on the same clock; may be given several times', collect, [])
    .option('--align <step>', 'with --with: the common step, such as 10s or 1min')
    .option('--how <how>', 'with --with: time-mean, linear, mean, last, min or max; time-mean otherwise')
    .option('--rows <which>', 'with --with: inner, the time that all files cover, or outer; inner otherwise')
    .option('--list', 'the steps that there are, with their parameters')
  addCleaningOptions(command, typed)
    .option('--out <file>', 'write the cleaned rows as CSV')
    .option('--steps-out <file>', 'write the steps as JSON, for --clean')
    .option('--force', forceHelp)
    .option('--json', 'print the result as JSON')
    .action(async (file: string | undefined, options: CleanOptions) => {
      const { runClean, listSteps, cleanedInWords } = await import('./clean/run.ts')
      if (options.list) {
        console.log(listSteps(options.json ?? false))
        return
      }
      const result = await runClean(file, typed, options)
      for (const note of result.notes) console.error(note)
      console.log(options.json ? JSON.stringify(result, null, 2) : cleanedInWords(result))
    })
}
