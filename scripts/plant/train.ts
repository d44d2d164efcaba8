import { ask, jobEnd, quietApp } from '../../src-main/cli/quiet-app.ts'

/** Makes a project with a dataset for each file, and a run of PCA trained on all of it, as a person does in the app. */
export async function trainAll(project: string, files: { name: string; path: string }[]): Promise<void> {
  const app = await quietApp()
  const done = async (job: number) => {
    const { status, message } = await jobEnd(app, job)
    if (status !== 'done') throw new Error(message ?? status)
  }
  try {
    await ask(app, 'project.create', { file: app.admitOutput(project).token, name: 'plant' })
    for (const { name, path } of files) {
      const { token: file } = app.admit(path)
      const { recipe } = await ask(app, 'import.preview', { file, changed: null, recipe: null })
      await done((await ask(app, 'import.start', { file, name, recipe })).job)
    }
    for (const dataset of await ask(app, 'datasets.list', {})) {
      const { job } = await ask(app, 'train.start', {
        dataset: dataset.id,
        detector: 'pca',
        params: {},
        channels: dataset.channels.map(({ id }) => id),
        ranges: [],
        labelSet: null,
        excludeLabels: false,
        seed: 1,
        threshold: null,
        holdOut: { kind: 'nothing' },
        chosenOn: null,
      })
      await done(job)
    }
  } finally {
    await app.close()
  }
}
