import type { App } from '../../app/create-app.ts'
import { howTrained, type Challenger, type LearnFrom } from '../../shared/watch/challenge.ts'
import { counted } from '../../shared/counted.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import { difference, periodTable } from '../backtest/run.ts'
import { runsNamed } from '../drift/runs-named.ts'
import { ask, jobEnd, projectPath, quietApp } from '../quiet-app.ts'

export interface RetrainOptions {
  dataset?: string
  run?: string
  window?: string
  how?: string
  json?: boolean
}

/** Trains a challenger, says how it did against the run in force, and leaves it to be promoted or not. */
export async function retrain(project: string, options: RetrainOptions): Promise<void> {
  const window = windowOf(options.window)
  const how = howTrained.find((one) => one === (options.how ?? 'cold'))
  if (how === undefined) throw badInput(`--how takes cold, warm or adaptive, and not "${options.how}".`)
  const path = projectPath(project)
  const app = await quietApp()
  try {
    const state = await ask(app, 'project.open', { file: app.admit(path).token })
    if (state.readOnly) throw new StudioError('read-only', state.readOnlyReason ?? 'The project is open read-only.')
    const named = await runsNamed(app, options)
    if (named.length > 1)
      throw badInput(
        `Say with --dataset which one to train anew: ${named.map(({ dataset }) => dataset.name).join(', ')}.`,
      )
    const [{ dataset, run: champion }] = named
    const { job, run } = await ask(app, 'champion.retrain', { run: champion.id, window, how })
    const ended = await jobEnd(app, job)
    if (ended.status !== 'done') throw badInput(ended.message ?? 'The challenger could not be trained.')
    const made = await challengerOf(app, run)
    if (options.json) {
      const { challenge, ...facts } = made
      const told = {
        ...facts,
        dataset: dataset.name,
        champion: { run: champion.id, name: champion.name },
        ...challenge,
      }
      return console.log(JSON.stringify({ ...told, made: new Date(told.made).toISOString() }, null, 2))
    }
    console.log(
      `${dataset.name}, run ${champion.id} "${champion.name}" in force, and challenger ${run} "${made.name}"\n`,
    )
    for (const line of periodTable(made.challenge?.periods ?? [])) console.log(`  ${line}`)
    for (const line of challengeLines(made, project)) console.log(`  ${line}`)
  } finally {
    await app.close()
  }
}

export async function challengerOf(app: App, run: number): Promise<Challenger> {
  return (await ask(app, 'champion.challengers', {})).find((one) => one.run === run)!
}

/** How a challenger did, and what can be done. */
export function challengeLines({ run, challenge }: Challenger, project: string): string[] {
  if (!challenge) return []
  const { learnt, refused, allowed, advice, reason, periods } = challenge
  const by = [...new Set(periods.flatMap((one) => one.by ?? []))].join(' and ')
  return [
    `Learnt from ${counted(learnt, 'row')}; ${counted(refused, 'row')} left out as labelled or strange${allowed > 0 ? `, ${counted(allowed, 'row')} of false alarms counted as normal` : ''}.`,
    ...(challenge.difference
      ? [`Quality, challenger less run in force, by ${by}: ${difference(challenge.difference)}`]
      : []),
    `Advice: ${advice === 'promote' ? 'promote the challenger' : 'keep the run in force'}. ${reason}`,
    `It waits: anomaly-studio promote ${project} --run ${run}, or --keep.`,
  ]
}

function windowOf(given: string | undefined): LearnFrom {
  if (given === undefined) return 'recent'
  if (given === 'all') return 'all'
  const days = Number(given)
  if (!(given.trim() !== '' && days >= 0.01 && days <= 36_500))
    throw badInput(`--window takes a number of days, or "all", and not "${given}".`)
  return days
}
