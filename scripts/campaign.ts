/**
 * `npm run campaign -- --project N --server N --seed N [--out FOLDER]`: tries to break the app, deterministically by seed. Each attempt runs
 * in a child process with limits of time and memory. Writes campaign.json and campaign.html; exits with 1 where something failed.
 */
import { randomInt } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { campaigns } from './campaign/index.ts'
import { page } from './campaign/page.ts'
import { soak, soakInWords } from './campaign/soak.ts'
import { attempts, type Figures } from './campaign/run.ts'

/** Some hours on two cores. */
const longRun: Record<string, number> = {
  project: 2000,
  model: 2000,
  kill: 200,
  jobs: 200,
  disk: 200,
  two: 100,
  server: 500,
  import: 10_000,
  soak: 2000,
}

const program = new Command('npm run campaign --')
  .description('Tries to break the app, the same way for the same seed.')
  .option('--seed <number>', 'where the random numbers begin; "random" chooses one', seedOf, 1)
  .option('--out <folder>', 'where the report and the files that repeat a failure go')
  .option('--long', 'all of them, as `npm run test:long` does', false)
program.option(
  '--soak <rounds>',
  'Open, view, judge, explain, train, export and close in one process: what it holds in the end',
  whole,
  0,
)
for (const { id, what } of campaigns) program.option(`--${id} <count>`, what, whole, 0)
type Options = { seed: number; soak: number; long: boolean; out?: string } & Record<string, number>
const { seed, soak: rounds, long, out: wanted, ...counts } = program.parse().opts<Options>()
const out = resolve(wanted ?? mkdtempSync(join(tmpdir(), 'anomaly-studio-campaign-')))
mkdirSync(out, { recursive: true })

const figures: Figures[] = []
for (const campaign of campaigns) {
  const count = counts[campaign.id] || (long ? longRun[campaign.id] : 0)
  if (count > 0) figures.push(await attempts(campaign.id, campaign.what, count, seed, out))
}
const toSoak = rounds || (long ? longRun.soak : 0)
const soaked = toSoak > 0 ? await soak(toSoak, out) : null
if (figures.length === 0 && !soaked)
  console.log(`Nothing to do: give ${campaigns.map(({ id }) => `--${id} N`).join(' or ')}.`)
writeFileSync(join(out, 'campaign.json'), `${JSON.stringify({ seed, campaigns: figures, soak: soaked }, null, 2)}\n`)
writeFileSync(join(out, 'campaign.html'), page(seed, figures))
for (const { id, tried, right, refused, failures } of figures)
  console.log(`${id}: ${tried} tried, ${right} right, ${refused} refused, ${failures.length} failed (seed ${seed})`)
if (soaked) console.log(soakInWords(soaked))
console.log(`Report: ${join(out, 'campaign.html')}`)
process.exitCode = figures.some(({ failures }) => failures.length > 0) ? 1 : 0

function seedOf(text: string): number {
  return text === 'random' ? randomInt(1_000_000) : whole(text)
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It takes a whole number.')
  return Number(text)
}
