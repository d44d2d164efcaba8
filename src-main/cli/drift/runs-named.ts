import type { App } from '../../app/create-app.ts'
import { badInput } from '../../shared/errors.ts'
import type { Dataset, Run } from '../../shared/project.ts'
import { ask } from '../quiet-app.ts'

interface RunsNamed {
  dataset?: string
  run?: string
}

/** The dataset and run that options name, or each dataset with the run that watches it, else its newest that is ready. Throws bad-input where there is none. */
export async function runsNamed(app: App, { dataset: name, run: wanted }: RunsNamed) {
  const datasets = await ask(app, 'datasets.list', {})
  const named = name === undefined ? datasets : datasets.filter((one) => one.name === name)
  if (name !== undefined && named.length === 0)
    throw badInput(
      `There is no dataset "${name}". ${datasets.length === 0 ? 'The project has none.' : `There are: ${datasets.map((one) => one.name).join(', ')}.`}`,
    )
  const watching = (await ask(app, 'watch.sources', {})).map((source) => source.run)
  const waiting = (await ask(app, 'champion.challengers', {})).filter((one) => one.decision !== 'promoted')
  const found: { dataset: Dataset; run: Run }[] = []
  for (const dataset of named) {
    const ready = (await ask(app, 'runs.list', { dataset: dataset.id })).filter((run) => run.status === 'ready')
    const run =
      wanted === undefined
        ? (ready.findLast(({ id }) => watching.includes(id)) ??
          ready.findLast(({ id }) => !waiting.some((one) => one.run === id)))
        : ready.find(({ id, name }) => String(id) === wanted || name === wanted)
    if (run) found.push({ dataset, run })
  }
  if (found.length === 0)
    throw badInput(
      wanted === undefined
        ? 'No dataset has a run to compare with yet: train a detector first.'
        : `There is no run "${wanted}" that is ready.`,
    )
  return found
}
