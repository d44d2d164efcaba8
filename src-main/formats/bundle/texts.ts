import { randomUUID } from 'node:crypto'
import { operatorSets } from '../onnx/write-model.ts'
import { bundleFiles, type BundleRecipe } from './recipe.ts'

/** The file that makes the folder an MLflow model: where its graph lies, and what goes in and out. */
export function mlmodelText(recipe: BundleRecipe): string {
  const { graph, inputs, outputs } = recipe.window
  const signature = (ports: BundleRecipe['window']['inputs']) =>
    JSON.stringify(
      ports.map(({ name, type, shape }) => ({
        name,
        type: 'tensor',
        'tensor-spec': { dtype: type, shape: shape.map((size) => (typeof size === 'string' ? -1 : size)) },
      })),
    )
  return [
    'flavors:',
    '  anomaly_studio:',
    `    data: ${bundleFiles.model}`,
    `    recipe: ${bundleFiles.recipe}`,
    `    recipe_version: ${recipe.version}`,
    ...(graph
      ? [
          '  onnx:',
          '    code: null',
          `    data: ${graph}`,
          '    onnx_version: 1.12.0',
          '    providers:',
          '    - CPUExecutionProvider',
        ]
      : []),
    `model_uuid: ${randomUUID().replaceAll('-', '')}`,
    ...(graph
      ? ['signature:', `  inputs: '${signature(inputs)}'`, `  outputs: '${signature(outputs)}'`, '  params: null']
      : []),
    `utc_time_created: '${recipe.made.at.replace('T', ' ').replace('Z', '')}'`,
    '',
  ].join('\n')
}

const minutes = (ms: number) => (ms >= 60_000 ? `${ms / 60_000} min` : `${ms / 1000} s`)

/** For the person who gets the folder. */
export function readmeText(recipe: BundleRecipe): string {
  const { window, points, threshold, channels, time, detector } = recipe
  const channelRows = channels.map(({ name, unit }, i) => `| ${i} | ${name.replaceAll('|', '\\|')} | ${unit ?? ''} |`)
  return [
    `# ${recipe.name}`,
    '',
    `A trained anomaly detector, ${detector.name}, made by ${recipe.made.by} on ${recipe.made.at}. There is no code in this folder.`,
    '',
    '| file | what |',
    '|---|---|',
    ...(window.graph
      ? [
          `| ${window.graph} | from a window in the channels' own units to its score; ONNX operators ${operatorSets['']}, any batch size |`,
        ]
      : []),
    `| ${bundleFiles.recipe} | channels, units, step, window, how window scores become scores of rows, threshold, training, measures |`,
    `| ${bundleFiles.model} | the same model for \`anomaly-studio score\` |`,
    `| ${bundleFiles.mlmodel} | makes the folder an MLflow model |`,
    `| ${bundleFiles.checksums} | SHA-256 of the other files |`,
    '',
    ...(window.whyNoGraph ? [`There is no ONNX file: ${window.whyNoGraph}`, ''] : []),
    '## What it expects',
    '',
    `Rows in the order of their times, one every ${minutes(time.stepMs)}. A step longer than ${minutes(time.gapMs)}, or a row in which a channel has no value, begins a new stretch; no window reaches across.`,
    '',
    ...(recipe.preparation.length > 0
      ? [`First the rows go through these steps: ${recipe.preparation.join('; ')}.`, '']
      : []),
    '| place | channel | unit |',
    '|---|---|---|',
    ...channelRows,
    '',
    '## What it gives',
    '',
    `A window is ${window.rows} ${window.rows === 1 ? 'row' : 'rows'}. ${points.meaning}`,
    ...(recipe.score.meaning ? ['', `The score: ${recipe.score.meaning}. Higher is stranger.`] : []),
    ...(threshold?.value == null ? [] : ['', `A row is anomalous where its score is above ${threshold.value}.`]),
    '',
    '## Scoring',
    '',
    '```sh',
    'anomaly-studio score --model THIS_FOLDER < rows.csv > scores.csv',
    '```',
    '',
    'Python, Spark and Ray: see "Beyond one machine" in the documentation of Anomaly Studio.',
    '',
  ].join('\n')
}
