import { exploreKinds } from '../shared/data/explore-settings.ts'
import { collect, type AddCommand } from './command.ts'
import type { ExploreOptions } from './explore/run.ts'

export const exploreCommand: AddCommand = (program) => {
  program
    .command('explore')
    .description('What a pane of Explore shows of a project: its numbers as a table (CSV) or as JSON.')
    .argument('<project>', 'the project file')
    .requiredOption('--pane <name>', exploreKinds.join(', '))
    .option('--dataset <name>', 'the dataset; its only one otherwise')
    .option('--channel <name>', 'a channel; may be given several times; all otherwise', collect, [])
    .option(
      '--from <time>',
      "the first row (ISO 8601, in the dataset's zone if it names none); the first of all otherwise",
    )
    .option('--to <time>', 'the last row; the last of all otherwise')
    .option('--labels <set>', 'the label set that counts; the first otherwise')
    .option('--set <key=value>', 'a setting of the pane; may be given several times', collect, [])
    .option('--table <name>', 'another table of the pane than its first')
    .option('--json', 'print the whole answer as one JSON object')
    .addHelpText(
      'after',
      `
All rows are read, as the pane does after its first answer. "Copy as command" in a pane writes the settings;
a wrong one is answered with those that there are. Times in the JSON are epoch milliseconds, lengths of time milliseconds.`,
    )
    .action(async (project: string, options: ExploreOptions) => {
      const { runExplore } = await import('./explore/run.ts')
      console.log(await runExplore(project, options))
    })
}
