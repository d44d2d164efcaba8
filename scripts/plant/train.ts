import { ask, quietApp } from '../../src-main/cli/quiet-app.ts'
import { imported, trained } from '../steps/quiet-work.ts'

/** Makes a project with a dataset for each file, and a run of PCA trained on all of it, as a person does in the app. */
export async function trainAll(project: string, files: { name: string; path: string }[]): Promise<void> {
  const app = await quietApp()
  try {
    await ask(app, 'project.create', { file: app.admitOutput(project).token, name: 'plant' })
    for (const { name, path } of files) await imported(app, path, name)
    for (const { id, channels } of await ask(app, 'datasets.list', {}))
      await trained(app, id, 'pca', { channels: channels.map((channel) => channel.id) })
  } finally {
    await app.close()
  }
}
