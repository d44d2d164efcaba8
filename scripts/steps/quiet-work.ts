import type { App } from '../../src-main/app/create-app.ts'
import { ask, jobEnd } from '../../src-main/cli/quiet-app.ts'
import type { CallInput } from '../../src-main/shared/contract.ts'
import type { Id } from '../../src-main/shared/project.ts'
import { training } from './training.ts'

/** Waits for a job. Throws what it says where it did not go well. */
export async function done(app: App, job: number): Promise<void> {
  const { status, message } = await jobEnd(app, job)
  if (status !== 'done') throw new Error(message ?? status)
}

/** Imports a file by what is guessed of it, as a person does in the app. Answers its dataset. */
export async function imported(app: App, path: string, name: string): Promise<Id> {
  const { token: file } = app.admit(path)
  const { recipe } = await ask(app, 'import.preview', { file, changed: null, recipe: null })
  await done(app, (await ask(app, 'import.start', { file, name, recipe })).job)
  return (await ask(app, 'datasets.list', {})).find((one) => one.name === name)!.id
}

/** Trains a detector on the whole of a dataset. Answers the run. */
export async function trained(
  app: App,
  dataset: Id,
  detector: string,
  choices: Partial<CallInput<'train.start'>> = {},
): Promise<Id> {
  const { job, run } = await ask(app, 'train.start', training(dataset, detector, choices))
  await done(app, job)
  return run
}
