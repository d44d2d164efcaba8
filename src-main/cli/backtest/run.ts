import type { Backtest, BacktestPeriod, PeriodOutcome } from '../../shared/watch/backtest.ts'
import { badInput } from '../../shared/errors.ts'
import { runsNamed } from '../drift/runs-named.ts'
import { ask, projectPath, quietApp } from '../quiet-app.ts'

export interface BacktestOptions {
  dataset?: string
  run?: string
  every?: string
  learn?: string
  json?: boolean
}

export async function showBacktest(project: string, options: BacktestOptions): Promise<void> {
  const everyDays = Number(options.every ?? 7)
  if (!(everyDays >= 0.01 && everyDays <= 3650))
    throw badInput(`--every takes a number of days, and not "${options.every}".`)
  const learns = options.learn ?? 'recent'
  if (learns !== 'recent' && learns !== 'all') throw badInput(`--learn takes "recent" or "all", and not "${learns}".`)
  const path = projectPath(project)
  const app = await quietApp()
  try {
    await ask(app, 'project.open', { file: app.admit(path).token })
    const named = await runsNamed(app, options)
    if (named.length > 1)
      throw badInput(`Say with --dataset which one to replay: ${named.map(({ dataset }) => dataset.name).join(', ')}.`)
    const [{ dataset, run }] = named
    const found = await ask(app, 'drift.backtest', { run: run.id, everyDays, learns })
    if (options.json) console.log(JSON.stringify({ dataset: dataset.name, run: run.name, ...found }, null, 2))
    else print(dataset.name, run.name, found)
  } finally {
    await app.close()
  }
}

function print(dataset: string, run: string, { periods, everyDays, difference: gain, advice, reason }: Backtest): void {
  console.log(`${dataset}, run "${run}": as it is, and trained anew every ${everyDays} days\n`)
  for (const line of periodTable(periods)) console.log(`  ${line}`)
  if (gain) console.log(`\n  Quality, anew less as it is: ${difference(gain)}`)
  console.log(`  Advice: ${advice === 'promote' ? 'take the one that is trained anew' : 'keep the run'}. ${reason}`)
}

/** Both models over the periods, as lines of a table. */
export function periodTable(periods: readonly BacktestPeriod[]): string[] {
  const head = `${'period'.padEnd(26)}${'events'.padEnd(8)}${'alarms'.padEnd(14)}${'false rows'.padEnd(18)}${'found'.padEnd(10)}quality`
  return [head, ...periods.map(line)]
}

/** A gain in quality with its interval. */
export const difference = ({ value, low, high, periods }: NonNullable<Backtest['difference']>) =>
  `${signed(value)}${low === null ? '' : ` [${signed(low)}, ${signed(high!)}]`} over ${periods} periods`

function line({ start, end, events, champion, challenger, note }: BacktestPeriod): string {
  const both = (of: (one: PeriodOutcome) => string) => `${of(champion)} → ${challenger ? of(challenger) : '–'}`
  return `${span(start, end).padEnd(26)}${String(events).padEnd(8)}${both((one) => String(one.alarms)).padEnd(14)}${both((one) => `${(100 * one.falseShare).toFixed(1)} %`).padEnd(18)}${both((one) => String(one.found)).padEnd(10)}${both((one) => (one.quality === null ? '–' : one.quality.toFixed(3)))}${note ? `  ${note}` : ''}`
}

/** Days; the times of a period within one day. */
const span = (start: number, end: number) =>
  date(start) === date(end) ? `${date(start)} ${clock(start)} to ${clock(end)}` : `${date(start)} to ${date(end)}`
const clock = (time: number) => new Date(time).toISOString().slice(11, 16)
const date = (time: number) => new Date(time).toISOString().slice(0, 10)
const signed = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(3)}`
