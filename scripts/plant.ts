/**
 * `npm run plant -- FOLDER [--days N] [--seed N]`: a simulated plant of five machines through a month under `anomaly-studio watch`, with
 * faults, drift and interruptions. Leaves the project, the files and the alarms in the folder, to be read as docs/monitoring.md does;
 * exits with 1 where a row was lost or doubled.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { machines, rowsOf } from './plant/machines.ts'
import { command, prepare, watchMonth } from './plant/month.ts'
import { outcomes } from './plant/outcome.ts'
import { trainAll } from './plant/train.ts'

const program = new Command('npm run plant --')
  .description('A simulated plant of five machines through a month under watch, with faults, drift and interruptions.')
  .argument('<folder>', 'an empty folder')
  .option('--days <n>', 'days under watch', Number, 30)
  .option('--seed <n>', 'where the random numbers of the interruptions begin', Number, 1)
  .parse()
const { days, seed } = program.opts<{ days: number; seed: number }>()
const folder = resolve(program.args[0])
mkdirSync(folder, { recursive: true })
process.env.ANOMALY_STUDIO_DATA = join(folder, 'app')

const plant = prepare(
  folder,
  machines.map((machine) => ({ name: machine.name, rows: rowsOf(machine, days) })),
)
console.log('Training on two weeks of five machines …')
await trainAll(
  plant.project,
  plant.machines.map(({ name }, i) => ({ name, path: plant.history[i] })),
)
for (const { name, files } of plant.machines)
  await command(['watch', plant.project, '--dataset', name, '--source', files, '--once'])
console.log(`Watching ${days} days …`)
const counts = await watchMonth(plant, days, seed)
await command(['watch', plant.project, '--once'])
console.log(
  Object.entries(counts)
    .flatMap(([what, n]) => (n > 0 ? [`${n} ${what}`] : []))
    .join(', '),
)
const found = outcomes(plant, days)
console.table(Object.fromEntries(found.map(({ machine, ...rest }) => [machine, rest])))
if (found.some(({ wrong }) => wrong > 0)) process.exitCode = 1
