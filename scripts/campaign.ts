/**
 * `npm run campaign -- --project N --server N --seed N [--out FOLDER]`: tries to break the app, deterministically by seed. Each attempt runs
 * in a child process with limits of time and memory. Writes campaign.json and campaign.html; exits with 1 where something failed.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { campaigns } from './campaign/index.ts'
import { page } from './campaign/page.ts'
import { attempts, type Figures } from './campaign/run.ts'

const program = new Command('npm run campaign --')
  .description('Tries to break the app, the same way for the same seed.')
  .option('--seed <number>', 'where the random numbers begin', whole, 1)
  .option('--out <folder>', 'where the report and the files that repeat a failure go')
for (const { id, what } of campaigns) program.option(`--${id} <count>`, what, whole, 0)
const { seed, out: wanted, ...counts } = program.parse().opts<{ seed: number; out?: string } & Record<string, number>>()
const out = resolve(wanted ?? mkdtempSync(join(tmpdir(), 'anomaly-studio-campaign-')))
mkdirSync(out, { recursive: true })

const figures: Figures[] = []
for (const campaign of campaigns) {
  const count = counts[campaign.id]
  if (count > 0) figures.push(await attempts(campaign.id, campaign.what, count, seed, out))
}
if (figures.length === 0) console.log(`Nothing to do: give ${campaigns.map(({ id }) => `--${id} N`).join(' or ')}.`)
writeFileSync(join(out, 'campaign.json'), `${JSON.stringify({ seed, campaigns: figures }, null, 2)}\n`)
writeFileSync(join(out, 'campaign.html'), page(seed, figures))
for (const { id, tried, right, refused, failures } of figures)
  console.log(`${id}: ${tried} tried, ${right} right, ${refused} refused, ${failures.length} failed (seed ${seed})`)
console.log(`Report: ${join(out, 'campaign.html')}`)
process.exitCode = figures.some(({ failures }) => failures.length > 0) ? 1 : 0

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It takes a whole number.')
  return Number(text)
}
