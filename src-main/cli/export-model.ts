import { resolve } from 'node:path'
import type { AddCommand } from './command.ts'

interface ExportModelOptions {
  out: string
  json?: boolean
}

export const exportModelCommand: AddCommand = (program) => {
  program
    .command('export-model')
    .description(
      'Write the model of a run as a folder for other machines: an MLflow model with ONNX, and what belongs to it.',
    )
    .argument('<project:run>', 'a project file for its newest run (plant.anomaly), or a run of it (plant.anomaly:3)')
    .requiredOption('--out <folder>', 'the folder to make')
    .option('--json', 'print what was written as JSON')
    .action(async (run: string, options: ExportModelOptions) => {
      const [{ modelOfRun }, { writeBundle, checkBundleFolder }, { runNamed }, { installation }] = await Promise.all([
        import('../engine/jobs/hand-over.ts'),
        import('../formats/bundle/write-bundle.ts'),
        import('./score/plan.ts'),
        import('../hosting/installation.ts'),
      ])
      const folder = resolve(options.out)
      checkBundleFolder(folder)
      const { project, run: wanted } = runNamed(run)
      const recipe = await writeBundle(folder, await modelOfRun(project, wanted, installation().version))
      const written = {
        run: recipe.name,
        detector: recipe.detector.id,
        folder,
        graph: recipe.window.graph,
        whyNoGraph: recipe.window.whyNoGraph,
      }
      console.log(
        options.json
          ? JSON.stringify(written, null, 2)
          : `Model of "${recipe.name}" (${recipe.detector.name}): ${folder}${recipe.window.whyNoGraph ? `\n${recipe.window.whyNoGraph} The command "anomaly-studio score" takes the folder all the same.` : ''}`,
      )
    })
}
