import type { Command } from 'commander'
import { collect, type AddCommand } from './command.ts'
import type { InitOptions, SiteOptions } from './federate/plan.ts'

const work = () => import('./federate/run.ts')

export const federateCommand: AddCommand = (program) => {
  const federate = program
    .command('federate')
    .description('Train one model at many sites that keep their data: only weights are carried about, as files.')
  init(federate)
  federate
    .command('train')
    .description("A site's part of a round: sums in the first, weights in all others. The data stay where they are.")
    .argument('<federation>', 'the file that "init" or "merge" wrote')
    .argument('<data>', 'the file of this site to train on')
    .requiredOption('--site <name>', 'how this site is called')
    .requiredOption('--out <file>', 'the update to hand back')
    .option('--train-rows <n>', 'train on the first n rows')
    .option('--engine <engine>', 'native or wasm; native where it is there otherwise')
    .option('--force', 'replace a file that is there')
    .action(async (federation: string, data: string, options: SiteOptions) => {
      console.log(await (await work()).trainSite(federation, data, options))
    })
  federate
    .command('merge')
    .description('Merge the updates of one round into the federation of the next.')
    .argument('<federation>', 'the file of this round')
    .argument('<updates...>', 'one update of each site')
    .requiredOption('--out <file>', 'the federation of the next round')
    .option('--force', 'replace a file that is there')
    .action(async (federation: string, updates: string[], options: { out: string; force?: boolean }) => {
      console.log(await (await work()).mergeSites(federation, updates, options))
    })
  federate
    .command('apply')
    .description('Use the common model at a site: its threshold is calibrated on the data there.')
    .argument('<federation>', 'the file of the last round')
    .argument('<data>', 'the file of this site')
    .requiredOption('--out <folder>', 'the folder to make, for "score"')
    .option('--train-rows <n>', 'calibrate on the first n rows')
    .option('--engine <engine>', 'native or wasm; native where it is there otherwise')
    .action(async (federation: string, data: string, options: Omit<SiteOptions, 'site'>) => {
      console.log(await (await work()).applyAtSite(federation, data, options))
    })
}

function init(federate: Command): void {
  federate
    .command('init')
    .description('Begin a federation: what every site will train.')
    .requiredOption('--out <file>', 'the file to hand to every site')
    .requiredOption(
      '--channels <names>',
      'the channels that every site has, in order, with units where they matter, e.g. "flow [l/min],pressure [bar]"',
    )
    .option('--detector <id>', 'a network', 'conv-autoencoder')
    .option('--set <key=value>', 'a parameter of the detector; may be given several times', collect, [])
    .option('--epochs <n>', 'epochs that a site trains in each round', '1')
    .option('--prox <mu>', 'hold each site to the common weights (FedProx)', '0')
    .option('--clip <length>', 'longest change of the weights that a site may bring; 0 = any', '0')
    .option('--noise <z>', 'Gaussian noise over the clipping length; 0 = none', '0')
    .option('--delta <delta>', 'for the epsilon that is stated with noise', '0.00001')
    .option('--sites <n>', 'with noise: how many sites there are')
    .option('--sample <share>', 'with noise: chance of each site to take part in a round', '1')
    .option('--seed <n>', 'every random number but the noise comes from it', '1')
    .option('--force', 'replace a file that is there')
    .action(async (options: InitOptions) => {
      console.log(await (await work()).beginAtFile(options))
    })
}
