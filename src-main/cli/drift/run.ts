import type { ChannelDrift, DriftBoard, Estimate } from '../../shared/watch/drift-board.ts'
import { driftFacts } from '../../shared/watch/drift-facts.ts'
import { badInput, toPlainError } from '../../shared/errors.ts'
import { runsNamed } from './runs-named.ts'
import { ask, projectPath, quietApp } from '../quiet-app.ts'

interface DriftOptions {
  dataset?: string
  run?: string
  details?: boolean
  json?: boolean
}

type Shown = { dataset: string; run: string } & (DriftBoard | { note: string })

/** Prints the board of each dataset. A dataset that cannot be compared says why; where none can, that is the answer. */
export async function showDrift(project: string, options: DriftOptions): Promise<void> {
  const path = projectPath(project)
  const app = await quietApp()
  try {
    await ask(app, 'project.open', { file: app.admit(path).token })
    const shown: Shown[] = []
    for (const { dataset, run } of await runsNamed(app, options))
      try {
        const board = await ask(app, 'drift.board', { run: run.id })
        shown.push({ dataset: dataset.name, run: run.name, ...board })
      } catch (error) {
        const { code, message } = toPlainError(error)
        if (code !== 'bad-input') throw error
        shown.push({ dataset: dataset.name, run: run.name, note: message })
      }
    const only = shown.length === 1 ? shown[0] : null
    if (only && 'note' in only) throw badInput(only.note)
    if (options.json) console.log(JSON.stringify({ project: path, boards: shown }, null, 2))
    else shown.forEach((one) => print(one, options.details ?? false))
  } finally {
    await app.close()
  }
}

function print(one: Shown, details: boolean): void {
  console.log(`${one.dataset}, run "${one.run}"`)
  if ('note' in one) return console.log(`  ${one.note}\n`)
  const cycle = one.cycle === null ? '' : `, the same ${one.cycle === 'day' ? 'hours of the day' : 'hours of the week'}`
  const modes = one.modes > 1 ? `, ${one.modes} operating modes` : ''
  console.log(`  training ${span(one.training)}; recent ${span(one.recent)}${cycle}${modes}`)
  console.log(`  Advice: ${one.advice}.`)
  for (const reason of one.reasons) console.log(`  - ${reason}`)
  const rows = [...one.channels, ...(one.score ? [one.score] : [])]
  const width = Math.max(7, ...rows.map(({ name, unit }) => name.length + (unit ? unit.length + 3 : 0)))
  console.log(
    `\n  ${'channel'.padEnd(width)}  ${'shift [95 % interval]'.padEnd(32)}${'PSI'.padEnd(8)}${'KS'.padEnd(8)}${'W1'.padEnd(10)}${'missing'.padEnd(9)}outside`,
  )
  for (const row of rows) console.log(`  ${line(row, width)}`)
  for (const row of details ? rows : []) {
    console.log(`\n  ${row.name}`)
    for (const { what, text } of driftFacts(row, iso)) console.log(`    ${what.padEnd(18)}${text}`)
  }
  console.log('')
}

const span = ({ start, end, rows }: DriftBoard['training']) =>
  `${rows.toLocaleString('en-GB')} rows ${iso(start)} to ${iso(end)}`
const iso = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ')

function line(row: ChannelDrift, width: number): string {
  const name = row.unit ? `${row.name} [${row.unit}]` : row.name
  return `${name.padEnd(width)}  ${estimate(row.shift).padEnd(32)}${figure(row.psi.value).padEnd(8)}${figure(row.ks.value).padEnd(8)}${figure(row.wasserstein.value).padEnd(10)}${percent(row.missing.recent).padEnd(9)}${percent(row.outside).padEnd(8)}${row.drifted ?? ''}`.trimEnd()
}

const estimate = ({ value, low, high }: Estimate) =>
  low === null || high === null ? signed(value) : `${signed(value)} [${signed(low)}, ${signed(high)}]`
const signed = (value: number) => `${value > 0 ? '+' : ''}${figure(value)}`
const figure = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '–')
const percent = (share: number) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`
