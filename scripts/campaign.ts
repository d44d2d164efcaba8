/**
 * `npm run campaign -- --project N --server N --seed N [--out FOLDER]`: tries to break the app, deterministically by seed. Each attempt runs
 * in a child process with limits of time and memory. Writes campaign.json and campaign.html; exits with 1 where something failed.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { campaigns } from './campaign/index.ts'
import { page } from './campaign/page.ts'
import { attempts, type Figures } from './campaign/run.ts'

const options = Object.fromEntries(
  [...campaigns.map(({ id }) => id), 'seed', 'out'].map((id) => [id, { type: 'string' as const }]),
)
const { values } = parseArgs({ options })
const seed = Number(values.seed ?? 1)
const out = resolve(values.out ?? mkdtempSync(join(tmpdir(), 'anomaly-studio-campaign-')))
mkdirSync(out, { recursive: true })

const figures: Figures[] = []
for (const campaign of campaigns) {
  const count = Number(values[campaign.id] ?? 0)
  if (!Number.isInteger(count) || count < 0) throw new Error(`--${campaign.id} takes a whole number.`)
  if (count > 0) figures.push(await attempts(campaign.id, campaign.what, count, seed, out))
}
if (figures.length === 0) console.log(`Nothing to do: give ${campaigns.map(({ id }) => `--${id} N`).join(' or ')}.`)
writeFileSync(join(out, 'campaign.json'), `${JSON.stringify({ seed, campaigns: figures }, null, 2)}\n`)
writeFileSync(join(out, 'campaign.html'), page(seed, figures))
for (const { id, tried, right, refused, failures } of figures)
  console.log(`${id}: ${tried} tried, ${right} right, ${refused} refused, ${failures.length} failed (seed ${seed})`)
console.log(`Report: ${join(out, 'campaign.html')}`)
process.exitCode = figures.some(({ failures }) => failures.length > 0) ? 1 : 0
